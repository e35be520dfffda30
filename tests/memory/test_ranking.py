import pytest

from bot.core.documents import Passage
from bot.memory.ranking import MOST, fused, words


def passage(name: str, score: float = 0.0) -> Passage:
    return Passage("d1", 1, name, score)


def order(found: list[Passage]) -> str:
    return "".join(each.text for each in found)


def test_what_both_rankings_find_comes_first() -> None:
    by_words, by_meaning = map(passage, "abc"), map(passage, "cde")

    assert order(fused([list(by_words), list(by_meaning)], 10))[0] == "c"


def test_scores_of_the_rankings_do_not_matter() -> None:
    by_words = [passage("a", 900.0), passage("b", 1.0)]
    by_meaning = [passage("b", 0.2), passage("a", 0.1)]

    assert order(fused([by_words, by_meaning], 2)) == "ab"


def test_one_ranking_keeps_its_order() -> None:
    assert order(fused([[], [passage("b"), passage("a")]], 10)) == "ba"


def test_only_the_best_are_returned_each_once_with_falling_scores() -> None:
    found = fused([list(map(passage, "abcd")), list(map(passage, "dcba"))], 3)

    assert len(found) == len({each.text for each in found}) == 3
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_equal_texts_of_two_pages_are_two() -> None:
    assert len(fused([[Passage("d1", 1, "a"), Passage("d1", 2, "a"), Passage("d2", 1, "a")]], 10)) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Where does the WIND come from?", ["where", "does", "the", "wind", "come", "from"]),
        ("l’été, à Übersee", ["été", "à", "übersee"]),
        ("page 7 of a-b", ["page", "7", "of"]),
        ('"wind" OR (rain*)', ["wind", "or", "rain"]),
        ("wind wind", ["wind"]),
        ("風", ["風"]),
        ("?!", []),
    ],
)
def test_words_of_a_question(query: str, found: list[str]) -> None:
    assert words(query) == found


def test_a_pasted_text_is_searched_for_by_its_first_words() -> None:
    assert len(words(" ".join(f"w{number}" for number in range(1_000)))) == MOST
