from hypothesis import given, strategies as st

from bot.documents.tables import MOST_CELL, cell, pages, table

ROWS = st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=300)


def test_short_rows_are_filled_up_and_pipes_stay_in_their_cell() -> None:
    assert table([["a"], ["b|c", "two\nlines"]]) == "| a |  |\n| --- | --- |\n| b\\|c | two<br>lines |"
    assert table([]) == ""


def test_a_long_cell_says_how_long_it_was() -> None:
    assert cell("x" * 5000) == "x" * MOST_CELL + " … (5,000 characters)"


def test_columns_that_are_left_out_are_counted() -> None:
    (page,) = pages([str(number) for number in range(300)], [["x"] * 300])

    assert page.endswith("Columns after the first 256 are left out: 44 of them.")


def test_rows_that_are_not_given_are_counted() -> None:
    (page,) = pages(["a"], [["1"]], "## S\n\n", total=9)

    assert page.startswith("## S\n\nRows 1-1 of 9\n\n| a |")


@given(ROWS)
def test_each_row_is_on_one_page(rows: list[list[str]]) -> None:
    made = list(pages(["header"], rows))

    lines = [line for page in made for line in page.split("\n")[4:]]
    assert len(lines) == len(rows)
    assert all(len(page) < 20_000 for page in made)
