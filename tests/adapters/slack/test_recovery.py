"""What is lost on the way is found again: closed streams, answers that never came, processes that died."""

import pytest

from adapters.slack.sightings import Sightings
from bot.core.errors import Gone, PlatformFailed, StoreFailed
from bot.core.values import Part
from tests.adapters.slack.rig import GENERAL, Rig, invoked
from tests.adapters.slack.test_reply import LONG
from tests.fakes import FakeOutbox


async def test_a_stream_that_slack_has_closed_is_finished_by_an_edit(rig: Rig) -> None:
    rig.fail("chat.stopStream", "close_stream")
    reply, outbox, thread = rig.reply()
    await reply.show("It is")
    await reply.finish("It is noon here.", footer="Read 1 message")
    [answer] = rig.answers(thread)
    assert answer["text"] == "It is noon here.\nRead 1 message"
    assert outbox.parts[0].closed


async def test_a_stream_that_dies_on_the_way_goes_on_in_the_same_message(rig: Rig) -> None:
    rig.fail("chat.appendStream", "close_stream")
    reply, _, thread = rig.reply()
    for text in ("It", "It is", "It is noon"):
        await reply.show(text)
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here."]
    assert rig.names()[-3:] == ["chat.update", "chat.update", "agents.sessions.setStatus"]


async def test_an_append_whose_answer_is_lost_does_not_double_the_text(rig: Rig) -> None:
    rig.fail("chat.appendStream", "drop_after")
    reply, _, thread = rig.reply()
    await reply.show("It is")
    await reply.show("It is noon")
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here."]


async def test_a_stop_whose_answer_is_lost_leaves_one_whole_message(rig: Rig) -> None:
    rig.fail("chat.stopStream", "drop_after")
    reply, _, thread = rig.reply()
    await reply.show("It is")
    await reply.finish("It is noon here.", footer="Read 1 message")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here.\nRead 1 message"]


async def test_a_start_whose_answer_is_lost_is_found_again(rig: Rig) -> None:
    rig.fail("chat.startStream", "drop_after")
    reply, _, thread = rig.reply()
    await reply.show("It is")
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here."]


async def test_a_post_whose_answer_is_lost_is_not_repeated(rig: Rig) -> None:
    rig.fail("chat.postMessage", "drop_after")
    reply, outbox, thread = rig.reply()
    await reply.finish("It is noon here.")
    [answer] = rig.answers(thread)
    assert outbox.parts[0].message_id == answer["ts"]


@pytest.mark.parametrize("first", ["wait", "show", "finish"])
async def test_a_post_is_not_repeated_before_it_can_be_looked_up(rig: Rig, first: str) -> None:
    for call in ("chat.startStream", "chat.postMessage"):
        rig.fail(call, "drop_after")
    rig.fail("conversations.replies", "status", times=3, status=503)
    reply, outbox, thread = rig.reply()
    if first == "finish":
        with pytest.raises(PlatformFailed):
            await reply.finish("It is noon here.")
    else:
        await (reply.show if first == "show" else reply.wait)("It is")
    assert not outbox.parts
    await reply.finish("It is noon here.")
    [answer] = rig.answers(thread)
    assert answer["text"] == "It is noon here."
    assert answer["streaming_state"] in {"", "completed"}
    assert [part.message_id for part in outbox.parts] == [answer["ts"]]


async def test_what_was_posted_in_doubt_is_found_by_the_next_attempt_in_the_same_process(rig: Rig) -> None:
    rig.fail("chat.postMessage", "drop_after")
    rig.fail("conversations.replies", "status", times=3, status=503)
    asked = rig.asked()
    with pytest.raises(PlatformFailed):
        await rig.platform.reply(asked, FakeOutbox()).finish("It is noon here.")
    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_post_that_may_not_be_looked_up_is_repeated_rather_than_lost(rig: Rig) -> None:
    rig.fail("chat.postMessage", "drop")
    rig.fail("conversations.replies", "error", error="missing_scope")
    reply, _, thread = rig.reply()
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here."]


async def test_a_post_that_never_arrived_is_repeated(rig: Rig) -> None:
    rig.fail("chat.postMessage", "drop")
    reply, _, thread = rig.reply()
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here."]


async def test_a_message_that_somebody_deleted_is_posted_anew(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.show("It is")
    rig.fail("chat.stopStream", "error", error="message_not_found")
    await reply.finish("It is noon here.")
    assert rig.answers(thread)[-1]["text"] == "It is noon here."


async def test_after_a_restart_the_answer_goes_on_in_the_message_that_was_begun(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    await rig.platform.reply(asked, outbox).show("It is ele")
    again = rig.platform.reply(asked, outbox)
    await again.show("It is n")
    await again.finish("It is noon here.", footer="Read 1 message")
    [answer] = rig.answers(asked.address.thread)
    assert answer["text"] == "It is noon here.\nRead 1 message"
    assert rig.names().count("chat.startStream") == 1


async def test_after_a_restart_a_shorter_answer_takes_the_further_messages_back(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    await rig.platform.reply(asked, outbox).finish(LONG)
    await rig.platform.reply(asked, outbox).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_post_that_was_never_recorded_is_recognised_in_the_history(rig: Rig) -> None:
    asked, outbox = rig.asked(thread=rig.slack.say("Bao", GENERAL, "hi")), FakeOutbox()
    await rig.platform.reply(asked, FakeOutbox()).finish("It is")  # its ledger is lost
    await rig.platform.history(asked)
    await rig.platform.reply(asked, outbox).finish("It is noon here.")
    [answer] = rig.answers(asked.address.thread)
    assert answer["text"] == "It is noon here."
    assert outbox.parts[0].message_id == answer["ts"]


async def test_a_stream_that_was_never_recorded_is_recognised_in_the_history(rig: Rig) -> None:
    asked = rig.asked(thread=rig.slack.say("Bao", GENERAL, "hi"))
    await rig.platform.reply(asked, FakeOutbox()).show("It is")
    await rig.start()  # a new process, to which nothing was left
    await rig.platform.history(asked)
    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_stream_that_slack_has_closed_for_its_age_is_recognised_as_left_by_a_dead_process(rig: Rig) -> None:
    asked = rig.asked(thread=rig.slack.say("Bao", GENERAL, "hi"))
    await rig.platform.reply(asked, FakeOutbox()).show("It is ele")
    [left] = rig.answers(asked.address.thread)
    rig.fail("chat.appendStream", "close_stream")
    with pytest.raises(Gone):
        await rig.platform._wire()[0].api.call("chat.appendStream", {"channel": GENERAL, "ts": left["ts"]})
    await rig.start()
    await rig.platform.history(asked)
    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_stream_is_in_the_ledger_before_it_is_stopped_and_can_no_longer_be_recognised(rig: Rig) -> None:
    asked, outbox = rig.asked(thread=rig.slack.say("Bao", GENERAL, "hi")), FakeOutbox(again=True)
    await rig.platform.reply(asked, FakeOutbox()).show("It is ele")
    await rig.start()
    await rig.platform.history(asked)
    await rig.platform.reply(asked, outbox).show("It is n")  # stops the stream, and dies before it can edit it
    [stopped] = rig.answers(asked.address.thread)
    assert (stopped["text"], stopped["streaming_state"]) == ("It is ele", "completed")
    await rig.start()
    await rig.platform.reply(asked, FakeOutbox(parts=outbox.parts, again=True)).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_stream_left_below_the_message_that_began_the_thread_is_recognised(rig: Rig) -> None:
    asked = rig.asked()
    await rig.platform.reply(asked, FakeOutbox()).show("It is")
    await rig.start()
    await rig.platform.history(asked)
    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_stream_left_before_what_is_known_of_the_thread_is_recognised(rig: Rig) -> None:
    asked = rig.asked(thread=rig.slack.say("Bao", GENERAL, "hi"))
    await rig.platform.reply(asked, FakeOutbox()).show("It is")
    known = rig.slack.say("Bao", GENERAL, "and then?", asked.address.thread)
    await rig.start()
    await rig.platform.history(asked, after=known)
    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_streams_left_by_a_longer_answer_are_taken_back(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    await rig.platform.reply(asked, outbox).show("It is")
    for _ in range(2):
        await rig.platform.reply(asked, FakeOutbox()).show("Of the further messages nothing was recorded")
    await rig.start()
    await rig.platform.history(asked)
    outbox.again = True
    await rig.platform.reply(asked, outbox).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_turn_that_waits_does_not_lose_its_message_to_the_one_that_runs(rig: Rig) -> None:
    first = rig.asked()
    await rig.platform.reply(first, FakeOutbox("turn-1")).show("It is")
    second, waiting = rig.asked("and then?", thread=first.address.thread), FakeOutbox("turn-2")
    await rig.platform.reply(second, waiting).wait("_I have seen this; one answer comes first._")
    await rig.start()
    await rig.platform.history(first)
    await rig.platform.reply(first, FakeOutbox("turn-1", again=True)).finish("It is noon here.")
    await rig.platform.reply(second, waiting).finish("It will be one.")
    answers = rig.answers(first.address.thread)
    assert [answer["text"] for answer in answers] == ["It is noon here.", "It will be one."]
    assert waiting.parts[0].message_id == answers[1]["ts"]


async def test_waiting_is_said_once(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    for _ in range(2):
        await rig.platform.reply(asked, outbox).wait("_I have seen this; one answer comes first._")
    assert len(rig.answers(asked.address.thread)) == 1
    assert not outbox.parts[0].closed


async def test_a_command_reopened_after_a_restart_asks_its_question_once(rig: Rig) -> None:
    outbox = FakeOutbox()
    await rig.platform.reply(invoked(), outbox).show("Bec")
    await rig.platform.reply(invoked(), outbox).finish("Because of the wind.")
    assert [message["text"] for message in rig.slack.messages(GENERAL)] == [
        "**Ana** asked: /ask why",
        "Because of the wind.",
    ]


async def test_what_a_dead_process_posted_for_a_command_and_could_not_record_is_gone_on_with(rig: Rig) -> None:
    asked = invoked(at=rig.clock.time())
    await rig.platform.reply(asked, FakeOutbox()).show("Bec")  # its ledger is lost
    await rig.start()
    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("Because of the wind.")
    assert [message["text"] for message in rig.slack.messages(GENERAL)] == [
        "**Ana** asked: /ask why",
        "Because of the wind.",
    ]


async def test_a_stream_that_a_dead_process_began_for_a_command_is_gone_on_with(rig: Rig) -> None:
    asked, outbox = invoked(at=rig.clock.time()), FakeOutbox()
    await rig.platform.reply(asked, outbox).show("Bec")
    await rig.start()
    root = [part for part in outbox.parts if part.index == 0]
    await rig.platform.reply(asked, FakeOutbox(parts=tuple(root), again=True)).finish("Because of the wind.")
    answers = rig.answers(root[0].message_id)
    assert [(each["text"], each["streaming_state"]) for each in answers[1:]] == [("Because of the wind.", "completed")]


async def test_the_next_command_alike_is_one_of_its_own(rig: Rig) -> None:
    asked = invoked(at=rig.clock.time())
    await rig.platform.reply(asked, FakeOutbox()).finish("Because of the wind.")
    await rig.platform.reply(asked, FakeOutbox("turn-2", again=True)).finish("Because of the sea.")
    assert [message["text"] for message in rig.slack.messages(GENERAL)][2:] == [
        "**Ana** asked: /ask why",
        "Because of the sea.",
    ]


async def test_a_stream_that_another_answer_left_open_is_not_taken_over(rig: Rig) -> None:
    root = rig.slack.say("Bao", GENERAL, "hi")
    await rig.platform.reply(rig.asked(thread=root), FakeOutbox()).show("The first answer")
    asked = rig.asked("and then?", thread=root)
    await rig.start()
    await rig.platform.history(asked)
    await rig.platform.reply(asked, FakeOutbox("turn-2")).finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(root)] == ["The first answer", "It is noon here."]


def mine(ts: str, part: int) -> dict[str, object]:
    payload = {"key": "turn-1", "part": part}
    return {"ts": ts, "metadata": {"event_type": "galerne_turn", "event_payload": payload}}


def test_a_message_of_ours_is_known_by_its_turn_and_part() -> None:
    sightings = Sightings(10.0)
    sightings.note("C1", "1.1", mine("2.1", 1))
    assert sightings.part("turn-1", 1) == "2.1"
    assert sightings.part("turn-1", 0) == sightings.part("turn-2", 1) == ""
    assert sightings.after("turn-1", 0) == ["2.1"]
    assert sightings.after("turn-1", 1) == sightings.after("turn-2", 0) == []


def test_only_a_stream_older_than_the_process_and_newer_than_the_question_was_left() -> None:
    sightings = Sightings(10.0)
    for ts in ("2.3", "2.1", "11.1", "2.3"):
        sightings.note("C1", "1.1", {"ts": ts, "streaming_state": "in_progress"})
    assert sightings.open_streams("C1", "1.1", "1.5") == ["2.1", "2.3"]
    assert sightings.open_streams("C1", "1.1", "1.5") == []
    sightings.note("C1", "1.1", {"ts": "2.1", "streaming_state": "in_progress"})
    assert sightings.open_streams("C1", "1.1", "3.1") == []


class FakeFullOutbox(FakeOutbox):
    """Takes nothing the first time."""

    full = True

    async def record(self, part: Part) -> None:
        if self.full:
            self.full = False
            raise StoreFailed("the disk is full")
        await super().record(part)


async def test_an_answer_that_could_not_be_recorded_is_not_posted_twice(rig: Rig) -> None:
    asked = rig.asked()
    reply = rig.platform.reply(asked, FakeFullOutbox())
    with pytest.raises(StoreFailed):
        await reply.finish("It is noon here.")
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_a_command_whose_root_could_not_be_recorded_has_one_root(rig: Rig) -> None:
    outbox = FakeFullOutbox()
    reply = rig.platform.reply(invoked(), outbox)
    with pytest.raises(StoreFailed):
        await reply.finish("Because.")
    await reply.finish("Because.")
    assert [message["text"] for message in rig.slack.messages("general") if message["bot"]] == [
        "**Ana** asked: /ask why",
        "Because.",
    ]
    assert [part.index for part in outbox.parts] == [1]
