from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, BOARD, BOT, GENERAL, STREAM_TO, TEAM, Sandbox


def text(words: str) -> dict[str, Any]:
    return {"type": "markdown_text", "text": words}


def task(status: str, **fields: Any) -> dict[str, Any]:
    return {"type": "task_update", "id": "t1", "title": "Reading", "status": status, **fields}


async def test_a_stream_is_put_together(world: Sandbox) -> None:
    thread, ts = await world.stream("The **answer**")
    await world.append(ts, " is 42.")

    seen = world.slack.messages("general", thread)[-1]
    assert (seen["text"], seen["streaming_state"]) == ("The **answer** is 42.", "in_progress")

    answer = await world.api("chat.stopStream", channel=GENERAL, ts=ts, chunks=[text(" Done.")])
    assert answer["message"]["streaming_state"] == "completed"
    assert world.slack.messages("general", thread)[-1]["text"] == "The **answer** is 42. Done."


async def test_the_sdk_streams(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")
    stream = await world.client().chat_stream(channel=GENERAL, thread_ts=thread, buffer_size=8, **STREAM_TO)

    await stream.append(markdown_text="Several ")
    await stream.append(markdown_text="words here")
    await stream.append(chunks=[task("complete")])
    feedback = {"type": "feedback_buttons", "action_id": "f"}
    for name in ("positive_button", "negative_button"):
        feedback[name] = {"text": {"type": "plain_text", "text": name}, "value": name}  # type: ignore[assignment]  # JSON
    await stream.stop(markdown_text=".", blocks=[{"type": "context_actions", "elements": [feedback]}])

    seen = world.slack.messages("general", thread)[-1]
    assert seen["text"] == "Several words here."
    assert [(one["id"], one["status"]) for one in seen["tasks"]] == [("t1", "complete")]
    assert seen["blocks"][0]["type"] == "context_actions"
    names = [call.name for call in world.log.of("slack")]
    assert names == ["chat.startStream", *["chat.appendStream"] * 2, "chat.stopStream"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({"recipient_team_id": TEAM}, "missing_recipient_user_id", id="no-user"),
        pytest.param({"recipient_user_id": ANA}, "missing_recipient_team_id", id="no-team"),
        pytest.param({"recipient_team_id": "T0OTHER", "recipient_user_id": ANA}, "team_not_found", id="other-team"),
        pytest.param({"recipient_team_id": TEAM, "recipient_user_id": "U0X"}, "user_not_found", id="other-user"),
        pytest.param({**STREAM_TO, "thread_ts": ""}, "invalid_thread_ts", id="no-thread"),
        pytest.param({**STREAM_TO, "thread_ts": "1600000000.000001"}, "invalid_thread_ts", id="unknown-thread"),
        pytest.param({**STREAM_TO, "task_display_mode": "grid"}, "invalid_arguments", id="display"),
        pytest.param({**STREAM_TO, "icon_emoji": ":x:"}, "missing_scope", id="face"),
        pytest.param({**STREAM_TO, "markdown_text": "x" * 12_001}, "msg_too_long", id="long"),
        pytest.param({**STREAM_TO, "channel": "C0X"}, "channel_not_found", id="channel"),
    ],
)
async def test_a_start_is_refused(world: Sandbox, body: dict[str, Any], error: str) -> None:
    thread = world.slack.say("Ana", "general", "a question")

    assert await world.error("chat.startStream", **({"channel": GENERAL, "thread_ts": thread} | body)) == error


async def test_direct_messages_need_no_recipient(world: Sandbox) -> None:
    place = world.slack.dm("Ana")
    thread = world.slack.say("Ana", place, "a question")

    assert (await world.api("chat.startStream", channel=place, thread_ts=thread))["ok"]


async def test_an_app_that_is_no_agent_does_not_stream(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")
    world.slack.declare_agent(on=False)

    error = await world.error("chat.startStream", channel=GENERAL, thread_ts=thread, **STREAM_TO)
    assert error == "feature_not_enabled"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({}, "no_text", id="nothing"),
        pytest.param({"chunks": []}, "no_text", id="no-chunks"),
        pytest.param({"chunks": ["x"]}, "invalid_chunks", id="string"),
        pytest.param({"chunks": [{"type": "picture"}]}, "invalid_chunks", id="unknown"),
        pytest.param({"chunks": [{"type": "markdown_text"}]}, "invalid_chunks", id="text-without-text"),
        pytest.param({"chunks": [task("done")]}, "invalid_chunks", id="task-status"),
        pytest.param({"chunks": [task("complete", details=5)]}, "invalid_chunks", id="task-details"),
        pytest.param({"chunks": [task("complete", sources=[{"text": "x"}])]}, "invalid_chunks", id="source"),
        pytest.param({"chunks": [task("complete", title="")]}, "invalid_chunks", id="task-without-title"),
        pytest.param({"chunks": [{"type": "plan_update"}]}, "invalid_chunks", id="plan-without-title"),
        pytest.param({"chunks": [{"type": "blocks", "blocks": {}}]}, "invalid_chunks", id="blocks-object"),
        pytest.param({"chunks": [{"type": "blocks", "blocks": [{"type": "no"}]}]}, "invalid_blocks", id="bad-block"),
        pytest.param(
            {"chunks": [{"type": "blocks", "blocks": [{"type": "divider"}] * 51}]}, "msg_blocks_too_many", id="blocks"
        ),
        pytest.param({"chunks": [text("x" * 6001)] * 2}, "msg_too_long", id="long-together"),
        pytest.param(
            {"chunks": [text("x")], "markdown_text": "y"}, "cannot_provide_both_markdown_text_and_chunks", id="both"
        ),
        pytest.param({"markdown_text": "y"}, "streaming_mode_mismatch", id="other-mode"),
        pytest.param({"chunks": 5}, "invalid_arguments", id="number"),
        pytest.param({"ts": "1600000000.000001", "chunks": [text("x")]}, "message_not_found", id="unknown"),
    ],
)
async def test_an_append_is_refused(world: Sandbox, body: dict[str, Any], error: str) -> None:
    thread, ts = await world.stream("so far")

    assert await world.error("chat.appendStream", **({"channel": GENERAL, "ts": ts} | body)) == error
    assert world.slack.messages("general", thread)[-1]["text"] == "so far"


async def test_a_streamed_message_holds_twelve_thousand_characters(world: Sandbox) -> None:
    thread, ts = await world.stream("x" * 7000)

    assert (await world.append(ts, "y" * 5000))["ok"]
    assert (await world.append(ts, "z"))["error"] == "msg_too_long"
    assert await world.error("chat.stopStream", channel=GENERAL, ts=ts, chunks=[text("z")]) == "msg_too_long"
    assert (await world.api("chat.stopStream", channel=GENERAL, ts=ts))["ok"]
    assert len(world.slack.messages("general", thread)[-1]["text"]) == 12_000


async def test_only_a_stream_is_appended_to(world: Sandbox) -> None:
    posted, theirs = await world.post("posted"), world.slack.say("Ana", "general", "theirs")

    assert (await world.append(posted, "x"))["error"] == "message_not_in_streaming_state"
    assert (await world.append(theirs, "x"))["error"] == "message_not_owned_by_app"


async def test_a_stream_that_is_over_takes_nothing_more(world: Sandbox) -> None:
    _, ts = await world.stream("all")
    await world.api("chat.stopStream", channel=GENERAL, ts=ts)

    assert (await world.append(ts, "x"))["error"] == "message_not_in_streaming_state"
    assert await world.error("chat.stopStream", channel=GENERAL, ts=ts) == "message_not_in_streaming_state"


async def test_a_stream_dies_five_minutes_after_its_start(world: Sandbox) -> None:
    thread, ts = await world.stream("half")
    await world.turn(299)
    assert (await world.append(ts, " more"))["ok"]

    await world.turn(1)

    assert (await world.append(ts, "x"))["error"] == "message_not_in_streaming_state"
    assert await world.error("chat.stopStream", channel=GENERAL, ts=ts) == "message_not_in_streaming_state"
    assert world.slack.messages("general", thread)[-1]["streaming_state"] == "errored"
    assert world.slack.session("general", thread)["status"] == "active"
    replies = await world.client().conversations_replies(channel=GENERAL, ts=thread)
    assert replies["messages"][-1]["streaming_state"] == "errored"
    assert (await world.api("chat.update", channel=GENERAL, ts=ts, text="whole"))["ok"]
    assert world.slack.messages("general", thread)[-1]["text"] == "whole"


async def test_a_live_stream_is_not_updated(world: Sandbox) -> None:
    _, ts = await world.stream("half")

    assert await world.error("chat.update", channel=GENERAL, ts=ts, text="x") == "streaming_state_conflict"


async def test_a_person_stops_a_stream(world: Sandbox) -> None:
    thread, ts = await world.stream("half")

    assert world.slack.stop("Ana", "general", thread) == [ts]

    assert (await world.append(ts, "x"))["error"] == "stopped_by_user"
    assert await world.error("chat.stopStream", channel=GENERAL, ts=ts) == "stopped_by_user"
    seen = world.slack.messages("general", thread)[-1]
    assert (seen["streaming_state"], seen["stopped"], seen["text"]) == ("completed", True, "half")
    event = world.sent("agent_session_stopped")[0]
    assert (event["user"], event["thread_ts"], event["streaming_message_ts"]) == (ANA, thread, [ts])
    assert world.slack.session("general", thread)["status"] == "processing"


async def test_a_stream_can_be_closed_by_a_fault(world: Sandbox) -> None:
    _, ts = await world.stream("half")
    world.fail("chat.appendStream", "close_stream", skip=1)

    assert (await world.append(ts, " more"))["ok"]
    assert (await world.append(ts, " lost"))["error"] == "message_not_in_streaming_state"


async def test_tasks_are_updated_by_id_and_details_are_appended(world: Sandbox) -> None:
    thread, ts = await world.stream("x")
    for chunk in (task("in_progress", details="one "), task("complete", title="Read", details="two", output="42")):
        await world.api("chat.appendStream", channel=GENERAL, ts=ts, chunks=[chunk])
    plan = {"type": "plan_update", "title": "All of it"}
    await world.api("chat.stopStream", channel=GENERAL, ts=ts, chunks=[plan])

    seen = world.slack.messages("general", thread)[-1]
    assert seen["plan"] == "All of it"
    read = {"id": "t1", "title": "Read", "status": "complete", "details": "one two", "output": "42"}
    assert seen["tasks"] == [read]


async def test_a_task_left_open_is_shown_as_failed(world: Sandbox) -> None:
    thread, ts = await world.stream(chunks=[task("in_progress")])
    shape = (await world.client().conversations_replies(channel=GENERAL, ts=thread))["messages"][-1]
    assert shape["text"] == "This message contains interactive elements."

    await world.api("chat.stopStream", channel=GENERAL, ts=ts)

    seen = world.slack.messages("general", thread)[-1]
    assert (seen["plan"], seen["tasks"][0]["status"]) == ("Something went wrong", "error")


async def test_stopping_takes_blocks_metadata_and_a_status(world: Sandbox) -> None:
    thread, ts = await world.stream("x")
    divider = {"type": "divider"}

    async def refused(**body: Any) -> str:
        return await world.error("chat.stopStream", channel=GENERAL, ts=ts, **body)

    assert await refused(blocks=[divider] * 51) == "msg_blocks_too_many"
    assert await refused(session_status="busy") == "invalid_arguments"
    assert await refused(metadata={"event_type": "x"}) == "invalid_metadata_format"
    metadata = {"event_type": "x", "event_payload": {}}
    rest: dict[str, Any] = {"blocks": [divider], "metadata": metadata, "session_status": "suspended"}
    answer = await world.api("chat.stopStream", channel=GENERAL, ts=ts, **rest)
    assert answer["message"]["metadata"] == metadata
    assert world.slack.session("general", thread)["status"] == "suspended"


async def test_blocks_of_a_stream_are_counted_together(world: Sandbox) -> None:
    _, ts = await world.stream(chunks=[{"type": "blocks", "blocks": [{"type": "divider"}] * 30}])
    more = [{"type": "blocks", "blocks": [{"type": "divider"}] * 21}]

    assert await world.error("chat.appendStream", channel=GENERAL, ts=ts, chunks=more) == "msg_blocks_too_many"


async def test_the_app_hears_of_its_stream_at_the_start_and_at_the_end(world: Sandbox) -> None:
    _, ts = await world.stream("half", channel=BOARD)
    await world.append(ts, " and half", channel=BOARD)
    await world.api("chat.stopStream", channel=BOARD, ts=ts)

    _, begun, ended = world.sent("message")
    assert (begun["user"], begun["streaming_state"], begun["channel_type"]) == (BOT, "in_progress", "group")
    assert ended["subtype"] == "message_changed"
    assert ended["previous_message"]["streaming_state"] == "in_progress"
    assert (ended["message"]["streaming_state"], ended["message"]["text"]) == ("completed", "half and half")
