"""What comes in: stored before it is acknowledged, in order, and once."""

from typing import Literal

import pytest

from bot.core.command import CommandContext, command
from bot.core.values import Address
from tests.adapters.slack.rig import BOT, GENERAL, TEAM, Rig
from tests.adapters.slack.test_parse import COMMANDS
from tests.fakes import FakeOutbox


def outcomes(rig: Rig) -> set[str]:
    return {each["outcome"] for each in rig.slack.deliveries()}


@pytest.mark.parametrize("mention_first", [True, False])
async def test_the_two_events_of_a_mention_are_one_message(rig: Rig, mention_first: bool) -> None:
    await rig.start()
    rig.slack.mention_first(mention_first)
    ts = rig.slack.say("Ana", GENERAL, f"<@{BOT}> what is new?")
    await rig.until(lambda: outcomes(rig) == {"acked"})
    assert {event.said.message_id for event in rig.told("message")} == {ts}
    assert all(event.addressed for event in rig.told("message"))


async def test_a_mention_alone_is_taken_where_messages_are_not_heard(rig: Rig) -> None:
    await rig.start()
    rig.slack.subscribe(["app_mention"])
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> what is new?")
    [event] = await rig.until(lambda: rig.told("message"))
    assert event.said.text == "what is new?"


async def test_a_mention_with_a_file_keeps_its_file(rig: Rig) -> None:
    await rig.start()
    file = rig.slack.upload("Ana", "plan.txt", "text/plain", "aGVsbG8=")
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> look", files=[file])
    await rig.until(lambda: outcomes(rig) == {"acked"})
    assert [len(event.said.attachments) for event in rig.told("message")] == [1]


@pytest.mark.parametrize("style", ["absent", "bare", "full"])
@pytest.mark.parametrize("mention_first", [True, False])
async def test_a_mention_keeps_its_files_in_whatever_order_and_form_its_events_come(
    rig: Rig, mention_first: bool, style: Literal["absent", "bare", "full"]
) -> None:
    await rig.start()
    rig.slack.mention_first(mention_first)
    rig.slack.mention_with_files(style)
    files = [rig.slack.upload("Ana", name, "text/plain", "aGVsbG8=") for name in ("plan.txt", "more.txt")]
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> look", files=files)
    await rig.until(lambda: outcomes(rig) == {"acked"})
    for event in rig.told("message"):
        assert [file.name for file in event.said.attachments] == ["plan.txt", "more.txt"]


@pytest.mark.parametrize("in_thread", [True, False])
async def test_a_mention_whose_message_event_is_late_or_lost_keeps_its_files(rig: Rig, in_thread: bool) -> None:
    await rig.start()
    rig.slack.mention_with_files("bare")
    rig.slack.subscribe(["app_mention"])
    thread = rig.slack.say("Bao", GENERAL, "hi") if in_thread else ""
    file = rig.slack.upload("Ana", "plan.txt", "text/plain", "aGVsbG8=")
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> look", thread, files=[file])
    [event] = await rig.until(lambda: rig.told("message"))
    assert [attachment.name for attachment in event.said.attachments] == ["plan.txt"]


async def test_a_mention_is_taken_without_its_files_where_they_cannot_be_looked_up(rig: Rig) -> None:
    await rig.start()
    rig.slack.mention_with_files("bare")
    rig.slack.subscribe(["app_mention"])
    rig.fail("conversations.history", "hang")
    file = rig.slack.upload("Ana", "plan.txt", "text/plain", "aGVsbG8=")
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> look", files=[file])
    await rig.until(lambda: rig.told("message"))
    await rig.until(lambda: outcomes(rig) == {"acked"})


async def test_files_alone_are_a_message(rig: Rig) -> None:
    await rig.start()
    files = [rig.slack.upload("Ana", f"{n}.png", "image/png", "aGVsbG8=") for n in range(3)]
    rig.slack.say("Ana", rig.slack.dm("Ana"), "", files=files)
    [event] = await rig.until(lambda: rig.told("message"))
    assert event.addressed
    assert event.said.text == ""
    assert [file.id for file in event.said.attachments] == files


async def test_a_long_paste_and_a_voice_clip_are_files(rig: Rig) -> None:
    await rig.start()
    paste = rig.slack.upload("Ana", "Untitled", "text/plain", "aGVsbG8=", "snippet")
    clip = rig.slack.record_voice("Ana", "aGVsbG8=", 3.0)
    rig.slack.say("Ana", GENERAL, "", files=[paste, clip])
    [event] = await rig.until(lambda: rig.told("message"))
    assert [file.media_type for file in event.said.attachments] == ["text/plain", "audio/webm"]


async def test_a_file_of_another_workspace_comes_with_its_name_and_size(rig: Rig) -> None:
    await rig.start()
    stub = rig.slack.upload("Ana", "theirs.pdf", "application/pdf", "aGVsbG8=", stub=True)
    ours = rig.slack.upload("Ana", "ours.pdf", "application/pdf", "aGVsbG8=")
    rig.slack.say("Ana", GENERAL, "look", files=[ours, stub])
    [event] = await rig.until(lambda: rig.told("message"))
    assert [(file.name, file.size) for file in event.said.attachments] == [("ours.pdf", 5), ("theirs.pdf", 5)]
    assert rig.names("users.info", "auth.test", "apps.connections.open") == ["files.info"]


async def test_a_file_that_cannot_be_looked_up_is_not_left_out(rig: Rig) -> None:
    await rig.start()
    stub = rig.slack.upload("Ana", "theirs.pdf", "application/pdf", "aGVsbG8=", stub=True)
    rig.slack.refuse_file(stub, "not_visible")
    rig.slack.say("Ana", GENERAL, "look", files=[stub])
    [event] = await rig.until(lambda: rig.told("message"))
    assert [file.id for file in event.said.attachments] == [stub]


async def test_a_mention_that_was_put_in_by_an_edit_is_heard(rig: Rig) -> None:
    await rig.start()
    ts = rig.slack.say("Ana", GENERAL, "what is new?")
    await rig.until(lambda: rig.told("message"))
    rig.slack.edit("Ana", GENERAL, ts, f"<@{BOT}> what is new?")
    await rig.until(lambda: rig.told("message")[-1].addressed)
    await rig.until(lambda: rig.told("edited"))


async def test_every_envelope_is_acknowledged_whatever_it_is(rig: Rig) -> None:
    await rig.start()
    ts = rig.slack.say("Ana", GENERAL, "hello")
    rig.slack.react("Ana", GENERAL, ts, "eyes")
    rig.slack.join("Dev", rig.slack.create_channel("small", ["Ana", "galerne"]))
    rig.slack.shortcut("Ana", "unknown", GENERAL, ts)
    rig.slack.open_home("Ana")
    rig.slack.command("Ana", GENERAL, "/unknown", "x")
    await rig.until(lambda: outcomes(rig) == {"acked"})
    assert all(each["attempts"] == 1 for each in rig.slack.deliveries())


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(rig: Rig) -> None:
    await rig.start()
    rig.refusals = 1
    rig.slack.say("Ana", GENERAL, "hello")
    await rig.until(lambda: not rig.refusals)
    await rig.round_trip()
    assert outcomes(rig) == {"waiting"}
    assert rig.told("message") == []
    rig.slack.close_sockets(abrupt=True)  # which ends the three seconds at once
    await rig.until(lambda: rig.told("message"))
    await rig.until(lambda: outcomes(rig) == {"acked"})


async def test_a_redelivered_event_has_the_same_name(rig: Rig) -> None:
    await rig.start()
    rig.slack.say("Ana", GENERAL, "hello")
    await rig.until(lambda: rig.told("message"))
    rig.slack.redeliver()
    await rig.until(lambda: len(rig.told("message")) == 2)
    assert len({event.event_id for event in rig.told("message")}) == 1


async def test_messages_are_accepted_in_the_order_of_arrival_whoever_has_to_be_looked_up(rig: Rig) -> None:
    await rig.start()
    rig.fail("users.info", "latency", seconds=0.3)
    for number, user in enumerate(["Ana", "Bao", "Ana", "Dev"]):
        rig.slack.say(user, GENERAL, f"line {number}")
    await rig.until(lambda: len(rig.told("message")) == 4)
    assert [event.said.text for event in rig.told("message")] == [f"line {number}" for number in range(4)]


async def test_our_own_words_do_not_come_back(rig: Rig) -> None:
    await rig.start()
    reply, _, _ = rig.reply()
    await reply.show("It is")
    await reply.finish("It is noon.")
    await rig.until(lambda: outcomes(rig) == {"acked"})
    assert [event.said.text for event in rig.told("message")] == ["hello"]


async def summarize(context: CommandContext, period: str = "") -> str:
    """Say what was said in a period."""
    return period


async def test_a_command_and_a_press_come_in(rig: Rig) -> None:
    platform = await rig.start()
    await platform.publish(COMMANDS.all)
    name = rig.slack.command("Ana", GENERAL, "/ask", "why?")
    [invoked] = await rig.until(lambda: rig.told("command"))
    assert invoked.arguments == (("question", "why?"),)
    assert invoked.at > 0
    await rig.until(lambda: rig.slack.deliveries(name)[0]["outcome"] == "acked")


@pytest.mark.parametrize("direct", [False, True])
async def test_a_command_is_of_the_channel_in_which_it_was_typed(rig: Rig, *, direct: bool) -> None:
    platform = await rig.start()
    await platform.publish([command(summarize)])
    channel = rig.slack.dm("Ana") if direct else GENERAL
    rig.slack.command("Ana", channel, "/summarize", "2h")
    [invoked] = await rig.until(lambda: rig.told("command"))
    assert (invoked.name, invoked.arguments) == ("summarize", (("period", "2h"),))
    assert invoked.address == Address("slack", TEAM, channel)

    await platform.reply(invoked, FakeOutbox(), private=True).finish("Nothing was decided.")

    [told] = rig.slack.ephemerals(channel, "Ana")
    assert told["thread"] == ""
    assert rig.slack.messages(channel) == []


async def test_stop_comes_in_with_its_thread(rig: Rig) -> None:
    await rig.start()
    reply, _, thread = rig.reply()
    await reply.status("reading the thread")
    rig.slack.stop("Ana", GENERAL, thread)
    [pressed] = await rig.until(lambda: rig.told("action"))
    assert (pressed.action, pressed.address.thread) == ("stop", thread)


async def test_edits_and_deletions_come_in(rig: Rig) -> None:
    await rig.start()
    ts = rig.slack.say("Ana", GENERAL, "helo")
    rig.slack.edit("Ana", GENERAL, ts, "hello")
    rig.slack.delete("Ana", GENERAL, ts)
    [deleted] = await rig.until(lambda: rig.told("deleted"))
    assert deleted.message_id == ts
    assert rig.told("edited")[0].text == "hello"
