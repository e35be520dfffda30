from deploy.sandbox.mistral.reading.page import Box, Line
from deploy.sandbox.mistral.reading.rows import columns, paragraphs, rows


def line(text: str, left: int, top: int, width: int = 300, height: int = 30) -> Line:
    return Line(Box(left, top, left + width, top + height), text, 0.9)


def column(name: str, left: int) -> list[Line]:
    return [line(f"{name}{number}", left, 100 + 50 * number) for number in range(4)]


def test_pieces_at_one_height_are_a_row_from_left_to_right() -> None:
    found = rows([line("b", 400, 103), line("a", 0, 100), line("c", 0, 150)])

    assert [[each.text for each in row] for row in found] == [["a", "b"], ["c"]]


def test_wide_line_parts_the_columns_above_from_those_below() -> None:
    wide = line("wide", 0, 320, 700)
    below = [
        Line(Box(e.box.left, e.box.top + 300, e.box.right, e.box.bottom + 300), "x" + e.text, 0.9)
        for e in column("a", 0)
    ]

    found = columns([*column("a", 0), *column("b", 400), wide, *below])

    assert [[each.text for each in part] for part in found] == [
        ["a0", "a1", "a2", "a3"],
        ["b0", "b1", "b2", "b3"],
        ["wide", "xa0", "xa1", "xa2", "xa3"],
    ]


def test_short_labels_and_their_values_are_no_columns() -> None:
    pairs = [line(f"k{n}", 0, 50 * n, 60) for n in range(4)] + [line(f"v{n}", 400, 50 * n) for n in range(4)]

    (block,) = paragraphs(pairs)

    assert block.text.split("\n") == [f"k{n} v{n}" for n in range(4)]


def test_distance_size_and_bullets_make_blocks() -> None:
    found = paragraphs(
        [
            line("Title", 0, 0, height=60),
            line("one", 0, 100),
            line("two", 0, 140),
            line("- a", 0, 250),
            line("- b", 0, 290),
        ]
    )

    assert [(each.kind, each.text) for each in found] == [
        ("title", "Title"),
        ("text", "one\ntwo"),
        ("list", "- a\n- b"),
    ]


def test_no_lines_make_no_blocks() -> None:
    assert paragraphs([]) == []
