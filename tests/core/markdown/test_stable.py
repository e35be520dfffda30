"""What of a growing text may be appended."""

import pytest
from hypothesis import given, settings, strategies as st

from bot.core.markdown import stable_prefix

TEXTS = st.lists(
    st.sampled_from(
        [
            "a",
            " ",
            "\n",
            "\n\n",
            "`",
            "``",
            "```",
            "~~~",
            "```py\n",
            "<",
            ">",
            "<!ch",
            "<@U1>",
            "&",
            "&lt;",
            "&#",
            "[",
            "](",
            ")",
            *["\\", "👨", "\u200d", "\ud83d", "> ", "- ", "x < 3", "AT&T", "[a](http://x)", "![", "b`c`d", "\t"],
        ]
    ),
    max_size=25,
).map("".join)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param("Hello there", "", id="plain"),
        pytest.param("Ask <!chan", "<!chan", id="a token"),
        pytest.param("Ask <@U123>", "", id="a whole token"),
        pytest.param("if a < b", "", id="less than"),
        pytest.param("if a <", "<", id="what may become a token"),
        pytest.param("R&amp", "&amp", id="an entity"),
        pytest.param("R&D is", "", id="an ampersand"),
        pytest.param("use `git pu", "`git pu", id="a code span"),
        pytest.param("use `git`", "`git`", id="a run of backticks that may go on"),
        pytest.param("use `git` now", "", id="a whole code span"),
        pytest.param("see [the docs](http://exa", "[the docs](http://exa", id="a link"),
        pytest.param("see ![the", "[the", id="an image"),
        pytest.param("text\n``", "``", id="a fence to be"),
        pytest.param("text\n```py", "```py", id="an opening fence"),
        pytest.param("```\na < b && `", "", id="inside a fence"),
        pytest.param("```\ncode\n``", "``", id="a closing fence"),
        pytest.param("👨\u200d", "\u200d", id="half of a joined emoji"),
        pytest.param("hi \ud83d", "\ud83d", id="half of a surrogate pair"),
        pytest.param("5 \\", "\\", id="an escape"),
        pytest.param("`" + "x" * 500, "", id="a backtick that is only one"),
    ],
)
def test_what_is_half_written_is_held_back(text: str, held: str) -> None:
    prefix = stable_prefix(text)

    assert prefix + text[len(prefix) :] == text
    assert text[len(prefix) :].endswith(held)
    assert len(text) - len(prefix) <= len(held) + 1


@settings(max_examples=500, deadline=None)
@given(text=TEXTS)
def test_what_may_be_sent_only_grows_with_the_text(text: str) -> None:
    sent = ""
    for length in range(len(text) + 1):
        prefix = stable_prefix(text[:length])
        assert text.startswith(prefix)
        assert len(prefix) >= len(sent)
        sent = prefix


@pytest.mark.parametrize(
    "text", ["<" * 100_000, "[" * 100_000, "` `` ``` " * 11_000, "&" * 100_000, "a\n" * 50_000], ids=range(5)
)
@pytest.mark.timeout(10)  # a fraction of a second; what must not come is minutes
def test_a_hundred_thousand_characters_have_their_prefix(text: str) -> None:
    assert text.startswith(stable_prefix(text))
