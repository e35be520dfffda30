"""Every value is looked for on the pages; what is not seen there is not certain."""

import pytest
from hypothesis import given, strategies as st

from bot.core.documents import Page
from bot.extraction.fields import Group, Leaf, Many
from bot.extraction.findings import Finding, Found, is_complete, is_empty, merged
from bot.extraction.verifying import PageTexts, verified

PAGES = PageTexts(
    [
        Page(1, "ocr", "Invoice INV-7\n\n2 chairs", header="ACME Ltd"),
        Page(2, "ocr", "Total: 12,400.00 EUR\nDue on 5 May 2026"),
        Page(3, None, reason="it is blank"),
        Page(4, "ocr", "Thank you, 2 of you. Total: 12,400.00 EUR"),
    ]
)
TEXT, NUMBER = Leaf(), Leaf({"type": "number"})
DATE, FLAG = Leaf({"type": "string"}, derived=True), Leaf({"type": "boolean"}, derived=True)


@pytest.mark.parametrize(
    ("leaf", "said", "page", "certain"),
    [
        (TEXT, Found("INV-7", 1), 1, True),
        (TEXT, Found("ACME Ltd", 1), 1, True),  # the header is part of the page
        (TEXT, Found("12,400.00 EUR", 1, "Total: 12,400.00 EUR"), 2, True),  # the page is corrected
        (TEXT, Found("12,400.00 EUR", 4), 4, True),
        (TEXT, Found("INV-8", 1, "Invoice INV-7"), 1, False),  # the quote is there, the value is not
        (TEXT, Found("Zebra", 9), None, False),
        (TEXT, Found("Zebra", 3), None, False),  # nothing can be seen on a page that was not read
        (TEXT, Found("2", 1), 1, True),
        (TEXT, Found("2"), None, False),  # a 2 stands nearly everywhere
        (TEXT, Found("2", 2, "2 chairs"), 1, True),
        (TEXT, Found("EUR 12,400.00", 2, "Total: 12,400.00 EUR"), 2, True),
        (NUMBER, Found(12400, 2), 2, True),
        (NUMBER, Found(1240, 2), 2, False),
        (NUMBER, Found("12,400.00", 2), 2, False),  # it stands there, but is no number
        (DATE, Found("2026-05-05", 1, "Due on 5 May 2026"), 2, True),
        (DATE, Found("2026-05-05", 2), 2, False),
        (FLAG, Found(True, 2, "Thank you"), 4, True),
        (Leaf({"enum": ["EUR", "USD"]}, derived=True), Found("EUR", 2, "12,400.00 EUR"), 2, True),
        (Leaf({"enum": ["USD"]}, derived=True), Found("EUR", 2, "12,400.00 EUR"), 2, False),
    ],
)
def test_a_value_is_certain_where_it_is_seen(leaf: Leaf, said: Found, page: int | None, certain: bool) -> None:
    found = verified(leaf, said, PAGES)
    assert isinstance(found, Found)
    assert (found.value, found.page, found.certain) == (said.value, page, certain)


def test_groups_and_lists_are_looked_through() -> None:
    node = Group({"number": TEXT, "lines": Many(Group({"what": TEXT}))})
    said: Finding = {"number": Found(), "lines": [{"what": Found("chairs")}, {"what": Found("tables", 1)}]}
    assert verified(node, said, PAGES) == {
        "number": Found(),
        "lines": [{"what": Found("chairs", 1, certain=True)}, {"what": Found("tables", 1)}],
    }


@given(st.text(alphabet=st.characters(whitelist_categories=["Ll", "Nd"]), min_size=4), st.integers(1, 9))
def test_nothing_is_certain_that_is_on_no_page(value: str, page: int) -> None:
    pages = PageTexts([Page(1, "text", "only these words"), Page(2, "text", "and those")])
    found = verified(TEXT, Found(f"zz{value}", page), pages)
    assert isinstance(found, Found)
    assert not found.certain


def test_the_first_certain_find_wins_and_lists_are_joined() -> None:
    first: Finding = {"a": Found("x"), "b": Found(), "c": Found("1", certain=True), "d": [Found("p")]}
    second: Finding = {"a": Found("y", certain=True), "b": Found("z"), "c": Found("2", certain=True), "d": [Found("q")]}
    assert merged(first, second) == {
        "a": Found("y", certain=True),
        "b": Found("z"),
        "c": Found("1", certain=True),
        "d": [Found("p"), Found("q")],
    }
    assert merged(Found("x"), Found()) == Found("x")
    assert is_empty({"a": Found(), "d": []})
    assert is_complete({"a": Found("x", certain=True)})
    assert not is_complete({"a": Found()})
