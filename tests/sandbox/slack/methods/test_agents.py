from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, GENERAL, Sandbox


async def test_a_session_is_made_by_its_first_status(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")
    client = world.client()

    answer = await client.agents_sessions_setStatus(
        channel_id=GENERAL, thread_ts=thread, status="processing", title="Plan: Q3", initiator_user_id=ANA
    )
    assert (answer["status"], answer["agent_status"], answer["title"]) == ("processing", "processing", "Plan_ Q3")
    assert "warning" not in answer.data

    await client.agents_sessions_setStatus(channel_id=GENERAL, thread_ts=thread, status="active", title="Other")
    assert world.slack.session("general", thread) == {"status": "active", "title": "Plan_ Q3", "line": ""}

    await client.agents_sessions_rename(channel_id=GENERAL, thread_ts=thread, title="New")
    assert world.slack.session("general", thread)["title"] == "New"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({"thread_ts": None}, "invalid_arguments", id="no-thread"),
        pytest.param({"thread_ts": "1600000000.000001"}, "invalid_thread_ts", id="unknown-thread"),
        pytest.param({"status": "thinking hard"}, "invalid_arguments", id="free-text"),
        pytest.param({"status": ""}, "invalid_arguments", id="no-status"),
        pytest.param({"title": "x" * 201}, "invalid_arguments", id="long-title"),
        pytest.param({"initiator_user_id": "U0X"}, "user_not_found", id="initiator"),
        pytest.param({"channel_id": "C0X"}, "channel_not_found", id="channel"),
        pytest.param({"channel_id": None}, "invalid_arguments", id="no-channel"),
    ],
)
async def test_a_status_is_refused(world: Sandbox, body: dict[str, Any], error: str) -> None:
    thread = world.slack.say("Ana", "general", "a question")
    whole = {"channel_id": GENERAL, "thread_ts": thread, "status": "active"} | body

    assert await world.error("agents.sessions.setStatus", **whole) == error


async def test_a_reply_is_no_thread_for_a_status(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    reply = world.slack.say("Ana", "general", "reply", root)

    for method in ("agents.sessions.setStatus", "assistant.threads.setStatus"):
        error = await world.error(method, channel_id=GENERAL, thread_ts=reply, status="active")
        assert error == "invalid_thread_ts"


async def test_sessions_are_for_agents(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")
    place = {"channel_id": GENERAL, "thread_ts": thread}
    assert await world.error("agents.sessions.rename", **place, title="x") == "not_authorized"

    world.slack.declare_agent(on=False)

    assert await world.error("agents.sessions.setStatus", **place, status="active") == "not_authorized"
    assert await world.error("agents.sessions.rename", **place, title="x") == "not_authorized"
    assert (await world.api("assistant.threads.setStatus", **place, status="is thinking"))["ok"]


async def test_a_rename_wants_a_title_of_reasonable_length(world: Sandbox) -> None:
    thread, _ = await world.stream("x")

    for title in ("", "x" * 201):
        error = await world.error("agents.sessions.rename", channel_id=GENERAL, thread_ts=thread, title=title)
        assert error == "invalid_arguments"


async def test_an_app_that_cannot_be_stopped_is_warned(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")
    world.slack.subscribe(["app_mention"])
    body = {"channel_id": GENERAL, "thread_ts": thread}

    answer = await world.api("agents.sessions.setStatus", **body, status="processing")

    assert answer["response_metadata"]["warnings"] == ["missing_agent_session_stopped_event_subscription"]
    assert "warning" not in await world.api("agents.sessions.setStatus", **body, status="active")


async def test_processing_ends_after_an_hour(world: Sandbox) -> None:
    thread, ts = await world.stream("x")
    assert world.slack.session("general", thread)["status"] == "processing"
    await world.api("chat.stopStream", channel=GENERAL, ts=ts, session_status="processing")

    await world.turn(3599)
    assert world.slack.session("general", thread)["status"] == "processing"
    await world.turn(1)
    assert world.slack.session("general", thread)["status"] == "active"


async def test_a_status_line_goes_with_time_or_with_a_message(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")

    async def say(status: str) -> str:
        await world.client().assistant_threads_setStatus(
            channel_id=GENERAL, thread_ts=thread, status=status, loading_messages=["a", "b"]
        )
        return str(world.slack.session("general", thread)["line"])

    assert await say("is reading") == "is reading"
    assert await say("") == ""
    await say("is reading")
    await world.turn(120)
    assert world.slack.session("general", thread)["line"] == ""
    await say("is reading")
    await world.post("done", thread_ts=thread)
    assert world.slack.session("general", thread) == {"status": "", "title": "", "line": ""}


async def test_a_status_line_is_refused(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")
    place = {"channel_id": GENERAL, "thread_ts": thread}

    async def refused(**body: Any) -> str:
        return await world.error("assistant.threads.setStatus", **place, **body)

    assert await refused() == "invalid_arguments"
    assert await refused(status="x", loading_messages=["a"] * 11) == "invalid_arguments"
    world.slack.grant(["channels:history"])
    assert await refused(status="x") == "missing_scope"


async def test_prompts_are_pinned_in_direct_messages(world: Sandbox) -> None:
    place = world.slack.dm("Ana")
    prompts = [{"title": "Help", "message": "What can you do?"}]

    await world.client().assistant_threads_setSuggestedPrompts(channel_id=place, prompts=prompts, title="Try")

    assert world.slack.prompts(place) == prompts
    for wrong in ([], prompts * 5, ["Help"], [{"title": "Help"}], "Help"):
        error = await world.error("assistant.threads.setSuggestedPrompts", channel_id=place, prompts=wrong)
        assert error == "invalid_arguments"


async def test_the_older_title_names_the_session(world: Sandbox) -> None:
    thread = world.slack.say("Ana", "general", "a question")

    await world.client().assistant_threads_setTitle(channel_id=GENERAL, thread_ts=thread, title="Budget")

    assert world.slack.session("general", thread)["title"] == "Budget"
