"""Presses: of a button, of a button that asks for a line, and what the one who pressed is told."""

from typing import Any

import pytest

from bot.core.values import ActionPressed, Author
from tests.adapters.slack.rig import ANA, BAO, GENERAL, Rig
from tests.adapters.slack.test_asking import OPTIONS, QUESTION


async def question(rig: Rig) -> tuple[str, str]:
    """A question in a thread: the thread and the question's message."""
    await rig.start()
    reply, _, thread = rig.reply()
    await reply.ask(QUESTION, OPTIONS)
    await rig.until(lambda: rig.told("message"))
    return thread, rig.answers(thread)[-1]["ts"]


async def pressed(rig: Rig, name: str) -> list[ActionPressed]:
    await rig.until(lambda: rig.slack.deliveries(name)[0]["outcome"] != "waiting")
    assert rig.slack.deliveries(name)[0]["outcome"] == "acked"
    return rig.told("action")


async def opened(rig: Rig, message: str, who: str = "Ana") -> str:
    """The form that comes up when somebody wants to choose pages."""
    rig.slack.press(who, GENERAL, message, label="Choose pages")
    [form] = await rig.until(lambda: rig.slack.views(who))
    return str(form["id"])


async def test_a_press_says_which_option_and_by_whom(rig: Rig) -> None:
    thread, message = await question(rig)
    [press] = await pressed(rig, rig.slack.press("Bao", GENERAL, message, label="Read all"))
    assert (press.action, press.value, press.text) == ("choose", "7.1.all.U0ANA0001", "")
    assert (press.author, press.message_id, press.address.thread) == (Author(BAO, "Bao"), message, thread)


async def test_a_press_is_heard_by_a_process_that_did_not_ask(rig: Rig) -> None:
    _, message = await question(rig)
    await rig.start()
    [press] = await pressed(rig, rig.slack.press("Ana", GENERAL, message, label="Cancel"))
    assert press.value == "7.1.cancel.U0ANA0001"


async def test_a_press_that_could_not_be_stored_is_not_acknowledged(rig: Rig) -> None:
    _, message = await question(rig)
    rig.refusals = 1
    name = rig.slack.press("Ana", GENERAL, message, label="Cancel")
    await rig.until(lambda: not rig.refusals)
    await rig.round_trip()
    assert rig.slack.deliveries(name)[0]["outcome"] == "waiting"
    assert rig.told("action") == []


async def test_a_slow_name_does_not_keep_a_press_waiting(rig: Rig) -> None:
    _, message = await question(rig)
    rig.fail("users.info", "hang", times=9)
    [press] = await pressed(rig, rig.slack.press("Bao", GENERAL, message, label="Cancel"))
    assert press.author.id == BAO


async def test_an_option_with_an_entry_asks_for_a_line_first(rig: Rig) -> None:
    thread, message = await question(rig)
    form = await opened(rig, message)
    assert rig.told("action") == []
    [view] = rig.slack.views("Ana")
    assert view["title"]["text"] == "Choose pages"
    assert view["blocks"][0]["label"]["text"] == "Which pages? For example 1-20, 40"
    [press] = await pressed(rig, rig.slack.fill_form("Ana", form, {"line": " 1-20, 40 "}))
    assert (press.action, press.value, press.text) == ("choose", "7.1.some.U0ANA0001", "1-20, 40")
    assert (press.author, press.message_id, press.address.thread) == (Author(ANA, "Ana"), message, thread)
    assert press.at > 0
    assert rig.slack.views("Ana") == []


async def test_a_form_is_sent_to_a_process_that_did_not_open_it(rig: Rig) -> None:
    _, message = await question(rig)
    form = await opened(rig, message)
    await rig.start()
    [press] = await pressed(rig, rig.slack.fill_form("Ana", form, {"line": "3"}))
    assert (press.value, press.text) == ("7.1.some.U0ANA0001", "3")


async def test_a_form_that_could_not_be_stored_stays_open_and_is_one_press_when_sent_again(rig: Rig) -> None:
    _, message = await question(rig)
    form = await opened(rig, message)
    rig.refusals = 1
    rig.slack.fill_form("Ana", form, {"line": "3"})
    await rig.until(lambda: not rig.refusals)
    assert rig.slack.views("Ana")
    [press] = await pressed(rig, rig.slack.fill_form("Ana", form, {"line": "3"}))
    assert press.event_id == f"form-{form}"


async def test_a_press_is_acknowledged_while_the_form_is_still_being_opened(rig: Rig) -> None:
    _, message = await question(rig)
    rig.fail("views.open", "hang")
    assert await pressed(rig, rig.slack.press("Ana", GENERAL, message, label="Choose pages")) == []


@pytest.mark.parametrize("fault", ["error", "ratelimited", "drop"])
async def test_a_form_that_does_not_open_is_said_to_the_one_who_pressed(rig: Rig, fault: str) -> None:
    thread, message = await question(rig)
    rig.fail("views.open", fault, error="expired_trigger_id")
    rig.slack.press("Ana", GENERAL, message, label="Choose pages")
    [told] = await rig.until(lambda: rig.slack.ephemerals(GENERAL, "Ana"))
    assert told["text"] == "Slack did not open the form; please press the button again."
    assert told["thread"] == thread


async def test_many_forms_at_once_are_all_acknowledged_however_slow_names_are(rig: Rig) -> None:
    _, message = await question(rig)
    forms = {who: await opened(rig, message, who) for who in ("Ana", "Bao", "Dev")}
    await rig.start()
    rig.fail("users.info", "hang", times=9)
    names = [rig.slack.fill_form(who, form, {"line": who}) for who, form in forms.items()]
    for name in names:
        await pressed(rig, name)
    assert {press.text for press in rig.told("action")} == {"Ana", "Bao", "Dev"}


async def one_press(rig: Rig) -> ActionPressed:
    _, message = await question(rig)
    [press] = await pressed(rig, rig.slack.press("Bao", GENERAL, message, label="Read all"))
    return press


async def test_the_one_who_pressed_is_told_alone_and_the_question_stays(rig: Rig) -> None:
    press = await one_press(rig)
    await rig.platform.tell(press, "Only the person I asked can answer this. <!here>")
    [told] = rig.slack.ephemerals(GENERAL)
    assert (told["user"], told["thread"]) == (BAO, press.address.thread)
    assert told["text"].startswith("Only the person I asked")
    assert told["notified"] == []
    assert len(rig.answers(press.address.thread)[-1]["blocks"]) == 2


async def test_where_the_response_url_is_spent_it_is_told_another_way(rig: Rig) -> None:
    press = await one_press(rig)
    rig.fail("response_url", "status", status=404)
    await rig.platform.tell(press, "This has been answered already.")
    assert [told["user"] for told in rig.slack.ephemerals(GENERAL)] == [BAO]
    assert rig.names()[-1] == "chat.postEphemeral"


@pytest.mark.parametrize("fault", [("status", {"status": 500}), ("drop", {}), ("error", {"error": "user_not_found"})])
async def test_telling_never_raises(rig: Rig, fault: tuple[str, dict[str, Any]]) -> None:
    press = await one_press(rig)
    rig.fail("response_url", "drop", times=9)
    rig.fail("chat.postEphemeral", fault[0], times=9, **fault[1])
    await rig.platform.tell(press, "This has been answered already.")
    assert rig.slack.ephemerals() == []


async def test_what_was_typed_comes_with_where_to_tell_the_one_who_did(rig: Rig) -> None:
    _, message = await question(rig)
    form = await opened(rig, message, "Bao")
    [press] = await pressed(rig, rig.slack.fill_form("Bao", form, {"line": "all of them"}))
    await rig.platform.tell(press, "Only the person I asked can answer this.")
    assert [told["user"] for told in rig.slack.ephemerals(GENERAL)] == [BAO]
