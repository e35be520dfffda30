from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, BAO, GENERAL, TEAM, Sandbox


def feedback() -> dict[str, Any]:
    element: dict[str, Any] = {"type": "feedback_buttons", "action_id": "feedback"}
    for side, value in (("positive_button", "good"), ("negative_button", "bad")):
        element[side] = {"text": {"type": "plain_text", "text": value.title()}, "value": value}
    return element


async def test_a_command_says_who_and_where(world: Sandbox) -> None:
    name = world.slack.command("Ana", "general", "/bot", "ask <@U0BAO0001>")

    payload = world.last()
    assert (payload["command"], payload["text"], payload["trigger_id"]) == ("/bot", "ask <@U0BAO0001>", name)
    assert (payload["user_id"], payload["user_name"], payload["channel_id"]) == (ANA, "ana", GENERAL)
    assert (payload["channel_name"], payload["team_id"]) == ("general", TEAM)
    assert "ts" not in payload


async def test_an_answer_to_a_command_may_be_for_all(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.command("Ana", "general", "/bot")
    frame = await socket.frame()
    assert (frame["type"], frame["accepts_response_payload"]) == ("slash_commands", True)

    await socket.ack(frame, {"text": "hear, hear", "response_type": "in_channel"})

    await world.log.until(lambda: world.slack.messages("general"))
    assert world.slack.messages("general")[0]["text"] == "hear, hear"


async def test_an_answer_that_slack_would_not_show_is_on_record(world: Sandbox) -> None:
    socket = await world.connect()
    world.slack.command("Ana", "general", "/bot")

    await socket.ack(await socket.frame(), {"text": "x", "blocks": [{"type": "no"}]})

    await world.log.until(lambda: world.log.of("slack", "command response"))
    assert world.log.of("slack", "command response")[0].error == "invalid_blocks"


async def test_a_press_carries_the_message_and_the_action(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", "value": "42"}
    blocks = [{"type": "actions", "block_id": "choice", "elements": [button]}]
    ts = await world.post("Shall I?", blocks=blocks, thread_ts=root)

    world.slack.press("Bao", "general", ts, "go")

    payload = world.last()
    assert (payload["type"], payload["user"]["id"], payload["channel"]["id"]) == ("block_actions", BAO, GENERAL)
    assert payload["container"]["thread_ts"] == root
    assert payload["message"]["ts"] == ts
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["type"], action["value"]) == (
        "go",
        "choice",
        "button",
        "42",
    )


async def test_feedback_selects_and_accessories_are_pressed(world: Sandbox) -> None:
    small = {"text": {"type": "plain_text", "text": "The small one"}, "value": "small"}
    select = {"type": "static_select", "action_id": "model", "options": [small]}
    hidden = {"type": "icon_button", "action_id": "del", "visible_to_user_ids": [BAO]}
    text = {"type": "mrkdwn", "text": "Which?"}
    blocks = [
        {"type": "context_actions", "elements": [feedback(), hidden]},
        {"type": "section", "text": text, "accessory": select},
    ]
    ts = await world.post("x", blocks=blocks)

    def pressed(user: str, action: str, value: str = "") -> dict[str, Any]:
        world.slack.press(user, "general", ts, action, value)
        return dict(world.last()["actions"][0])

    assert (pressed("Ana", "feedback")["value"], pressed("Ana", "feedback", "bad")["value"]) == ("good", "bad")
    assert pressed("Ana", "model", "small")["selected_option"] == small
    assert world.last()["state"]["values"]["b2"]["model"]["selected_option"] == small
    assert pressed("Bao", "del")["type"] == "icon_button"
    for user, action, value in (
        ("Ana", "del", ""),
        ("Ana", "other", ""),
        ("Ana", "feedback", "so-so"),
        ("Ana", "model", "huge"),
    ):
        with pytest.raises(LookupError):
            world.slack.press(user, "general", ts, action, value)


async def test_a_shortcut_knows_a_message_or_no_channel(world: Sandbox) -> None:
    ts = world.slack.say("Ana", "general", "a long story")

    world.slack.shortcut("Bao", "summarise", "general", ts)
    on_message = world.last()
    world.slack.shortcut("Bao", "ask")
    anywhere = world.last()

    assert (on_message["type"], on_message["message_ts"]) == ("message_action", ts)
    assert on_message["message"]["text"] == "a long story"
    assert (anywhere["type"], anywhere["callback_id"]) == ("shortcut", "ask")
    assert "channel" not in anywhere


async def test_a_form_is_sent_and_stays_open_with_errors(world: Sandbox) -> None:
    socket = await world.connect()
    trigger = world.slack.command("Ana", "general", "/bot")
    await socket.ack(await socket.frame())
    title = {"type": "plain_text", "text": "Settings"}
    modal = {"type": "modal", "title": title, "blocks": [{"type": "divider"}], "private_metadata": "note"}
    view = (await world.client().views_open(trigger_id=trigger, view=modal))["view"]["id"]
    values = {"b": {"a": {"type": "plain_text_input", "value": "x"}}}

    world.slack.submit("Ana", view, values)
    frame = await socket.frame()
    assert frame["payload"]["view"]["state"] == {"values": values}
    assert frame["payload"]["view"]["private_metadata"] == "note"
    await socket.ack(frame, {"response_action": "errors", "errors": {"b": "no"}})
    await world.log.until(lambda: world.slack.deliveries()[-1]["outcome"] == "acked")
    assert len(world.slack.views("Ana")) == 1

    world.slack.submit("Ana", view, values)
    await socket.ack(await socket.frame())
    await world.log.until(lambda: not world.slack.views("Ana"))
    with pytest.raises(LookupError, match="no form"):
        world.slack.submit("Ana", view, values)


async def test_stop_is_there_only_while_something_is_processing(world: Sandbox) -> None:
    thread, ts = await world.stream("x")
    await world.api("chat.stopStream", channel=GENERAL, ts=ts)
    with pytest.raises(ValueError, match="nothing is processing"):
        world.slack.stop("Ana", "general", thread)

    await world.api("agents.sessions.setStatus", channel_id=GENERAL, thread_ts=thread, status="processing")
    assert world.slack.stop("Ana", "general", thread) == []
    world.slack.subscribe([])
    with pytest.raises(ValueError, match="does not listen"):
        world.slack.stop("Ana", "general", thread)


async def test_a_session_is_renamed_by_a_person(world: Sandbox) -> None:
    thread, _ = await world.stream("x")

    world.slack.rename_session("Ana", "general", thread, "Mine")

    event = world.sent("agent_session_title_changed")[0]
    assert (event["title"], event["previous_title"], event["thread_ts"]) == ("Mine", "", thread)
    assert world.slack.session("general", thread)["title"] == "Mine"
    with pytest.raises(LookupError, match="no session"):
        world.slack.rename_session("Ana", "general", "1.1", "Mine")


async def test_the_apps_page_is_opened(world: Sandbox) -> None:
    world.slack.open_home("Ana", "messages")

    event = world.sent("app_home_opened")[0]
    assert (event["user"], event["tab"], event["channel"]) == (ANA, "messages", world.slack.dm("Ana"))
