"""The labelled questions lead to messages, and the search finds most of them among some hundred."""

from pathlib import Path

from tests.evaluation.questions import QUESTIONS
from tests.evaluation.search import chats, found_at, opened_corpus, ranks


def test_every_label_is_in_its_chat() -> None:
    held = chats(others=0)
    for question in QUESTIONS:
        texts = [each["text"] for each in held[question.chat]]
        for source in question.sources:
            assert any(source in text for text in texts), (question.words, source)


def test_a_rank_is_that_of_the_first_hit_with_an_answer() -> None:
    assert found_at([{"1"}, {"2", "3"}], {"3"}) == 2
    assert found_at([{"1"}] * 10 + [{"3"}], {"3"}) == 0


async def test_words_vectors_and_both_find_most_of_what_is_asked_for(tmp_path: Path) -> None:
    async with opened_corpus(tmp_path, others=4) as corpus:
        assert all(corpus.answers(question) for question in QUESTIONS)
        found = {name: sum(map(bool, each)) for name, each in (await ranks(corpus)).items()}

    assert min(found.values()) >= 0.8 * len(QUESTIONS), found
