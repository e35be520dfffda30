"""Streams and time: Slack ends a stream after five minutes however busy it is."""

from tests.adapters.slack.rig import Rig

FIRST = "The first paragraph.\n\nThe second"


async def test_a_stream_is_closed_before_slack_ends_it_and_goes_on_in_a_new_message(still: Rig) -> None:
    reply, outbox, thread = still.reply()
    await reply.show(FIRST)
    await still.turn(215)
    await reply.show(FIRST + " paragraph.\n\nThe third")
    await still.turn(200)
    await reply.finish(FIRST + " paragraph.\n\nThe third paragraph.", footer="Read 1 message")
    first, second = still.answers(thread)
    assert first["text"] == "The first paragraph.\n\nThe second paragraph."
    assert second["text"] == "The third paragraph.\nRead 1 message"
    assert [part.closed for part in outbox.parts] == [True, True]
    assert {call.error for call in still.log} == {""}


async def test_between_the_two_messages_the_session_stays_at_work(still: Rig) -> None:
    reply, _, thread = still.reply()
    await reply.show(FIRST)
    await still.turn(215)
    await reply.show(FIRST + " paragraph.\n\nThe third")
    assert still.slack.session("general", thread)["status"] == "processing"
    await reply.finish(FIRST + " paragraph.\n\nThe third paragraph.")
    assert still.slack.session("general", thread)["status"] == "active"


async def test_a_stream_without_a_good_place_is_closed_where_it_stands(still: Rig) -> None:
    reply, _, thread = still.reply()
    await reply.show("one")
    await still.turn(215)
    await reply.show("one, two")
    assert len(still.answers(thread)) == 1
    await still.turn(20)
    await reply.show("one, two, three")
    await reply.finish("one, two, three, four")
    assert [answer["text"].strip() for answer in still.answers(thread)] == ["one, two,", "three, four"]


async def test_a_code_block_is_closed_and_opened_again_when_a_stream_is_replaced(still: Rig) -> None:
    reply, _, thread = still.reply()
    await reply.show("```python\nfirst()\n")
    await still.turn(215)
    await reply.show("```python\nfirst()\nsecond()\nthi")
    await reply.finish("```python\nfirst()\nsecond()\nthird()\n```")
    first, second = (answer["raw"] for answer in still.answers(thread))
    assert first == "```python\nfirst()\nsecond()\n```"
    assert second == "```python\nthird()\n```"


async def test_a_stream_that_slept_past_its_end_is_finished_all_the_same(still: Rig) -> None:
    reply, _, thread = still.reply()
    await reply.show("It is")
    await still.turn(400)
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in still.answers(thread)] == ["It is noon here."]


async def test_after_stop_was_pressed_what_is_said_is_still_said(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.status("reading the thread")
    await reply.show("It is")
    assert rig.slack.stop("Ana", "general", thread)
    await reply.finish("It is\n\n_Stopped._")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is\n\n_Stopped._"]
    assert rig.slack.session("general", thread)["status"] == "active"
