from pathlib import Path

import pytest

from deploy.sandbox.mistral.reading import rtf

HARBOUR = Path(__file__).parents[3] / "documents" / "files" / "harbour.rtf"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (rb"{\rtf1 One\par Two\line three\tab four}", "One\n\nTwo\nthree\tfour"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator me;}{\pict 00ff}shown}", "shown"),
        (rb"{\rtf1\ansicpg1251 \'cf\'f0\'e8}", "При"),
        (rb"{\rtf1\uc1 caf\u233?s \u-10179?\u-8704?}", "cafés 😀"),
        (rb"{\rtf1\ansicpg9999 a\{b\}\\c\~d\_e\-f}", "a{b}\\c\xa0d-ef"),
        (rb"{\rtf1 a{\v hidden}b\v0 c}}}}", "abc"),
        (rb"{\rtf1 {{{{", ""),
    ],
)
def test_what_is_shown_becomes_text(data: bytes, found: str) -> None:
    assert rtf.text(data).strip() == found


def test_a_letter_by_a_real_program_holds_its_words_and_nothing_else() -> None:
    text = rtf.text(HARBOUR.read_bytes())

    assert text.startswith("Harbour report\n\nThe mole is 380 metres long and old.")
    assert "North\t120\tdeep" in text
    assert not {"*", "\\"} & set(text.replace("*stars*", ""))
