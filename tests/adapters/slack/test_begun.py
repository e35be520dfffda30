"""What earlier attempts have posted is gone on with, and what is too much of it is taken back."""

from adapters.slack.begun import Begun
from adapters.slack.place import Place
from tests.adapters.slack.rig import ANA, GENERAL, TEAM, Rig
from tests.fakes import FakeOutbox


async def test_streams_left_by_a_longer_answer_are_taken_back_after_it_has_grown_again(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    await rig.platform.reply(asked, outbox).show("It is")
    for _ in range(2):
        await rig.platform.reply(asked, FakeOutbox()).show("Of the further messages nothing was recorded")
    await rig.start()
    await rig.platform.history(asked)
    outbox.again = True
    reply = rig.platform.reply(asked, outbox)
    for text in ("It", "It is", "It is noon"):
        await reply.show(text)
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]


async def test_what_is_shown_first_after_a_restart_is_seen(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    await rig.platform.reply(asked, outbox).wait("_I have seen this; one answer comes first._")
    await rig.platform.reply(asked, outbox).show("It is noon.")
    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon."]


async def test_what_an_earlier_attempt_posted_is_looked_for_once_and_only_where_there_was_one(rig: Rig) -> None:
    asked = rig.asked()
    place = Place(GENERAL, asked.address.thread, ANA, "Ana", TEAM, since=asked.said.message_id)
    await rig.platform.reply(asked, FakeOutbox()).finish("It is noon.")
    [answer] = rig.answers(asked.address.thread)
    workspace = rig.platform._wire()[0]

    new = Begun(workspace, FakeOutbox())
    await new.look(place, 0, 0)
    assert await new.message(place, 0, 0) == ""
    assert "conversations.replies" not in rig.names()

    again = Begun(workspace, FakeOutbox(again=True))
    for _ in range(2):
        await again.look(place, 0, 0)
    assert await again.message(place, 0, 0) == answer["ts"]
    assert rig.names().count("conversations.replies") == 1


async def test_what_the_history_has_shown_already_is_not_looked_for_again(rig: Rig) -> None:
    asked = rig.asked()
    await rig.platform.reply(asked, FakeOutbox()).show("It is")
    await rig.start()
    await rig.platform.history(asked)
    read = rig.names().count("conversations.replies")

    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("It is noon here.")

    assert [answer["text"] for answer in rig.answers(asked.address.thread)] == ["It is noon here."]
    assert rig.names().count("conversations.replies") == read


async def test_a_stream_of_an_attempt_that_this_process_let_go_of_is_gone_on_with(rig: Rig) -> None:
    """It could not be recorded, and nobody has told the adapter that the attempt is over."""
    asked = rig.asked()
    let_go = rig.platform.reply(asked, FakeOutbox())
    await let_go.show("It is")

    await rig.platform.reply(asked, FakeOutbox(again=True)).finish("It is noon here.")

    answers = rig.answers(asked.address.thread)
    assert [(each["text"], each["streaming_state"]) for each in answers] == [("It is noon here.", "completed")]


async def test_a_stream_that_another_process_goes_on_with_is_neither_taken_over_nor_removed(rig: Rig) -> None:
    """Two turns of one thread are under way, both begun before; the worker of the other one lives."""
    asked = rig.asked()
    await rig.platform.reply(asked, FakeOutbox("turn-1")).show("It is")
    await rig.start()  # as another worker does

    await rig.platform.reply(asked, FakeOutbox("turn-2", again=True, rivals=True)).finish("It will be one.")

    answers = rig.answers(asked.address.thread)
    assert [(each["text"], each["streaming_state"]) for each in answers] == [
        ("It is", "in_progress"),
        ("It will be one.", ""),
    ]
