"""From clicks and forms to presses."""

from typing import Any

from adapters.slack.handles import EntryHandle, FormHandle, written
from adapters.slack.parse import parse
from adapters.slack.parse_press import wanted_form
from bot.core.values import ActionPressed
from tests.adapters.slack.rig import ANA, GENERAL, TEAM
from tests.adapters.slack.test_parse import ROOT, TS, VIEW


def clicked(action_id: str, value: str) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "trigger_id": "1.2.abc",
        "response_url": "https://hooks.slack.com/2",
        "user": {"id": ANA, "name": "ana", "team_id": TEAM},
        "channel": {"id": GENERAL},
        "container": {"message_ts": TS, "thread_ts": ROOT},
        "actions": [{"action_id": action_id, "value": value, "action_ts": TS}],
    }


def test_an_option_of_ours_is_a_choice_and_one_that_asks_for_a_line_is_none_yet() -> None:
    chosen = parse(clicked("choose-1", "7.1.all"), VIEW)
    assert isinstance(chosen, ActionPressed)
    assert (chosen.action, chosen.value) == ("choose", "7.1.all")
    assert wanted_form(clicked("choose-1", "7.1.all")) is None
    entry = clicked("enter-1", written(EntryHandle("7.1.some", "Choose", "Which pages?")))
    assert parse(entry, VIEW) is None
    wanted = wanted_form(entry)
    assert wanted is not None
    assert wanted.trigger == "1.2.abc"
    assert wanted.pressed == FormHandle(GENERAL, ROOT, TS, "7.1.some", TEAM, "https://hooks.slack.com/2")
    assert wanted_form(clicked("enter-1", "no handle")) is None


def test_a_form_that_is_not_ours_is_passed_over() -> None:
    body = {"type": "view_submission", "user": {"id": ANA}, "view": {"id": "V1", "callback_id": "other"}}
    assert parse(body, VIEW) is None


def submitted(**view: Any) -> dict[str, Any]:
    handle = FormHandle(GENERAL, ROOT, TS, "7.1.some", TEAM, "https://hooks.slack.com/2")
    typed = {"line": {"line": {"type": "plain_text_input", "value": " 1-20 "}}}
    sent = {"id": "V1", "callback_id": "galerne-entry", "private_metadata": written(handle), "state": {"values": typed}}
    return {"type": "view_submission", "user": {"id": ANA, "name": "ana", "team_id": TEAM}, "view": sent | view}


def test_a_form_of_ours_is_a_choice_with_its_line_at_the_message_where_it_was_opened() -> None:
    press = parse(submitted(), VIEW)
    assert isinstance(press, ActionPressed)
    assert (press.event_id, press.action, press.value, press.text) == ("form-V1", "choose", "7.1.some", "1-20")
    assert (press.message_id, press.address.thread, press.author.name) == (TS, ROOT, "Ana")
    assert parse(submitted(private_metadata="{}"), VIEW) is None
    assert parse(submitted(id=""), VIEW) is None
