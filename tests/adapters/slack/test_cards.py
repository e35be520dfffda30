"""What is done between two texts of a stream is a card, which ends as complete."""

from typing import Any

from tests.adapters.slack.rig import GENERAL, Rig


def message(rig: Rig, thread: str) -> dict[str, Any]:
    """The bot's newest message."""
    return dict([each for each in rig.slack.messages(GENERAL, thread) if each["bot"]][-1])


def cards(rig: Rig, thread: str) -> list[tuple[str, str]]:
    return [(each["title"], each["status"]) for each in message(rig, thread)["tasks"]]


TEXT = "Let me look that up in the wiki, which takes a moment or two."


async def test_what_is_being_done_is_a_card_in_the_stream_and_ends_as_complete(still: Rig) -> None:
    reply, _, thread = still.reply()
    await reply.show(TEXT)
    await reply.status("reading wiki.example")
    assert cards(still, thread) == [("reading wiki.example", "in_progress")]

    await reply.show(f"{TEXT}\n\nThe door squeaks.")
    assert cards(still, thread) == [("reading wiki.example", "complete")]

    await still.turn(3.0)
    await reply.status("searching the channel: door")
    await reply.finish(f"{TEXT}\n\nThe door squeaks. Nobody has said so before.")
    assert cards(still, thread) == [("reading wiki.example", "complete"), ("searching the channel: door", "complete")]
    assert message(still, thread)["text"].startswith(f"{TEXT}\n\nThe door squeaks. Nobody")


async def test_progress_changes_one_card_and_not_for_every_word(still: Rig) -> None:
    reply, _, thread = still.reply()
    await reply.show(TEXT)
    before = len(still.log.of("slack", "chat.appendStream"))
    for page in range(100):
        await reply.status(f"reading report.pdf: page {page} of 100")
        await still.turn(0.1)
    assert len(cards(still, thread)) == 1
    assert len(still.log.of("slack", "chat.appendStream")) - before <= 6
    await reply.finish(f"{TEXT}\n\nDone.")
    assert [status for _, status in cards(still, thread)] == ["complete"]


async def test_a_card_that_slack_does_not_take_is_not_missed(still: Rig) -> None:
    reply, _, thread = still.reply()
    await reply.show(TEXT)
    still.fail("chat.appendStream", "close_stream")
    await reply.status("reading wiki.example")
    await reply.finish(f"{TEXT}\n\nDone.")

    assert cards(still, thread) == []
    assert "Done." in message(still, thread)["text"]
