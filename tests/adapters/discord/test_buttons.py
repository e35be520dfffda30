import pytest
from hypothesis import given, strategies as st

from adapters.discord.buttons import custom_ids, form, ids_of, option_buttons, rows, stop_button, typed
from bot.core.values import Option
from tests.adapters.discord.strategies import anything

ENTRY = Option("7.1.some.500000000000000001", "Choose pages", entry="Pages, for example 1-20, 45")


def test_an_options_value_comes_back_with_the_press() -> None:
    [plain, danger] = option_buttons([Option("all", "Read all"), Option("cancel", "Cancel", "danger")])
    assert (plain.custom_id, plain.label, plain.style) == ("choose:all", "Read all", 2)
    assert (danger.custom_id, danger.style) == ("choose:cancel", 4)


def test_buttons_stand_five_in_a_row() -> None:
    shown = rows(option_buttons([Option(str(number), "x") for number in range(7)]))
    assert [len(row["components"]) for row in shown] == [5, 2]
    assert custom_ids({"components": shown}) == tuple(f"choose:{number}" for number in range(7))


@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=200))
def test_no_button_is_larger_than_discord_takes(value: str, label: str, entry: str) -> None:
    [button] = option_buttons([Option(value, label, entry=entry)])
    assert len(button.custom_id) <= 100
    assert len(button.label) <= 80


def test_an_entry_asks_for_a_line_in_a_form_that_chooses_its_value() -> None:
    buttons = option_buttons([ENTRY])
    asked = form(buttons[0].custom_id, {"components": rows(buttons)})
    assert asked is not None
    assert (asked["custom_id"], asked["title"]) == (f"choose:{ENTRY.value}", "Choose pages")
    [field] = asked["components"]
    assert field["label"] == ENTRY.entry


def test_a_long_entry_is_described_below_the_field() -> None:
    entry = "Which pages shall I read of the report that you have sent?"
    buttons = option_buttons([Option("1.1.some.U1", "Choose", entry=entry)])
    [field] = (form(buttons[0].custom_id, {"components": rows(buttons)}) or {})["components"]
    assert (field["label"], field["description"]) == ("Choose", entry)


@given(st.text(min_size=1, max_size=60))
def test_a_value_may_consist_of_anything(value: str) -> None:
    [button] = option_buttons([Option(value, "Choose", entry="Which?")])
    asked = form(button.custom_id, {})
    assert asked is not None
    assert asked["custom_id"] == f"choose:{value}"


@pytest.mark.parametrize("pressed", ["choose:all", "stop:turn-1", "enter", "enter:x:y", "enter:", ""])
def test_other_buttons_open_no_form(pressed: str) -> None:
    assert form(pressed, {}) is None


def test_the_line_is_found_in_either_kind_of_form() -> None:
    field = {"type": 4, "custom_id": "line", "value": " 1-20 "}
    assert typed({"components": [{"type": 18, "component": field}]}) == "1-20"
    assert typed({"components": [{"type": 1, "components": [field]}]}) == "1-20"


@given(anything)
def test_whatever_was_sent_has_a_line_or_none(data: object) -> None:
    typed({"components": data})
    form("enter:1:x", {"components": data})


def test_stop_is_known_by_its_answer() -> None:
    assert ids_of(stop_button("turn-1")) == ("stop:turn-1",)
