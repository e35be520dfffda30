import pytest

from bot.store.postgresql.words import any_of, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'été dernier, n°4711!", ["l", "ete", "dernier", "n", "4711"]),
        ("STRASSE Straße ΣΊΣΥΦΟΣ", ["strasse", "strasse", "σισυφοσ"]),
        ("snake_case a-b/c “d’e” ﬁn", ["snake", "case", "a", "b", "c", "d", "e", "fin"]),
        ("東京 " + "x" * 501, ["東京"]),
        (" !? ", []),
    ],
)
def test_only_letters_and_digits_matter(text: str, words: list[str]) -> None:
    assert plain(text) == words


def test_words_of_several_pieces_are_phrases_and_the_rest_are_alternatives() -> None:
    assert any_of(["Rouge", "l'été", "!", "rouge"]) == "('rouge') | ('l'<->'ete')"
