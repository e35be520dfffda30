import pytest

from bot.memory.terms import terms


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("What is the deploy date?", ["deploy", "date"]),
        ("who was dancing at the parties", ["danc", "part"]),
        ("wann ist der Umzug", ["umzug"]),
        ("où est la clé", ["où", "clé"]),
        ("this is it", ["this", "is", "it"]),
        ("bus 42 as", ["bus", "42"]),
        ("?!", []),
    ],
)
def test_telling_words_are_searched_for_without_their_endings(query: str, expected: list[str]) -> None:
    assert terms(query) == expected
