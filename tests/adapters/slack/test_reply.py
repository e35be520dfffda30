"""One answer in a thread, against the loopback Slack."""

import pytest

from bot.core.errors import Gone
from bot.core.values import Part
from tests.adapters.slack.rig import ANA, GENERAL, TEAM, Rig, invoked
from tests.fakes import FakeOutbox

LONG = "\n\n".join(f"Paragraph {number}. " + " ".join(["word"] * 60) for number in range(80))


async def test_a_short_answer_that_is_whole_at_once_is_one_post(rig: Rig) -> None:
    reply, outbox, thread = rig.reply()
    await reply.finish("It is noon.", footer="Read 1 message")
    assert rig.names() == ["chat.postMessage"]
    [answer] = rig.answers(thread)
    assert answer["text"] == "It is noon.\nRead 1 message"
    assert outbox.parts == (Part(0, answer["ts"], 0, 11, closed=True),)


async def test_an_answer_that_grows_is_streamed_and_closed_with_its_footer(rig: Rig) -> None:
    reply, outbox, thread = rig.reply()
    await reply.show("It is")
    assert outbox.parts[0].closed is False
    assert outbox.parts[0].end == 5
    await reply.show("It is **noon** ")
    await reply.finish("It is **noon** here.", footer="Read 1 message")
    assert rig.names() == ["chat.startStream", "chat.appendStream", "chat.stopStream"]
    [answer] = rig.answers(thread)
    assert answer["text"] == "It is **noon** here.\nRead 1 message"
    assert answer["streaming_state"] == "completed"
    assert outbox.parts == (Part(0, answer["ts"], 0, 20, closed=True),)


async def test_a_stream_names_the_asker_and_their_own_workspace(rig: Rig) -> None:
    reply, _, _ = rig.reply()
    await reply.show("Hello")
    body = rig.log.of("slack", "chat.startStream")[0].body
    assert (body["recipient_user_id"], body["recipient_team_id"]) == (ANA, TEAM)


async def test_an_answer_of_two_seconds_takes_five_calls_and_one_of_thirteen_ten(rig: Rig) -> None:
    platform = rig.platform  # it is there before it is asked
    for seconds, tokens, most in ((2.0, 120, 5), (13.3, 800, 10)):
        asked = rig.asked()
        reply = platform.reply(asked, FakeOutbox())
        before = len(rig.names("auth.test", "users.info"))
        await reply.status("reading the thread")
        await platform.history(asked)
        at = 0.0
        while at < seconds:
            await reply.show("word " * (1 + int(tokens * at / seconds)))
            at += reply.pause()
        await reply.finish("word " * tokens)
        assert len(rig.names("auth.test", "users.info")) - before <= most


async def test_leading_blanks_shown_early_do_not_change_the_final_text(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.show("\n\n Hello")
    await reply.finish("Hello world")
    assert [answer["text"] for answer in rig.answers(thread)] == ["Hello world"]


async def test_a_long_answer_becomes_several_messages_and_none_of_it_is_lost(rig: Rig) -> None:
    reply, outbox, thread = rig.reply()
    for end in range(500, len(LONG), 2_500):
        await reply.show(LONG[:end])
    await reply.finish(LONG, footer="Read 1 message")
    answers = rig.answers(thread)
    assert len(answers) == len(outbox.parts) > 2
    assert "\n\n".join(answer["raw"].strip() for answer in answers) == LONG.strip()
    assert [part.start for part in outbox.parts][1:] == [part.end for part in outbox.parts][:-1]
    assert all(part.closed for part in outbox.parts)
    assert not any("Read 1" in answer["text"] for answer in answers[:-1])


async def test_a_code_block_across_two_messages_is_closed_and_opened_again(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    code = "```python\n" + "print('x')\n" * 1_500 + "```"
    await reply.finish(code)
    first, second = (block["text"] for answer in rig.answers(thread) for block in answer["blocks"])
    assert first.startswith("```python\n")
    assert first.endswith("\n```")
    assert second.startswith("```python\nprint")
    assert (first + second).count("print('x')") == 1_500


async def test_many_headings_are_spread_over_messages(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.finish("\n".join(f"# Heading {number}\ntext" for number in range(100)))
    assert len(rig.answers(thread)) == 3


async def test_where_streams_are_not_offered_the_answer_is_edited_and_slack_is_asked_once(rig: Rig) -> None:
    rig.slack.declare_agent(on=False)
    for _ in range(2):
        reply, _, thread = rig.reply()
        await reply.show("It is")
        await reply.show("It is noon")
        await reply.finish("It is noon here.")
        assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here."]
    assert rig.names().count("chat.startStream") == 1
    assert rig.names().count("chat.update") == 4


async def test_a_text_that_changed_after_it_was_streamed_is_set_right_at_the_end(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.show("It was")
    await reply.finish("It is noon here.")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It is noon here."]


async def test_a_failure_keeps_what_was_shown_and_says_why_there_is_no_more(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.show("It is")
    await reply.fail("It is", "Mistral's answer broke off here; please ask again.")
    assert [answer["text"] for answer in rig.answers(thread)] == [
        "It is\n\nMistral's answer broke off here; please ask again."
    ]


async def test_showing_never_raises_and_finishing_does(rig: Rig) -> None:
    reply, _, _ = rig.reply()
    rig.fail("chat.*", "error", times=5, error="is_archived")
    await reply.show("It is")
    with pytest.raises(Gone, match="is_archived"):
        await reply.finish("It is noon here.")


async def test_a_command_is_answered_below_a_message_that_says_what_was_asked(rig: Rig) -> None:
    outbox = FakeOutbox()
    reply = rig.platform.reply(invoked(line="/ask why <!here>"), outbox)
    await reply.status("reading")
    await reply.show("Because")
    await reply.finish("Because of the wind.")
    root = outbox.parts[0]
    assert (root.start, root.end, root.closed) == (0, 0, True)
    question, answer = rig.slack.messages(GENERAL, root.message_id)
    assert question["text"] == "**Ana** asked: /ask why <!here>"
    assert answer["text"] == "Because of the wind."
    assert rig.slack.notified() == []


async def test_a_command_where_the_bot_may_not_post_is_told_to_the_asker_alone(rig: Rig) -> None:
    channel = rig.slack.create_channel("elsewhere", ["Ana"])
    rig.slack.command("Ana", channel, "/ask", "why")
    url = next(iter(rig.slack._backend.courier.sent)).payload["response_url"]
    reply = rig.platform.reply(invoked(channel=channel, response_url=url), FakeOutbox())
    await reply.fail("", "I am not in this channel; please invite me with /invite and ask again.")
    [told] = rig.slack.ephemerals(channel)
    assert told["text"].startswith("I am not in this channel")
