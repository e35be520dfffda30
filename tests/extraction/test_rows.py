"""What was found in rows and columns."""

from bot.extraction.fields import Group, Leaf, Many
from bot.extraction.findings import Finding, Found
from bot.extraction.rows import Cell, flat, listed, title

FIELDS = Group(
    {
        "number": Leaf(),
        "tags": Many(Leaf()),
        "order": Group({"by": Leaf(), "lines": Many(Group({"what": Leaf(), "parts": Many(Group({"name": Leaf()}))}))}),
    }
)
LINE: Finding = {"what": Found("chair", 1, certain=True), "parts": [{"name": Found("leg", 2)}]}
FOUND: Finding = {
    "number": Found("7", 1, certain=True),
    "tags": [Found("a", 1, certain=True), Found("b", 3)],
    "order": {"by": Found(), "lines": [LINE, LINE]},
}


def test_fields_that_are_in_no_list_make_one_row() -> None:
    assert flat(FIELDS, FOUND).rows == [
        {("number",): Cell("7", (1,), True), ("tags",): Cell("a; b", (1, 3)), ("order", "by"): Cell()}
    ]


def test_each_entry_of_a_list_is_a_row_and_a_list_in_it_a_cell() -> None:
    tables = listed(FIELDS, FOUND)
    assert list(tables) == [("order", "lines")]
    assert (
        tables["order", "lines"].rows
        == [
            {
                ("order", "lines", "what"): Cell("chair", (1,), True),
                ("order", "lines", "parts"): Cell('[{"name": "leg"}]', (2,)),
            }
        ]
        * 2
    )


def test_columns_are_the_same_where_nothing_was_found() -> None:
    assert flat(FIELDS, {}).columns == flat(FIELDS, FOUND).columns
    assert listed(FIELDS, {})["order", "lines"].columns == listed(FIELDS, FOUND)["order", "lines"].columns
    assert title(("order", "by")) == "order.by"
