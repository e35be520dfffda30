"""What comes in: stored before it is acknowledged, in order, and once."""

import pytest

from tests.adapters.slack.rig import BOT, GENERAL, Rig
from tests.adapters.slack.test_parse import COMMANDS


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


async def test_a_command_and_a_press_come_in(rig: Rig) -> None:
    platform = await rig.start()
    await platform.publish(COMMANDS.all)
    name = rig.slack.command("Ana", GENERAL, "/ask", "why?")
    [invoked] = await rig.until(lambda: rig.told("command"))
    assert invoked.arguments == (("question", "why?"),)
    assert invoked.at > 0
    await rig.until(lambda: rig.slack.deliveries(name)[0]["outcome"] == "acked")


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
