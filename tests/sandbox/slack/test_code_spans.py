import pytest

from deploy.sandbox.slack.code_spans import outside_code, without_code


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        pytest.param("plain", "PLAIN", id="none"),
        pytest.param("a `b` c", "A `b` C", id="span"),
        pytest.param("a ``b ` c`` d", "A ``b ` c`` D", id="double-ticks"),
        pytest.param("a `b c", "A `B C", id="open-span"),
        pytest.param("a `b\n\nc` d", "A `B\n\nC` D", id="span-ends-with-the-paragraph"),
        pytest.param("a\n```py\nb\n```\nc", "A\n```py\nb\n```\nC", id="fence"),
        pytest.param("a\n````\n```\nb\n````\nc", "A\n````\n```\nb\n````\nC", id="fence-in-fence"),
        pytest.param("a\n~~~\nb", "A\n~~~\nb", id="open-fence"),
        pytest.param("a\n```py", "A\n```py", id="fence-just-opened"),
    ],
)
def test_code_is_left_alone(text: str, shouted: str) -> None:
    assert outside_code(text, str.upper) == shouted


def test_code_can_be_left_out() -> None:
    assert without_code("say `x` and\n```\ny\n```") == "say   and\n "
