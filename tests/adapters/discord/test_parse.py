from typing import Any

import pytest
from hypothesis import given, strategies as st

from adapters.discord.handles import FileHandle, unpack_file, unpack_interaction
from adapters.discord.parse import SPOKEN, parse, place_of
from bot.core.command import CommandContext, command
from bot.core.values import (
    ActionPressed,
    Address,
    CommandInvoked,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    inbound_json,
)
from tests.adapters.discord.samples import (
    ANA,
    BAO,
    CHANNEL,
    GUILD,
    ME,
    MESSAGE,
    OWN_ROLE,
    THREAD,
    message,
    reply,
    slash,
    user,
    viewpoint,
)
from tests.adapters.discord.strategies import anything, broken

BOT, PERSON = user(ME, "Galerne", bot=True), user(BAO, "Bao")


def received(data: dict[str, Any], *, reads_content: bool = True) -> MessageReceived | None:
    events = parse("MESSAGE_CREATE", data, viewpoint(reads_content=reads_content))
    return events[0] if events and isinstance(events[0], MessageReceived) else None


def direct(content: str) -> dict[str, Any]:
    data = message(content, channel_type=1)
    del data["guild_id"], data["member"]
    return data


def test_a_message_in_a_channel_may_begin_a_conversation() -> None:
    event = received(message("hello"))
    assert event is not None
    assert event.event_id == f"discord:message:{MESSAGE}"
    assert event.address == Address("discord", GUILD, CHANNEL, MESSAGE)
    assert event.handle == CHANNEL
    assert not event.addressed


def test_a_message_in_a_thread_belongs_to_the_threads_channel() -> None:
    event = received(message("hello", channel_id=THREAD, channel_type=11))
    assert event is not None
    assert event.address == Address("discord", GUILD, CHANNEL, THREAD)
    assert event.handle == THREAD


def test_a_thread_of_unknown_parent_is_still_one_conversation() -> None:
    event = received(message("hello", channel_id="8", channel_type=11))
    assert event is not None
    assert event.address == Address("discord", GUILD, "8", "8")


def test_a_direct_message_is_addressed() -> None:
    event = received(direct("hello"))
    assert event is not None
    assert (event.address, event.addressed) == (Address("discord", "dm", CHANNEL), True)


@pytest.mark.parametrize(
    ("data", "addressed", "elsewhere"),
    [
        (message("hi <@1>", mentions=[BOT]), True, False),
        (message("hi", mention_roles=[OWN_ROLE]), True, False),
        (reply("yes", message("ready?", author=BOT)), True, False),
        (message("@everyone hi", mention_everyone=True), False, False),
        (message("hi", mentions=[PERSON]), False, True),
        (message("hi both", mentions=[PERSON, BOT]), True, False),
        (message("note to self", mentions=[user(ANA, "Ana")]), False, False),
        (reply("yes", message("ready?", author=PERSON)), False, True),
        (reply("and", message("first", author=user(ANA, "Ana"))), False, False),
    ],
    ids=["mention", "own role", "reply", "everyone", "other", "both", "self", "reply to other", "reply to self"],
)
def test_it_is_known_for_whom_a_message_is(data: dict[str, Any], addressed: bool, elsewhere: bool) -> None:
    event = received(data)
    assert event is not None
    assert (event.addressed, event.elsewhere) == (addressed, elsewhere)


def test_a_reply_names_its_parent_and_a_forward_does_not() -> None:
    answer = received(reply("yes", message("ready?", id="6")))
    assert answer is not None
    assert answer.reply_to == "6"
    forward = received(message("", message_reference={"type": 1, "message_id": "6", "channel_id": CHANNEL}))
    assert forward is not None
    assert forward.reply_to == ""


@pytest.mark.parametrize("kind", [1, 6, 7, 8, 18, 20, 21, 24, -1, "0", None])
def test_what_nobody_said_is_no_message(kind: object) -> None:
    assert received(message("x", type=kind)) is None


def test_own_messages_are_not_received() -> None:
    assert received(message("x", author=BOT)) is None
    assert received(message("x", application_id=ME, webhook_id=ME)) is None


def test_without_the_intent_an_empty_message_is_not_an_empty_prompt() -> None:
    quiet = reply("", message("ready?", author=BOT))
    assert received(quiet, reads_content=False) is None
    assert received(message("", mentions=[BOT]), reads_content=False) is not None
    assert received(direct(""), reads_content=False) is not None
    assert received(message(""), reads_content=True) is not None


def test_an_edit_is_what_a_person_changed() -> None:
    edited = message("new words", edited_timestamp="2026-11-22T10:00:00+00:00")
    [event] = parse("MESSAGE_UPDATE", edited, viewpoint())
    assert isinstance(event, MessageEdited)
    assert (event.message_id, event.text) == (MESSAGE, "new words")
    assert event.event_id == f"discord:edit:{MESSAGE}:2026-11-22T10:00:00+00:00"


def test_a_link_preview_is_no_edit_and_neither_are_own_edits() -> None:
    view = viewpoint()
    assert parse("MESSAGE_UPDATE", message("same"), view) == ()
    assert parse("MESSAGE_UPDATE", {"id": MESSAGE, "channel_id": CHANNEL, "embeds": []}, view) == ()
    assert parse("MESSAGE_UPDATE", message("x", author=BOT, edited_timestamp="2026"), view) == ()


def test_an_edit_whose_text_is_withheld_does_not_empty_the_message() -> None:
    withheld = message("", edited_timestamp="2026-11-22T10:00:00+00:00")
    assert parse("MESSAGE_UPDATE", withheld, viewpoint(reads_content=False)) == ()


def test_deletions_name_each_message() -> None:
    at = {"channel_id": THREAD, "guild_id": GUILD}
    address = Address("discord", GUILD, CHANNEL, THREAD)
    assert parse("MESSAGE_DELETE", {"id": "5", **at}, viewpoint()) == (
        MessageDeleted("discord:delete:5", address, "5"),
    )
    many = parse("MESSAGE_DELETE_BULK", {"ids": ["5", "6", None], **at}, viewpoint())
    assert [event.message_id for event in many if isinstance(event, MessageDeleted)] == ["5", "6"]


async def model(context: CommandContext, name: str = "", *, count: int = 1, loud: bool = False) -> str:
    """Switch the model."""
    return name


def private_to(options: list[dict[str, Any]]) -> bool:
    declared = command(model, private=lambda values: values.get("loud", "false") != "true")
    data = slash(data={"name": "model", "type": 1, "options": options})
    [event] = parse("INTERACTION_CREATE", data, viewpoint(commands=[declared]))
    assert isinstance(event, CommandInvoked)
    handle = unpack_interaction(event.handle)
    assert handle is not None
    return handle.private


def test_its_arguments_say_whether_an_answer_is_private() -> None:
    assert private_to([])
    assert private_to([{"name": "name", "type": 3, "value": "large"}])
    assert not private_to([{"name": "loud", "type": 5, "value": True}])


def test_a_command_that_is_not_known_is_not_private() -> None:
    [event] = parse("INTERACTION_CREATE", slash("gone"), viewpoint(commands=[command(model, private=True)]))
    assert isinstance(event, CommandInvoked)
    handle = unpack_interaction(event.handle)
    assert handle is not None
    assert not handle.private


def test_a_slash_command_brings_its_arguments_as_text() -> None:
    options = [
        {"name": "name", "type": 3, "value": "large"},
        {"name": "count", "type": 4, "value": 3},
        {"name": "loud", "type": 5, "value": True},
    ]
    data = slash(data={"name": "model", "type": 1, "options": options})
    [event] = parse("INTERACTION_CREATE", data, viewpoint(commands=[command(model, private=True)]))
    assert isinstance(event, CommandInvoked)
    assert (event.name, event.arguments) == ("model", (("name", "large"), ("count", "3"), ("loud", "true")))
    assert event.address == Address("discord", GUILD, CHANNEL)
    handle = unpack_interaction(event.handle)
    assert handle is not None
    assert (handle.application, handle.channel, handle.private) == (ME, CHANNEL, True)


def test_a_slash_command_brings_its_files_and_they_are_no_arguments() -> None:
    """Discord answers files by a number, and says elsewhere what is behind it."""
    resolved = {"attachments": {"77": FILE, "78": {**FILE, "id": "78", "filename": "b.pdf"}, "79": FILE}}
    options = [
        {"name": "pages", "type": 3, "value": "1-20"},
        {"name": "more", "type": 11, "value": "78"},
        {"name": "file", "type": 11, "value": "77"},
        {"name": "lost", "type": 11, "value": "99"},
    ]
    data = slash(data={"name": "ocr", "type": 1, "options": options, "resolved": resolved}, attachment_size_limit=5)
    [event] = parse("INTERACTION_CREATE", data, viewpoint())
    assert isinstance(event, CommandInvoked)
    assert event.arguments == (("pages", "1-20"),)
    assert [(each.id, each.name, each.size) for each in event.attachments] == [("78", "b.pdf", 9), ("77", "a.pdf", 9)]
    assert unpack_file(event.attachments[1].handle) == FileHandle("", "", "https://cdn/a.pdf?ex=1")
    handle = unpack_interaction(event.handle)
    assert handle is not None
    assert handle.largest == 5


def test_a_slash_command_in_an_unknown_thread_brings_the_parent_along() -> None:
    channel = {"id": "8", "type": 11, "parent_id": CHANNEL}
    [event] = parse("INTERACTION_CREATE", slash(channel=channel, channel_id="8"), viewpoint())
    assert isinstance(event, CommandInvoked)
    assert event.address == Address("discord", GUILD, CHANNEL, "8")


def test_a_button_says_what_and_where() -> None:
    data = slash(type=3, data={"custom_id": "stop:turn-7", "component_type": 2}, message=message("…", id="6"))
    [event] = parse("INTERACTION_CREATE", data, viewpoint())
    assert isinstance(event, ActionPressed)
    assert (event.action, event.value, event.message_id, event.author.name) == ("stop", "turn-7", "6", "Ana")


def test_an_option_and_a_form_say_what_was_chosen() -> None:
    where = message("…", id="6")
    pressed = slash(type=3, data={"custom_id": "choose:7.1.all:x", "component_type": 2}, message=where)
    line = {"type": 4, "custom_id": "line", "value": "1-20"}
    sent = {"custom_id": "choose:7.1.some.x", "components": [{"type": 18, "component": line}]}
    [one] = parse("INTERACTION_CREATE", pressed, viewpoint())
    [other] = parse("INTERACTION_CREATE", slash(type=5, data=sent, message=where), viewpoint())
    assert isinstance(one, ActionPressed)
    assert isinstance(other, ActionPressed)
    assert (one.action, one.value, one.text, one.message_id) == ("choose", "7.1.all:x", "", "6")
    assert (other.action, other.value, other.text, other.message_id) == ("choose", "7.1.some.x", "1-20", "6")


def test_a_button_that_does_nothing_of_ours_is_nothing() -> None:
    assert parse("INTERACTION_CREATE", slash(type=3, data={"custom_id": "vote:1"}), viewpoint()) == ()


def test_a_context_menu_is_nothing_the_bot_offers() -> None:
    assert parse("INTERACTION_CREATE", slash(data={"name": "Explain", "type": 3, "target_id": "6"}), viewpoint()) == ()


def test_a_parent_is_only_asked_for_where_it_matters() -> None:
    assert place_of("MESSAGE_CREATE", message("hi")) == ""
    assert place_of("MESSAGE_CREATE", message("hi", channel_type=11)) == CHANNEL
    assert place_of("MESSAGE_DELETE", {"id": "5", "channel_id": "8", "guild_id": GUILD}) == "8"
    assert place_of("MESSAGE_CREATE", direct("hi")) == ""
    assert place_of("INTERACTION_CREATE", slash()) == ""


FILE = {"id": "77", "filename": "a.pdf", "size": 9, "url": "https://cdn/a.pdf?ex=1"}
SAMPLES = [
    message("hi <@1> <#2>", attachments=[{"id": "1", "filename": "a", "size": 1, "url": "u"}], mentions=[BOT]),
    reply(
        "yes", message("ready?", author=BOT), edited_timestamp="2026", message_snapshots=[{"message": {"content": "x"}}]
    ),
    slash(data={"name": "model", "type": 1, "options": [{"name": "a", "value": 1}]}),
    slash(type=3, data={"custom_id": "stop:1"}, message={"id": "6"}),
    slash(type=5, data={"custom_id": "choose:1", "components": [{"component": {"custom_id": "line", "value": "x"}}]}),
    slash(data={"name": "ocr", "options": [{"type": 11, "value": "77"}], "resolved": {"attachments": {"77": FILE}}}),
]


@given(st.sampled_from(sorted(SPOKEN)), st.one_of([anything, *map(broken, SAMPLES)]))
def test_no_payload_raises_and_what_comes_of_it_can_be_stored(event: str, data: Any) -> None:
    place_of(event, data)
    for inbound in parse(event, data, viewpoint()):
        assert inbound_json.validate_json(inbound_json.dump_json(inbound)) == inbound
        assert not isinstance(inbound, MessageReceived) or str(inbound.address)
