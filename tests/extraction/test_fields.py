"""A line becomes fields."""

import pytest
from hypothesis import given, strategies as st

from bot.core.errors import CommandRejected
from bot.extraction.fields import Group, Leaf, Many, leaves, lists_any, named_fields


def test_commas_semicolons_and_lines_part_fields() -> None:
    assert list(named_fields("invoice number, date;total\n- due date").fields) == [
        "invoice number",
        "date",
        "total",
        "due date",
    ]


def test_a_list_as_a_program_writes_it_is_the_same() -> None:
    assert list(named_fields('["invoice number", "date"]').fields) == ["invoice number", "date"]
    assert list(named_fields("[invoice number, date]").fields) == ["invoice number", "date"]


def test_what_stands_in_brackets_explains_a_field() -> None:
    fields = named_fields("total (with VAT, in EUR), date").fields
    assert fields == {"total": Leaf(about="with VAT, in EUR"), "date": Leaf()}


def test_a_bracket_that_is_never_closed_swallows_only_its_own_line() -> None:
    assert list(named_fields("total (with VAT, sum\ndate").fields) == ["total", "date"]


def test_a_field_named_twice_is_one() -> None:
    assert list(named_fields("Date, date,  DATE ").fields) == ["Date"]


@pytest.mark.parametrize(
    ("line", "says"),
    [(", ;", "write them as"), ("x" * 200, "too long a name"), (", ".join(map(str, range(101))), "at most 100")],
)
def test_what_is_no_list_of_fields_is_refused_in_a_sentence(line: str, says: str) -> None:
    with pytest.raises(CommandRejected, match=says):
        named_fields(line)


@given(st.lists(st.from_regex(r"[a-zäéß0-9]{1,20}", fullmatch=True), min_size=1, max_size=20, unique_by=str.casefold))
def test_every_name_becomes_a_field(names: list[str]) -> None:
    assert list(named_fields(" , ".join(names)).fields) == names


def test_leaves_are_found_at_any_depth() -> None:
    tree = Group({"a": Leaf(), "b": Group({"c": Leaf()}), "d": Many(Group({"e": Leaf()}))})
    assert [path for path, _ in leaves(tree)] == [("a",), ("b", "c"), ("d", "e")]
    assert lists_any(tree)
    assert not lists_any(Group({"b": Group({"c": Leaf()})}))
