import pytest

from bot.charts.words import heading, needed_decimals, number, shortened


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1234567.0, "", "1,234,567"),
        (1234.56, "€", "€1,235"),
        (12.5, "€", "€12.50"),
        (-12.5, "€", "-€12.50"),
        (0.00021, "€", "€0.00021"),
        (3.0, "km", "3 km"),
        (0.0, "%", "0 %"),
    ],
)
def test_a_number_has_the_decimals_that_it_needs(value: float, unit: str, words: str) -> None:
    assert number(value, unit) == words


def test_numbers_side_by_side_have_as_many_decimals_as_the_largest_needs() -> None:
    assert needed_decimals([1.0, 2.0, 3_000.0]) == 0
    assert needed_decimals([0.5, 12.25]) == 2
    assert needed_decimals([0.00004, 0.0002]) == 5


def test_names_are_cut_and_titles_are_wrapped() -> None:
    assert shortened("a  name\nthat is much too long to be read") == "a name that is much too lon…"
    assert heading("word " * 60).count("\n") == 1
    assert heading("word " * 60).endswith("…")
