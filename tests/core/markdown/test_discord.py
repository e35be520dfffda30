"""Markdown as Discord can show it."""

import pytest
from hypothesis import given, settings, strategies as st

from bot.core.markdown import for_discord

PIECES = st.sampled_from(
    [
        *("a | b", "--- | :-:", "|x|y|", "|-|-|", "", "```", "~~~py", "#### Head", "---", "- [ ] do", "![a](b)"),
        *(
            "$x^2$",
            "\\(",
            "\\[",
            "\\]",
            "$$",
            "a = b",
            "> ```",
            "`$x$`",
            "日本 | 👨‍👩‍👧‍👦",
            "\\|",
            "   ",
            "***",
            "$5 and $6",
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("#### Four", "**Four**", id="small heading"),
        pytest.param("###### **Six** ##", "**Six**", id="smallest heading"),
        pytest.param("### Three", "### Three", id="heading that Discord knows"),
        pytest.param("a\n\n---\n\nb", "a\n\n\nb", id="rule"),
        pytest.param("a\n***\nb", "a\n\nb", id="rule between lines"),
        pytest.param("- [ ] milk\n- [x] eggs", "- ☐ milk\n- ☑ eggs", id="task list"),
        pytest.param("1. [X] done", "1. ☑ done", id="numbered task"),
        pytest.param("![A cat](https://x.org/c.png)", "[A cat](https://x.org/c.png)", id="image"),
        pytest.param("![](https://x.org/c.png)", "[image](https://x.org/c.png)", id="image without words"),
        pytest.param(r"Euler: \(e^{i\pi}\), $a_1$ and $$b^2$$", r"Euler: `e^{i\pi}`, `a_1` and `b^2`", id="formulas"),
        pytest.param("It costs $5, or $6 with tax.", "It costs $5, or $6 with tax.", id="prices are no formulas"),
        pytest.param("\\[\na = b\n\\]", "```tex\na = b\n```", id="formula on its own lines"),
        pytest.param("\\[\na = b", "\\[\na = b", id="formula half written"),
        pytest.param("`![a](b) $x^2$` #### x", "`![a](b) $x^2$` #### x", id="code is left alone"),
        pytest.param(
            "```\n#### x\n- [ ] y\n---\n```", "```\n#### x\n- [ ] y\n---\n```", id="fenced code is left alone"
        ),
        pytest.param("~~~python title=x\na\n~~~", "```python\na\n```", id="tildes"),
        pytest.param("````md\n```\na\n```\n````", "```md\n`\u200b``\na\n`\u200b``\n```", id="fence in a fence"),
        pytest.param("> ```\n> a\ntext ---", "> ```\n> a\ntext ---", id="quoted fence"),
    ],
)
def test_what_discord_does_not_know_is_said_in_what_it_does(text: str, shown: str) -> None:
    assert for_discord(text) == shown


@settings(max_examples=300, deadline=None)
@given(text=st.lists(PIECES, max_size=12).map("\n".join) | st.text(alphabet="|-:\n`$\\[]()!# a", max_size=60))
def test_a_growing_text_can_be_shown_at_every_moment(text: str) -> None:
    for length in range(len(text) + 1):
        for_discord(text[:length])


@settings(max_examples=200, deadline=None)
@given(words=st.text(alphabet="ab .,\n*_~'\"1é日", max_size=100))
def test_plain_words_stay_as_they_are(words: str) -> None:
    text = "\n".join(f"x{line}" for line in words.split("\n"))

    assert for_discord(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "\\(" * 50000,
        "\\[\n" * 33000,
        "$a^" * 33000,
        "![" * 50000,
        "#### " + "# " * 50000,
        "```\na\n```\n" * 10000,
        "|" * 100000,
        "|a|b|\n|-|-|\n" + "|1|2|\n" * 16000,
        "|a|b|\n|-|-|\n\n" * 7000,
        "- [ ] x\n" * 12000,
        "`" * 100000,
        "-" * 100000,
    ],
    ids=range(12),
)
@pytest.mark.timeout(10)  # a fraction of a second; what must not come is minutes
def test_a_hundred_thousand_characters_are_rendered(text: str) -> None:
    assert isinstance(for_discord(text), str)
