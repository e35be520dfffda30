"""What a model wrote is checked against what was read."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from bot.core.foreign_links import ForeignLinks
from bot.summaries.sources import Checked, Sources, known_only
from tests.summaries.talk import link

LINKS = {number: link(number) for number in range(1, 20)}
NAMES = {number: f"Ana, 10:{number:02}" for number in LINKS}
PASTED = "https://docs.example/plan"


def check(text: str, *, linked: bool = True) -> Checked:
    links = LINKS if linked else dict.fromkeys(LINKS, "")
    foreign = ForeignLinks(links.values(), [f"see <{PASTED}>, and {link(77)} of last year"])
    return Sources(links, NAMES, foreign).checked(text)


def test_numbers_become_links_in_the_order_in_which_they_are_cited() -> None:
    found = check("**Decisions**\n- Friday it is [12] [15].\n- No cake [3, 12].")
    assert found.text == (
        f"**Decisions**\n- Friday it is ([1]({link(12)}), [2]({link(15)})).\n"
        f"- No cake ([3]({link(3)}), [1]({link(12)}))."
    )
    assert found == Checked(found.text, cited=(12, 15, 3), unknown=0, points=2, unsourced=0)


@pytest.mark.parametrize(
    "cite", ["[12][15]", "[12, 15]", "[12], [15]", "([12] [15])", "[#12; 15]", "[12-15]", "【12】[15]"]
)
def test_citations_are_known_in_any_form(cite: str) -> None:
    assert check(f"- It is so {cite}").text == f"- It is so ([1]({link(12)}), [2]({link(15)}))"


def test_an_unknown_number_is_dropped_and_a_point_without_source_is_marked() -> None:
    found = check("- Invented [99].\n- Half [4] [400].\n- Nothing cited")
    assert found.text == f"- Invented. (no source)\n- Half ([1]({link(4)})).\n- Nothing cited (no source)"
    assert (found.unknown, found.points, found.unsourced) == (2, 3, 2)


def test_headings_are_no_points_and_paragraphs_are() -> None:
    found = check("# Talk\n\n**Open questions:**\nPicked 3 of 4:\n---\nA paragraph\nof two lines [1]\n\nAnother one")
    assert found.text.count("(no source)") == 1
    assert found.text.endswith("Another one (no source)")
    assert found.points == 2


def test_a_point_of_several_lines_is_one() -> None:
    assert check("- A long point\n  goes on [2]\n- and another").unsourced == 1


def test_a_long_claim_is_no_heading_because_it_ends_with_a_colon() -> None:
    assert check(f"{'word ' * 30}:").unsourced == 1


def test_code_is_left_alone() -> None:
    found = check("- Call `a[12]` first [3]\n```\nb[4]\n```")
    assert found.text.startswith(f"- Call `a[12]` first ([1]({link(3)}))\n```\nb[4]\n```")
    assert found.cited == (3,)


def test_where_there_are_no_links_a_source_is_named() -> None:
    assert check("- It is so [12] [99]", linked=False).text == "- It is so (Ana, 10:12)"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"see {PASTED}.", f"see {PASTED}."),
        (f"see [the plan]({PASTED})", f"see [the plan]({PASTED})"),
        (f"see {link(3)}", f"see {link(3)}"),
        (f"see {link(99)}", "see (a link I did not read)"),
        (f"see {link(77)}", "see (a link I did not read)"),  # pasted, but what it leads to was not read
        ("see https://evil.example/x!", "see (a link I did not read)!"),
        ("see [the plan](https://evil.example/x)", "see the plan"),
        ("see [the plan](javascript:alert)", "see the plan"),
        (f"see [https://evil.example]({PASTED})", f"see {PASTED}"),
        ("![](https://evil.example/x.png)", "(a link I did not read)"),
        ("see <https://evil.example/x|plan>", "see (a link I did not read)"),
        ("see slack://channel?id=1", "see (a link I did not read)"),
    ],
)
def test_only_links_that_were_read_stay(written: str, kept: str) -> None:
    assert check(f"- {written} [1]").text == f"- {kept} ([1]({link(1)}))"


def test_a_link_that_a_model_made_of_a_number_is_ours_or_none() -> None:
    assert check(f"- a [12]({link(13)})").text == f"- a ([1]({link(12)}))"
    assert check(f"- a [99]({link(12)})").text == "- a (no source)"


@pytest.mark.parametrize("text", ["[a](" + "x" * 30_000, "[" * 30_000 + "1", " " * 30_000, "[[a](x)](x)" * 2_000])
@pytest.mark.timeout(10)  # a fraction of a second; what must not come is minutes
def test_a_strange_answer_is_checked(text: str) -> None:
    assert isinstance(check(text).text, str)


def test_links_in_labels_of_links_are_taken_out() -> None:
    found = check("- " + "[" * 50 + "a" + "](https://evil.example)" * 50 + " [1]")
    assert "://evil" not in found.text


def test_notes_lose_the_numbers_that_were_not_read_for_them() -> None:
    assert known_only("- a [1] [2]\n- b [7]\n- c [3, 2]", {2, 3}) == "- a [2]\n- b\n- c [3] [2]"


CITES = ("[1]", "[99]", "[3, 98]", "【7】", "[^8]", "12", "[", "]", "(", ")", "[a](", "![")
ADDRESSES = (link(99), link(5), PASTED, "(https://evil.example/", "https://", "evil://x", "<", ">", "|", ":")
MARKUP = ("`", "```", "\n", "- ", " ", "**", "#", "\\", "a")
PIECES = st.sampled_from(CITES + ADDRESSES + MARKUP)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_a_hallucinated_number_never_becomes_a_link(text: str) -> None:
    found = check(text)
    written = {int(number) for number in re.findall(r"\d+", text)}
    known = {*LINKS.values(), PASTED}
    assert set(found.cited) <= written & set(LINKS)
    for mark, url in re.findall(r"\[(\d+)\]\(([^()\s]*)\)", found.text):
        assert url == LINKS[found.cited[int(mark) - 1]]
    for url in re.findall(r"https?://[^\s<>()\[\]|`\"']*[^\s<>()\[\]|`\"'.,;:!?*_]", found.text):
        assert url.rstrip("/") in known, found.text
