"""Telling code from prose."""

import pytest
from hypothesis import given, strategies as st

from bot.core.markdown import prose_and_code
from bot.core.markdown.fences import by_fence


def code(text: str) -> list[str]:
    return [piece for is_code, piece in prose_and_code(text) if is_code and piece.strip()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a `b` c ``d ` e`` f", ["`b`", "``d ` e``"], id="spans"),
        pytest.param("a `b c", [], id="span without an end"),
        pytest.param("\\`a` b`", ["` b`"], id="escaped backtick"),
        pytest.param("a\n```py\nb < c\n```\nd", ["```py", "b < c", "```"], id="fence"),
        pytest.param("```\nopen", ["```", "open"], id="open fence"),
        pytest.param("> ```\n> x\nout", ["> ```", "> x"], id="a quotation ends its fence"),
        pytest.param("```not a fence``` x", ["```not a fence```"], id="three backticks in a line"),
        pytest.param("```\n    ```\n```", ["```", "    ```", "```"], id="indented backticks do not close"),
    ],
)
def test_code_is_told_from_prose(text: str, expected: list[str]) -> None:
    assert code(text) == expected


@given(text=st.text(alphabet="`~\n >ab\\-", max_size=80))
def test_the_pieces_are_the_whole_text(text: str) -> None:
    assert "".join(piece for _, piece in prose_and_code(text)) == text
    assert "\n".join(line for _, lines in by_fence(text) for line in lines) == text
