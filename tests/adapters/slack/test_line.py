"""What is being done, page by page."""

from typing import Any

from adapters.slack.line import METHOD
from tests.adapters.slack.rig import GENERAL, Rig


def lines(rig: Rig) -> list[str]:
    return [call.body["status"] for call in rig.log.of("slack", METHOD)]


async def at_work(rig: Rig) -> tuple[Any, str]:
    reply, _, thread = rig.reply()
    await reply.status("reading the thread")
    return reply, thread


async def test_of_many_pages_the_newest_is_shown_every_two_seconds_and_the_last_one_always(still: Rig) -> None:
    reply, thread = await at_work(still)
    for page in range(1, 312):
        await reply.status(f"reading report.pdf: page {page} of 311")
        if page % 10 == 0:  # ten pages in half a second
            await still.until(lambda: lines(still))
            await still.turn(0.5)
    await still.turn(2.0)
    await still.until(lambda: lines(still)[-1] == "reading report.pdf: page 311 of 311")
    assert still.slack.session(GENERAL, thread)["line"] == lines(still)[-1]
    assert len(lines(still)) <= 31 * 0.5 / 2 + 3
    assert "chat.update" not in still.names()


async def test_the_same_text_is_said_once(still: Rig) -> None:
    reply, _ = await at_work(still)
    for _ in range(3):
        await reply.status("using clock")
        await still.until(lambda: lines(still))
        await still.turn(5.0)
    assert lines(still) == ["using clock"]


async def test_with_many_answers_at_work_each_takes_its_share_of_the_calls(still: Rig) -> None:
    still.slack.enforce_rates(on=True)
    replies = [(await at_work(still))[0] for _ in range(10)]
    for page in range(60):
        for number, reply in enumerate(replies):
            await reply.status(f"file {number}: page {page}")
        await still.turn(1.0)
        await still.round_trip()
    assert len(lines(still)) <= 60
    assert not [call for call in still.log.of("slack", METHOD) if call.error]


async def test_an_answer_that_is_posted_takes_the_line_away_by_itself(rig: Rig) -> None:
    reply, thread = await at_work(rig)
    await reply.status("using clock")
    await rig.until(lambda: lines(rig))
    await reply.finish("It is noon here.")
    assert rig.slack.session(GENERAL, thread)["line"] == ""
    assert lines(rig) == ["using clock"]


async def test_where_an_answer_is_edited_the_line_is_taken_away(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.wait("_I have seen this; one answer comes first._")
    await reply.status("reading the thread")
    await reply.status("using clock")
    await rig.until(lambda: lines(rig))
    await reply.finish("It is noon here.")
    assert lines(rig) == ["using clock", ""]
    assert rig.slack.session(GENERAL, thread)["line"] == ""


async def test_what_was_not_said_in_time_is_not_said_after_the_answer(still: Rig) -> None:
    reply, _ = await at_work(still)
    await reply.status("page 1")
    await still.until(lambda: lines(still))
    await reply.status("page 2")  # which has to wait
    await reply.finish("It is noon here.")
    await still.turn(10.0)
    await still.round_trip()
    assert lines(still) == ["page 1"]


async def test_a_line_that_hangs_does_not_hold_up_the_answer(rig: Rig) -> None:
    rig.fail(METHOD, "hang")
    reply, thread = await at_work(rig)
    await reply.status("page 1")
    await rig.until(lambda: lines(rig))
    await reply.finish("It is noon here.")
    assert rig.answers(thread)[-1]["text"] == "It is noon here."


async def test_a_line_that_is_still_to_be_said_ends_with_the_adapter(still: Rig) -> None:
    reply, _ = await at_work(still)
    await reply.status("page 1")
    await still.until(lambda: lines(still))
    await reply.status("page 2")
    await still.stop()
    await still.turn(10.0)
    assert lines(still) == ["page 1"]


async def test_a_line_is_one_line(rig: Rig) -> None:
    reply, _ = await at_work(rig)
    await reply.status("reading " + "x" * 500)
    await rig.until(lambda: lines(rig))
    assert len(lines(rig)[0]) == 140
