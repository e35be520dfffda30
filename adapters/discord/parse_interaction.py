"""From an interaction's payload to the core's events: pure and total, as `parse`.

Discord: "Receiving and Responding to Interactions".
"""

from typing import Final

from adapters.discord.addresses import DIRECT, interaction_address, interaction_event, used_channel
from adapters.discord.authors import person
from adapters.discord.buttons import CHOOSE, STOP, VERBS, typed
from adapters.discord.commands import ATTACHMENT, CHAT_INPUT, MESSAGE
from adapters.discord.fields import Json, obj, objs, snowflake, taken_at, text, whole
from adapters.discord.handles import InteractionHandle
from adapters.discord.said import attachment, said
from adapters.discord.viewpoint import Viewpoint
from bot.core.values import ActionPressed, Address, Attachment, Author, CommandInvoked, Heard

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5  # interaction types
ACTIONS: Final = VERBS | {STOP, CHOOSE}


def interaction_handle(data: Json, view: Viewpoint) -> InteractionHandle | None:
    """What is needed to answer an interaction of any type."""
    interaction_id, token = snowflake(data, "id"), text(data, "token")
    if not interaction_id or not token:
        return None
    private = _is_private(obj(data, "data"), view)
    application = snowflake(data, "application_id") or view.application
    largest = max(0, whole(data, "attachment_size_limit"))
    pressed = whole(data, "type") in {COMPONENT, FORM}
    return InteractionHandle(interaction_id, application, used_channel(data), token, private, largest, pressed)


def _is_private(chosen: Json, view: Viewpoint) -> bool:
    """Whether the answer is for the asker alone: Discord has to be told at once, and it cannot be changed later."""
    if whole(chosen, "type") == MESSAGE:
        return True
    command = view.commands.get(text(chosen, "name"))
    return command is not None and command.is_private(dict(_arguments(chosen)))


def parse_interaction(data: Json, view: Viewpoint) -> tuple[CommandInvoked | ActionPressed, ...]:
    to, address, who = interaction_handle(data, view), interaction_address(data, view), person(data)
    if to is None or address is None or not who.id:
        return ()
    kind, chosen = whole(data, "type"), obj(data, "data")
    if kind == COMMAND and whole(chosen, "type", CHAT_INPUT) == CHAT_INPUT:
        return _command(chosen, to, address, who)
    if kind == COMMAND and whole(chosen, "type") == MESSAGE:
        return _in_menu(chosen, to, address, who, view)
    if kind in {COMPONENT, FORM}:
        return _press(data, to, address, who)
    return ()


def _command(chosen: Json, to: InteractionHandle, address: Address, who: Author) -> tuple[CommandInvoked, ...]:
    if not (name := text(chosen, "name")):
        return ()
    invoked = CommandInvoked(
        event_id=interaction_event(to.id),
        address=address,
        author=who,
        at=taken_at(to.id),
        name=name,
        arguments=_arguments(chosen),
        attachments=_attachments(chosen),
        direct=address.workspace == DIRECT,
        handle=to.pack(),
    )
    return (invoked,)


def _in_menu(
    chosen: Json, to: InteractionHandle, address: Address, who: Author, view: Viewpoint
) -> tuple[CommandInvoked, ...]:
    """A command chosen in the menu of a message, which comes along (Discord: "Message Commands")."""
    command = next((each for each in view.commands.values() if each.on_message == text(chosen, "name")), None)
    message = obj(chosen, "resolved", "messages", snowflake(chosen, "target_id"))
    if command is None or not snowflake(message, "id"):
        return ()
    target = said(message, view)
    thread = snowflake(obj(message, "thread"), "id") or address.thread
    invoked = CommandInvoked(
        event_id=interaction_event(to.id),
        address=address,
        author=who,
        at=taken_at(to.id),
        name=command.name,
        attachments=target.attachments,
        target=Heard(target, thread),
        handle=to.pack(),
    )
    return (invoked,)


def _press(data: Json, to: InteractionHandle, address: Address, who: Author) -> tuple[ActionPressed, ...]:
    """A button, or the form that one has opened."""
    sent = obj(data, "data")
    action, _, value = text(sent, "custom_id").partition(":")
    if action not in ACTIONS:
        return ()
    pressed = ActionPressed(
        event_id=interaction_event(to.id),
        address=address,
        author=who,
        at=taken_at(to.id),
        action=action,
        value=value,
        text=typed(sent) if whole(data, "type") == FORM else "",
        message_id=snowflake(obj(data, "message"), "id"),
        handle=to.pack(),
    )
    return (pressed,)


def _arguments(chosen: Json) -> tuple[tuple[str, str], ...]:
    """The options as text: the declaration says what they have to be."""
    return tuple(
        (name, _as_text(each))
        for each in objs(chosen, "options")
        if (name := text(each, "name")) and each.get("value") is not None and whole(each, "type") != ATTACHMENT
    )


def _attachments(chosen: Json) -> tuple[Attachment, ...]:
    """The files, in the order of their options."""
    given = [snowflake(each, "value") for each in objs(chosen, "options") if whole(each, "type") == ATTACHMENT]
    resolved = obj(chosen, "resolved", "attachments")
    found = (attachment(obj(resolved, each), "", "") for each in given if each)
    return tuple(each for each in found if each is not None)


def _as_text(option: Json) -> str:
    value = option["value"]
    if isinstance(value, bool):
        return "true" if value else "false"
    return text(option, "value") if isinstance(value, str) else str(value)
