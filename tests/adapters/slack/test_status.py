from adapters.slack.compose import Sheet
from bot.core.values import Option
from tests.adapters.slack.rig import GENERAL, Rig
from tests.fakes import FakeOutbox

ANSWER = "It is noon here."


def line(rig: Rig, thread: str) -> str:
    return str(rig.slack.session(GENERAL, thread)["line"])


async def test_a_thread_is_at_work_from_the_first_status_to_the_last_word(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.status("reading the thread")
    assert rig.slack.session(GENERAL, thread)["status"] == "processing"
    await reply.finish(ANSWER)
    assert rig.slack.session(GENERAL, thread)["status"] == "active"
    assert rig.names() == ["agents.sessions.setStatus", "chat.postMessage", "agents.sessions.setStatus"]


async def test_a_stream_that_is_stopped_ends_the_work_by_itself(rig: Rig) -> None:
    reply, _, _ = rig.reply()
    await reply.status("reading the thread")
    await reply.show("It is")
    await reply.finish(ANSWER)
    assert rig.names().count("agents.sessions.setStatus") == 1


async def test_without_sessions_the_status_line_says_it_in_words(rig: Rig) -> None:
    rig.slack.declare_agent(on=False)
    reply, _, thread = rig.reply()
    await reply.status("reading the thread")
    await rig.until(lambda: line(rig, thread) == "reading the thread")
    await reply.finish(ANSWER)
    assert line(rig, thread) == ""
    assert rig.names() == ["agents.sessions.setStatus", "assistant.threads.setStatus", "chat.postMessage"]


async def test_what_a_workspace_refuses_is_not_asked_for_again(rig: Rig) -> None:
    rig.slack.declare_agent(on=False)
    rig.fail("assistant.threads.setStatus", "error", error="unknown_method")
    for _ in range(3):
        reply, _, _ = rig.reply()
        await reply.status("reading the thread")
        await rig.until(lambda: "assistant.threads.setStatus" in rig.names())
        await reply.finish(ANSWER)
    assert rig.names("chat.postMessage") == ["agents.sessions.setStatus", "assistant.threads.setStatus"]


async def test_a_status_that_fails_is_not_missed(rig: Rig) -> None:
    rig.fail("*.setStatus", "status", status=500, times=9)
    reply, _, thread = rig.reply()
    await reply.status("reading the thread")
    await reply.finish(ANSWER)
    assert rig.answers(thread)[0]["text"] == ANSWER


async def test_a_failing_status_is_not_tried_for_each_page(rig: Rig) -> None:
    rig.fail("agents.sessions.setStatus", "status", status=500, times=99)
    reply, _, _ = rig.reply()
    for page in range(50):
        await reply.status(f"page {page}")
    assert rig.names("assistant.threads.setStatus") == ["agents.sessions.setStatus"]


async def test_waiting_for_a_person_is_a_status_of_its_own(rig: Rig) -> None:
    reply, outbox, thread = rig.reply()
    await reply.status("reading the thread")
    await reply.ask("All of it?", [Option("yes", "Yes")])
    assert rig.slack.session(GENERAL, thread)["status"] == "suspended"
    again = rig.platform.reply(rig.asked(thread=thread), FakeOutbox(outbox.key, outbox.parts))
    await again.finish(ANSWER)
    assert rig.slack.session(GENERAL, thread)["status"] == "active"


def test_a_sheet_without_footer_has_none() -> None:
    assert Sheet("shown", "words").footer == ""
