"""Slack and Discord fail while an answer is posted, edited, streamed, or read for: it arrives whole, and once."""

from typing import Any

import pytest

from tests.faults.impatient import impatient
from tests.faults.ordeal import CHAT, Ordeal

HTML = {"body": "<html><body>Bad Gateway</body></html>", "content_type": "text/html"}
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "429": ("ratelimited", {}),
    "502": ("status", {"status": 502, **HTML}),
    "503": ("status", {"status": 503, "body": {"ok": False, "error": "service_unavailable"}}),
    "no answer": ("hang", {}),
    "dropped": ("drop", {}),
    "done and dropped": ("drop_after", {}),
}
SPEEDS = {"502": 80.0, "no answer": 200.0}  # tokens per second: an answer that goes on when the first call is over
WRITES = [
    pytest.param("slack", ["chat.startStream"], id="start of a stream"),
    pytest.param("slack", ["chat.appendStream"], id="more of a stream"),
    pytest.param("slack", ["chat.stopStream"], id="end of a stream"),
    pytest.param("slack", ["chat.postMessage", "chat.update"], id="slack post and edit"),
    pytest.param("discord", ["POST channels/messages", "PATCH channels/messages"], id="discord post and edit"),
]
ALL_WRITES = {"slack": "chat.*", "discord": "P* channels/messages"}
READS = [("slack", "conversations.replies"), ("slack", "users.info"), ("discord", "GET channels/messages")]


def suffer(ordeal: Ordeal, call: str, fault: str, *, times: int = 1) -> None:
    kind, with_ = FAULTS[fault]
    if fault == "429":
        with_ = {"retry_after": 5 if ordeal.slack else 0.2}  # discord.py waits in real seconds
    ordeal.fault(ordeal.service, call, kind, times=times, **with_)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("talk", "calls"), WRITES, indirect=["talk"])
async def test_an_answer_is_written_whole_and_once(ordeal: Ordeal, calls: list[str], fault: str) -> None:
    for call in calls:
        suffer(ordeal, call, fault)
    if "chat.update" in calls:
        ordeal.world.slack.declare_agent(False)  # then nothing can be streamed, and a post grows by being edited
    growing = len(calls) > 1 or calls == ["chat.appendStream"]
    ordeal.slowly(SPEEDS.get(fault, 150.0) if growing else 600.0)
    async with ordeal.bot(impatient(ordeal.talk.stage.name, ordeal.world, ordeal.clock)):
        ordeal.ask()
        await ordeal.completes()


async def test_an_outage_of_half_a_minute_is_waited_out(ordeal: Ordeal) -> None:
    suffer(ordeal, ALL_WRITES[ordeal.service], "503", times=12)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()
    assert len(ordeal.world.log.of("mistral", CHAT)) == 2


async def test_an_answer_that_could_not_be_shown_is_shown_after_a_restart(ordeal: Ordeal) -> None:
    suffer(ordeal, ALL_WRITES[ordeal.service], "503", times=10_000)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.until_logged("is kept")
        assert ordeal.seen() == []
    ordeal.world.faults.clear()
    async with ordeal.bot():
        await ordeal.completes()
    assert len(ordeal.world.log.of("mistral", CHAT)) == 2


@pytest.mark.parametrize("fault", ["429", "503", "no answer", "dropped"])
@pytest.mark.parametrize(("talk", "call"), READS, indirect=["talk"])
async def test_the_thread_is_read_all_the_same(ordeal: Ordeal, call: str, fault: str) -> None:
    suffer(ordeal, call, fault)
    async with ordeal.bot(impatient(ordeal.talk.stage.name, ordeal.world, ordeal.clock)):
        ordeal.ask()
        await ordeal.completes()
    assert "Let us begin." in str(ordeal.world.log.of("mistral", CHAT)[0].body)


async def test_a_thread_that_cannot_be_read_is_told_and_read_with_the_next_question(ordeal: Ordeal) -> None:
    suffer(ordeal, "conversations.replies" if ordeal.slack else "GET channels/messages", "503", times=100)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()
    assert "what was said before" in ordeal.talk.posts()[0].footer
    assert "what was said before" not in ordeal.talk.posts()[1].footer
    assert "Let us begin." in str(ordeal.talk.last_request())
