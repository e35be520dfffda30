from typing import Any

import pytest

from bot.core.errors import Gone
from bot.core.values import Author
from tests.adapters.slack.rig import BOT, GENERAL, Rig, open_rig
from tests.fakes import FakeOutbox


async def test_a_thread_is_read_from_its_root_to_the_question(rig: Rig) -> None:
    root = rig.slack.say("Bao", GENERAL, "We launch on *Friday*")
    first = rig.asked("When?", thread=root)
    await rig.platform.reply(first, FakeOutbox()).finish("On Friday.")
    asked = rig.asked("Sure?", thread=root)
    rig.slack.say("Bao", GENERAL, "later", root)
    history = await rig.platform.history(asked)
    assert [what.text for what in history.said] == ["We launch on **Friday**", "When?", "On Friday."]
    assert [what.author.name for what in history.said] == ["Bao", "Ana", "galerne"]
    assert history.said[-1].author == Author(BOT, "galerne", "self")
    assert history.complete
    assert history.note == ""


async def test_a_long_thread_is_read_to_its_last_page(rig: Rig) -> None:
    root = rig.slack.fill(GENERAL, "", 2_500)
    asked = rig.asked("So?", thread=root)
    history = await rig.platform.history(asked, limit=10_000)
    assert len(history.said) == 2_501
    assert rig.names().count("conversations.replies") == 3
    positions = [what.position for what in history.said]
    assert positions == sorted(positions)


async def test_of_a_longer_thread_the_newest_messages_are_kept(rig: Rig) -> None:
    root = rig.slack.fill(GENERAL, "", 50)
    history = await rig.platform.history(rig.asked("So?", thread=root), limit=10)
    assert len(history.said) == 10
    assert "50" in history.said[-1].text
    assert not history.complete


async def test_only_what_is_newer_is_read_again(rig: Rig) -> None:
    root = rig.slack.say("Bao", GENERAL, "one")
    two = rig.slack.say("Bao", GENERAL, "two", root)
    rig.slack.say("Bao", GENERAL, "three", root)
    history = await rig.platform.history(rig.asked("So?", thread=root), after=two)
    assert [what.text for what in history.said] == ["three"]


async def test_a_question_in_a_channel_is_read_with_what_was_last_said_there(rig: Rig) -> None:
    for number in range(30):
        rig.slack.say("Bao", GENERAL, f"line {number}")
    history = await rig.platform.history(rig.asked("So?"))
    assert [heard.said.text for heard in history.before] == [f"line {number}" for number in range(10, 30)]
    assert [heard.thread for heard in history.before] == [heard.said.message_id for heard in history.before]
    assert (history.said, history.complete) == ((), True)
    assert rig.names("auth.test", "users.info") == ["conversations.history"]


async def test_a_channel_is_not_read_where_the_operator_does_not_want_it() -> None:
    async with open_rig() as rig:
        platform = await rig.start(channel_context=0)
        rig.slack.say("Bao", GENERAL, "private talk")
        history = await platform.history(rig.asked("So?"))
        assert (history.said, history.before) == ((), ())
        assert "conversations.history" not in rig.names()


async def test_people_coming_in_are_not_something_said(rig: Rig) -> None:
    channel = rig.slack.create_channel("small", ["Ana", "galerne"])
    rig.slack.join("Bao", channel)
    history = await rig.platform.history(rig.asked("So?", channel))
    assert (history.said, history.before) == ((), ())


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"error": "missing_scope", "needed": "channels:history"}, "permission"),
        ({"error": "not_in_channel"}, "not in this channel"),
        ({"error": "internal_error"}, "did not let me read"),
    ],
)
async def test_what_may_not_be_read_is_a_note(rig: Rig, fault: dict[str, Any], words: str) -> None:
    root = rig.slack.say("Bao", GENERAL, "one")
    rig.fail("conversations.replies", "error", times=9, **fault)
    history = await rig.platform.history(rig.asked("So?", thread=root))
    assert history.said == ()
    assert not history.complete
    assert words in history.note


async def test_a_page_that_is_refused_for_long_leaves_what_was_read(rig: Rig) -> None:
    root = rig.slack.fill(GENERAL, "", 1_500)
    asked = rig.asked("So?", thread=root)
    rig.fail("conversations.replies", "ratelimited", skip=1, retry_after=90)
    history = await rig.platform.history(asked, limit=10_000)
    assert len(history.said) == 999
    assert "only a part" in history.note


async def test_a_missing_scope_is_named(rig: Rig) -> None:
    rig.slack.grant(["chat:write", "users:read"])
    history = await rig.platform.history(rig.asked("So?"))
    assert "channels:history" in history.note


async def test_files_said_before_can_be_fetched(rig: Rig) -> None:
    file = rig.slack.upload("Bao", "plan.txt", "text/plain", "aGVsbG8=")
    pasted = rig.slack.upload("Bao", "Untitled", "text/plain", "d29ybGQ=", "snippet")
    root = rig.slack.say("Bao", GENERAL, "", files=[file])
    rig.slack.say("Bao", GENERAL, "and this", root, files=[pasted])
    history = await rig.platform.history(rig.asked("What do they say?", thread=root))
    found = [attachment for what in history.said for attachment in what.attachments]
    assert [attachment.name for attachment in found] == ["plan.txt", "Untitled"]
    for attachment, content in zip(found, (b"hello", b"world"), strict=True):
        assert b"".join([piece async for piece in rig.platform.fetch(attachment)]) == content


async def test_files_that_are_gone_by_now_are_gone_with_a_sentence(rig: Rig) -> None:
    file = rig.slack.upload("Bao", "plan.txt", "text/plain", "aGVsbG8=")
    root = rig.slack.say("Bao", GENERAL, "look", files=[file])
    asked = rig.asked("What does it say?", thread=root)
    [before] = (await rig.platform.history(asked)).said[0].attachments
    rig.slack.delete_file("Bao", file)
    [after] = (await rig.platform.history(asked)).said[0].attachments
    for attachment, words in ((before, "no longer has plan.txt"), (after, "A file here has been deleted")):
        with pytest.raises(Gone) as caught:
            assert not [piece async for piece in rig.platform.fetch(attachment)]
        assert words in caught.value.notice
