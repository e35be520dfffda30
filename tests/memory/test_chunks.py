import re
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from bot.core.documents import Page
from bot.memory.chunks import LONGEST, OVERLAP, Chunk, chunks, tokens
from bot.mistral.vocabulary import load_encoder

SENTENCE = "The wind from the west brings rain to the coast, and the harbour stays empty until the evening. "


def cut(text: str, number: int = 1) -> list[str]:
    return [chunk.text for chunk in chunks([Page(number, "text", text)])]


def test_short_page_is_one_passage() -> None:
    assert list(chunks([Page(3, "ocr", " # Wind\n\nFrom the west. ")])) == [Chunk(3, "# Wind\n\nFrom the west.")]


def test_every_passage_keeps_its_page_and_none_goes_beyond_it() -> None:
    found = list(chunks([Page(1, "text", "one"), Page(2, None, ""), Page(5, "vision", "five")]))

    assert found == [Chunk(1, "one"), Chunk(5, "five")]


def test_header_footer_and_pictures_are_in_none() -> None:
    page = Page(1, "ocr", "Before ![img-0.jpeg](img-0.jpeg) after", header="Annual report", footer="page 1")

    [found] = chunks([page])

    assert found.text == "Before  after"


@pytest.mark.parametrize("text", ["", "  \n\n ", "![a](a)"])
def test_page_without_words_has_none(text: str) -> None:
    assert cut(text) == []


def test_paragraphs_stay_whole_and_fill_a_passage() -> None:
    paragraphs = [f"{number}. {SENTENCE * 4}".strip() for number in range(12)]

    found = cut("\n\n".join(paragraphs))

    assert len(found) > 2
    assert all(paragraph in found[place] for place in range(len(found)) for paragraph in found[place].split("\n\n"))
    assert all(tokens(text) > LONGEST / 2 for text in found[:-1])


def test_a_little_of_each_passage_is_repeated_in_the_next() -> None:
    found = cut(SENTENCE * 60)

    for before, after in pairwise(found):
        common = after[: len(SENTENCE)].strip()
        assert before.endswith(common)
        assert tokens(after[: len(SENTENCE)]) <= OVERLAP


def test_heading_goes_with_what_it_heads() -> None:
    found = cut(f"{SENTENCE * 14}\n\n## Autumn\n\n{SENTENCE * 14}")

    with_heading = [text for text in found if "## Autumn\n\nThe wind" in text]
    assert with_heading


def test_long_table_is_cut_between_rows() -> None:
    rows = [f"| {number} | a thing that was bought in some shop | {number}.50 |" for number in range(200)]

    found = cut("\n".join(rows))

    assert len(found) > 5
    assert all(line in rows for text in found for line in text.splitlines())


def test_text_without_a_space_is_cut_all_the_same() -> None:
    found = cut("x" * 10_000)

    assert sum(map(len, found)) == 10_000
    assert all(tokens(text) <= LONGEST for text in found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SENTENCE * 300, id="English"),
        pytest.param("風が西から吹いて、港は夕方まで空いている。" * 300, id="Japanese"),
        pytest.param("1 234,56 € · 7.89 % ; " * 600, id="numbers"),
        pytest.param("Übergröße à l’été. " * 900, id="accents"),
    ],
)
def test_passages_have_about_as_many_real_tokens_as_is_meant(text: str) -> None:
    encoder = load_encoder()

    counts = [len(encoder.encode_ordinary(each)) for each in cut(text)]

    assert all(150 <= count <= 600 for count in counts[:-1])


@given(st.lists(st.text(alphabet="abc .!\n#|1é風", max_size=1200), max_size=8).map("\n\n".join))
def test_nothing_is_lost_and_nothing_is_too_long(text: str) -> None:
    found = cut(text)

    assert all(text.strip() and tokens(text) <= LONGEST * 1.1 for text in found)
    everything = " ".join(found)
    assert all(word in everything for word in re.findall(r"[abcé風1]{1,40}", text)[:50])
