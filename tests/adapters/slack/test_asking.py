"""A question with buttons, in the message that will hold the answer."""

from typing import Any

import pytest

from bot.core.errors import Gone
from bot.core.values import Option, Part
from tests.adapters.slack.rig import ANA, GENERAL, Rig, invoked
from tests.fakes import FakeOutbox

QUESTION = "report.pdf has **311 pages**. Reading them costs about €0.62."
OPTIONS = (
    Option("7.1.all.U0ANA0001", "Read all", "primary"),
    Option("7.1.some.U0ANA0001", "Choose pages", entry="Which pages? For example 1-20, 40"),
    Option("7.1.cancel.U0ANA0001", "Cancel", "danger"),
)


def labels(message: Any) -> list[str]:
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]


async def test_a_question_is_posted_with_a_button_for_each_option(rig: Rig) -> None:
    reply, outbox, thread = rig.reply()
    await reply.ask(QUESTION, OPTIONS)
    [question] = rig.answers(thread)
    assert question["text"] == QUESTION
    assert labels(question) == ["Read all", "Choose pages", "Cancel"]
    styles = [button.get("style") for button in question["blocks"][1]["elements"]]
    assert styles == ["primary", None, "danger"]
    assert outbox.parts == (Part(0, question["ts"], 0, 0),)
    assert "chat.startStream" not in rig.names()


@pytest.mark.parametrize("ending", ["show", "finish", "fail"])
async def test_what_is_shown_next_takes_the_buttons_away(rig: Rig, ending: str) -> None:
    reply, _, thread = rig.reply()
    await reply.ask(QUESTION, OPTIONS)
    if ending == "show":
        await reply.show("It says")
    elif ending == "finish":
        await reply.finish("It says that all is well.")
    else:
        await reply.fail("", "I could not read it.")
    [answer] = rig.answers(thread)
    assert labels(answer) == []
    assert answer["text"].startswith("I")


async def test_the_answer_goes_on_in_the_message_of_the_question(rig: Rig) -> None:
    reply, outbox, thread = rig.reply()
    await reply.ask(QUESTION, OPTIONS)
    later = rig.platform.reply(rig.asked(thread=thread), FakeOutbox(outbox.key, outbox.parts))
    await later.status("reading report.pdf: page 1 of 311")
    for text in ("It says", "It says that all", "It says that all is well."):
        await later.show(text)
    await later.finish("It says that all is well.", footer="Read 311 pages")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It says that all is well.\nRead 311 pages"]
    assert not {"chat.startStream", "chat.delete"} & set(rig.names())


async def test_a_question_asked_twice_is_one_question(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox()
    await rig.platform.reply(asked, outbox).ask(QUESTION, OPTIONS)
    await rig.platform.reply(asked, outbox).ask(QUESTION, OPTIONS)
    [question] = rig.answers(asked.address.thread)
    assert labels(question) == ["Read all", "Choose pages", "Cancel"]


async def test_a_question_that_a_dying_process_could_not_record_is_found_again(rig: Rig) -> None:
    asked, outbox = rig.asked(), FakeOutbox(again=True)
    await rig.platform.reply(asked, FakeOutbox()).ask(QUESTION, OPTIONS)  # its ledger is lost
    await rig.start()
    await rig.platform.reply(asked, outbox).ask(QUESTION, OPTIONS)
    [question] = rig.answers(asked.address.thread)
    assert outbox.parts == (Part(0, question["ts"], 0, 0),)


async def test_a_question_whose_posting_was_not_answered_is_not_posted_again(rig: Rig) -> None:
    rig.fail("chat.postMessage", "drop_after")
    reply, _, thread = rig.reply()
    await reply.ask(QUESTION, OPTIONS)
    assert len(rig.answers(thread)) == 1


async def test_a_turn_that_waited_asks_where_it_said_so(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.wait("_I have seen this; one answer comes first._")
    await reply.ask(QUESTION, OPTIONS)
    [question] = rig.answers(thread)
    assert question["text"] == QUESTION


async def test_a_question_in_the_middle_of_a_stream_ends_the_stream(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.show("It says")
    await reply.ask(QUESTION, OPTIONS)
    [question] = rig.answers(thread)
    assert (question["text"], question["streaming_state"]) == (QUESTION, "completed")
    await reply.show("It says that")
    await reply.finish("It says that all is well.")
    assert [answer["text"] for answer in rig.answers(thread)] == ["It says that all is well."]


async def test_a_command_asks_below_the_message_that_says_what_was_asked(rig: Rig) -> None:
    outbox = FakeOutbox()
    await rig.platform.reply(invoked(line="/ocr"), outbox).ask(QUESTION, OPTIONS)
    root, question = rig.slack.messages(GENERAL)
    assert (root["text"], question["text"]) == ("**Ana** asked: /ocr", QUESTION)
    assert question["thread"] == root["ts"]
    assert [(part.index, part.message_id) for part in outbox.parts] == [(0, root["ts"]), (1, question["ts"])]


async def test_a_question_that_cannot_be_asked_raises(rig: Rig) -> None:
    reply, _, _ = rig.reply()
    rig.fail("chat.postMessage", "error", error="is_archived")
    with pytest.raises(Gone):
        await reply.ask(QUESTION, OPTIONS)


async def test_nothing_in_a_question_pings(rig: Rig) -> None:
    reply, _, _ = rig.reply()
    await reply.ask(f"<!here> <@{ANA}>.pdf has 311 pages.", [Option("x", "<!channel>")])
    assert rig.slack.notified() == []


async def test_a_question_too_long_for_a_message_is_cut_and_many_options_take_several_rows(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.ask("many words\n\n" * 3_000, [Option(f"v{n}", f"Page {n}") for n in range(30)])
    [question] = rig.answers(thread)
    assert len(labels(question)) == 30
    assert len(question["blocks"][0]["text"]) <= 11_000


async def test_a_private_question_is_seen_by_the_asker_alone(rig: Rig) -> None:
    rig.slack.command("Ana", GENERAL, "/ocr")
    url = str(rig.slack._backend.courier.sent[-1].payload["response_url"])
    await rig.platform.reply(invoked("ocr", response_url=url), FakeOutbox(), private=True).ask(QUESTION, OPTIONS)
    [told] = rig.slack.ephemerals(GENERAL, "Ana")
    assert labels(told) == ["Read all", "Choose pages", "Cancel"]
    assert rig.slack.messages(GENERAL) == []
