"""What nobody has asked for just now, where a process died before it could record that it had posted it."""

from dataclasses import replace

from bot.core.values import CommandInvoked
from tests.adapters.slack.rig import GENERAL, Rig, invoked
from tests.fakes import FakeOutbox


def due(rig: Rig) -> CommandInvoked:
    return replace(invoked("digest", at=rig.clock.time()), scheduled=True, handle="")


async def test_what_a_dead_process_posted_is_found_and_not_posted_again(rig: Rig) -> None:
    event = due(rig)
    await rig.platform.reply(event, FakeOutbox("turn-1")).finish("The digest.")
    await rig.stop()
    await rig.platform.reply(event, FakeOutbox("turn-1", again=True)).finish("The digest.")

    assert [each["text"] for each in rig.slack.messages(GENERAL) if each["bot"]] == ["The digest."]


async def test_another_digest_is_another_message(rig: Rig) -> None:
    event = due(rig)
    await rig.platform.reply(event, FakeOutbox("turn-1")).finish("The digest.")
    await rig.stop()
    await rig.platform.reply(event, FakeOutbox("turn-2")).finish("The next one.")

    assert [each["text"] for each in rig.slack.messages(GENERAL) if each["bot"]] == ["The digest.", "The next one."]


async def test_nothing_is_shown_before_it_is_whole(rig: Rig) -> None:
    reply = rig.platform.reply(due(rig), FakeOutbox())
    await reply.status("reading")
    await reply.show("The di")

    assert not [each for each in rig.slack.messages(GENERAL) if each["bot"]]
