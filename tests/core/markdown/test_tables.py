"""Tables for a platform that has none."""

import pytest

from bot.core.markdown import tables
from bot.core.markdown.tables import display_width

NARROW = """\
Before

| Name | Qty | Note |
|:-----|----:|:----:|
| **Apple** | 3 | `ok` |
| 日本 | 12 | a \\| b |
| short |

After"""


def test_a_narrow_table_is_an_aligned_code_block() -> None:
    assert tables(NARROW).split("\n") == [
        "Before",
        "",
        "```",
        "Name   Qty  Note",
        "-----  ---  -----",
        "Apple    3   ok",
        "日本    12  a | b",
        "short",
        "```",
        "",
        "After",
    ]


def test_a_wide_table_is_groups_of_bullets() -> None:
    text = f"Name|What it is|Empty\n-|-|-\n**Alpha**|{'long ' * 14}|\n||second row|x"

    assert tables(text).split("\n") == [
        "**Alpha**",
        f"- What it is: {'long ' * 14}".rstrip(),
        "**2.**",
        "- What it is: second row",
        "- Empty: x",
    ]


def test_a_table_with_links_is_bullets_because_code_blocks_have_no_links() -> None:
    assert tables("|Site|Link|\n|--|--|\n|Docs|[here](https://x.org)|") == "**Docs**\n- Link: [here](https://x.org)"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("| a | b |", id="header alone"),
        pytest.param("| a | b |\n| --- |", id="delimiter row half written"),
        pytest.param("| a | b |\n| --- | ", id="delimiter row nearly written"),
        pytest.param("```\n|a|b|\n|-|-|\n|1|2|\n```", id="in a fence"),
        pytest.param("a | b\nc | d", id="pipes without a delimiter row"),
        pytest.param("Title\n-----\ntext", id="heading"),
    ],
)
def test_what_is_no_table_yet_is_left_alone(text: str) -> None:
    assert tables(text) == text


def test_cells_beyond_the_header_are_kept_in_the_last_column() -> None:
    assert "1  2 3 4" in tables("a|b\n-|-\n1|2|3|4")


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本", 4), ("👨‍👩‍👧‍👦", 2), ("👍🏽", 2), ("e\u0301", 1), ("é", 1)]
)
def test_width_is_counted_in_columns(text: str, width: int) -> None:
    assert display_width(text) == width
