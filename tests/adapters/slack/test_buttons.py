from adapters.slack.buttons import buttons, form
from adapters.slack.handles import EntryHandle, FormHandle, read
from bot.core.values import Option
from deploy.sandbox.slack.block_rules import check_blocks
from deploy.sandbox.slack.view_rules import read_view


def test_every_button_has_a_name_of_its_own_and_its_options_value() -> None:
    [row] = buttons([Option("a", "Read all", "primary"), Option("b", "Cancel")])
    assert [(each["action_id"], each["value"]) for each in row["elements"]] == [("choose-0", "a"), ("choose-1", "b")]
    assert buttons([]) == []


def test_the_longest_options_are_within_slacks_limits() -> None:
    options = [Option("v" * 60, "é" * 90, "danger", entry="w" * 5_000 if number % 2 else "") for number in range(60)]
    blocks = buttons(options)
    check_blocks(blocks)
    assert [len(block["elements"]) for block in blocks] == [25, 25, 10]
    assert blocks[0]["elements"][0]["text"]["text"].endswith("é…")


def test_a_form_is_within_slacks_limits_and_knows_where_it_was_asked_for() -> None:
    entry = EntryHandle("v" * 60, "Choose the pages to be read" * 3, "Which pages?" * 200)
    pressed = FormHandle("C" * 11, "1.1", "1.2", entry.value, "T1", "https://hooks.slack.com/" + "x" * 200)
    view = read_view(form(entry, pressed), "modal")
    assert read(FormHandle, view["private_metadata"]) == pressed
    assert form(EntryHandle("v", "", "Which?"), pressed)["title"]["text"] == "…"
