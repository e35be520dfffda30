"""What earlier attempts have posted is gone on with, and what is too much of it is taken back."""

from adapters.slack.begun import Begun
from adapters.slack.place import Place
from bot.core.values import Part
from tests.adapters.slack.rig import ANA, GENERAL, TEAM, Rig
from tests.fakes import FakeOutbox


async def test_streams_left_by_a_longer_answer_are_taken_back_after_it_has_grown_again(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    await rig.platform.reply(asked, outbox).show("It is")
    for _ in range(2):
        await rig.platform.reply(asked, FakeOutbox()).show("Of the further messages nothing was recorded")
    await rig.start()
    await rig.platform.history(asked)
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


async def test_a_message_is_known_from_the_ledger_and_searched_for_only_after_a_restart(rig: Rig) -> None:
    workspace = rig.platform._wire()[0]
    asked = rig.asked()
    place = Place(GENERAL, asked.address.thread, ANA, "Ana", TEAM, since=asked.said.message_id)
    known = Begun(workspace, FakeOutbox(parts=(Part(0, "1.1", 0, 0),)))
    assert await known.search(place, 0) == "1.1"
    assert known.waits(0)
    assert await Begun(workspace, FakeOutbox()).search(place, 0) == ""
    assert rig.names() == []
    await rig.start()
    assert await Begun(rig.platform._wire()[0], FakeOutbox()).search(place, 0) == ""
    assert "conversations.replies" in rig.names()
