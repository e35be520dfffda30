"""From the gateway's payloads to the core's events: pure and total; what cannot be used becomes nothing, no error.

Discord: "Gateway Events", "Message Object", "Receiving and Responding to Interactions".
"""

from collections.abc import Callable
from typing import Any, Final

from adapters.discord.authors import is_own, person
from adapters.discord.content import said_text
from adapters.discord.fields import Json, obj, objs, snowflake, snowflakes, taken_at, text, whole
from adapters.discord.handles import InteractionHandle
from adapters.discord.places import THREADS
from adapters.discord.said import is_hidden, said
from adapters.discord.viewpoint import Viewpoint
from bot.core.values import (
    ActionPressed,
    Address,
    CommandInvoked,
    Inbound,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
)

PLATFORM: Final = "discord"
DIRECT: Final = "dm"  # the workspace of direct messages
DEFAULT, REPLY = 0, 19  # the message types that people write; joins, pins, thread starters and so on are not said
COMMAND, COMPONENT = 2, 3  # interaction types
CHAT_INPUT: Final = 1  # command type

Parser = Callable[[Json, Viewpoint], tuple[Inbound, ...]]


def parse(event: str, data: Any, view: Viewpoint) -> tuple[Inbound, ...]:
    """What a gateway event says; empty for whatever does not concern the bot or cannot be read."""
    parser = _PARSERS.get(event)
    return parser(obj(data), view) if parser and view.me else ()


def place_of(event: str, data: Any) -> str:
    """The channel whose parent has to be known before the event can be parsed; empty if that does not matter."""
    if event not in _PARSERS or not snowflake(data, "guild_id") or event == "INTERACTION_CREATE":
        return ""
    is_channel = "channel_type" in obj(data) and whole(data, "channel_type", -1) not in THREADS
    return "" if is_channel else snowflake(data, "channel_id")


def address_of(data: Json, view: Viewpoint, thread: str = "") -> Address | None:
    """Where a payload with `guild_id` and `channel_id` belongs; `thread` is for what is said in no thread."""
    channel = snowflake(data, "channel_id")
    if not channel:
        return None
    guild = snowflake(data, "guild_id")
    if not guild:
        return Address(PLATFORM, DIRECT, channel)
    if parent := view.places.parent(channel):
        return Address(PLATFORM, guild, parent, channel)
    if whole(data, "channel_type") in THREADS:  # its parent could not be found out; it still is one conversation
        return Address(PLATFORM, guild, channel, channel)
    return Address(PLATFORM, guild, channel, thread)


def _message(data: Json, view: Viewpoint) -> tuple[Inbound, ...]:
    message_id = snowflake(data, "id")
    address = address_of(data, view, message_id)
    if not message_id or address is None or whole(data, "type", -1) not in {DEFAULT, REPLY} or is_own(data, view):
        return ()
    if _is_withheld(data, view):
        return ()
    mentioned = _mentions(data, view)
    parent = obj(data, "referenced_message")
    replied = bool(parent) and is_own(parent, view)
    received = MessageReceived(
        event_id=f"{PLATFORM}:message:{message_id}",
        address=address,
        said=said(data, view),
        addressed=mentioned or replied or address.workspace == DIRECT,
        elsewhere=not mentioned and not replied and _names_others(data, view),
        reply_to=_reply_to(data),
        handle=snowflake(data, "channel_id"),
    )
    return (received,)


def _is_withheld(data: Json, view: Viewpoint) -> bool:
    """Without the message content intent a message can come empty: it said something, but not to this bot's ears."""
    own_ears = view.reads_content or not snowflake(data, "guild_id") or _mentions(data, view)
    return not own_ears and is_hidden(data)


def _mentions(data: Json, view: Viewpoint) -> bool:
    named = any(snowflake(user, "id") == view.me for user in objs(data, "mentions"))
    return named or any(map(view.places.is_own_role, snowflakes(data, "mention_roles")))


def _names_others(data: Json, view: Viewpoint) -> bool:
    """Whether it is meant for other people: it mentions them, or replies to one of them."""
    writer = snowflake(obj(data, "author"), "id")
    people = {snowflake(user, "id") for user in objs(data, "mentions")}
    if parent := obj(data, "referenced_message", "author"):
        people.add(snowflake(parent, "id"))
    return bool(people - {writer, view.me, ""})


def _reply_to(data: Json) -> str:
    reference = obj(data, "message_reference")
    if whole(data, "type") != REPLY or snowflake(reference, "channel_id") != snowflake(data, "channel_id"):
        return ""
    return snowflake(reference, "message_id")


def _edit(data: Json, view: Viewpoint) -> tuple[Inbound, ...]:
    """Only what a person changed: Discord also sends an update when it has made a link's preview."""
    message_id, edited = snowflake(data, "id"), text(data, "edited_timestamp")
    address = address_of(data, view)
    if not message_id or not edited or "content" not in data or address is None or is_own(data, view):
        return ()
    if whole(data, "type") not in {DEFAULT, REPLY} or _is_withheld(data, view):
        return ()
    return (MessageEdited(f"{PLATFORM}:edit:{message_id}:{edited}", address, message_id, said_text(data, view)),)


def _deletion(data: Json, view: Viewpoint) -> tuple[Inbound, ...]:
    return _deletions([snowflake(data, "id")], data, view)


def _bulk_deletion(data: Json, view: Viewpoint) -> tuple[Inbound, ...]:
    return _deletions(snowflakes(data, "ids"), data, view)


def _deletions(message_ids: list[str], data: Json, view: Viewpoint) -> tuple[Inbound, ...]:
    address = address_of(data, view)
    if address is None:
        return ()
    return tuple(MessageDeleted(f"{PLATFORM}:delete:{each}", address, each) for each in message_ids if each)


def interaction_handle(data: Json, view: Viewpoint) -> InteractionHandle | None:
    """What is needed to answer an interaction of any type."""
    interaction_id, token = snowflake(data, "id"), text(data, "token")
    if not interaction_id or not token:
        return None
    private = text(obj(data, "data"), "name") in view.private
    application = snowflake(data, "application_id") or view.application
    return InteractionHandle(interaction_id, application, _physical(data), token, private)


def _interaction(data: Json, view: Viewpoint) -> tuple[Inbound, ...]:
    to, address, who = interaction_handle(data, view), _interaction_address(data, view), person(data)
    if to is None or address is None or not who.id:
        return ()
    event_id, at, handle = f"{PLATFORM}:interaction:{to.id}", taken_at(to.id), to.pack()
    chosen = obj(data, "data")
    if whole(data, "type") == COMMAND and whole(chosen, "type", CHAT_INPUT) == CHAT_INPUT:
        name = text(chosen, "name")
        return (CommandInvoked(event_id, address, who, at, name, _arguments(data), handle),) if name else ()
    if whole(data, "type") == COMPONENT:
        action, _, value = text(chosen, "custom_id").partition(":")
        pressed_on = snowflake(obj(data, "message"), "id")
        return (ActionPressed(event_id, address, who, at, action, value, pressed_on, handle),) if action else ()
    return ()


def _physical(data: Json) -> str:
    return snowflake(obj(data, "channel"), "id") or snowflake(data, "channel_id")


def _interaction_address(data: Json, view: Viewpoint) -> Address | None:
    """An interaction brings its channel along, and a thread's parent with it."""
    channel, guild = _physical(data), snowflake(data, "guild_id")
    if not channel:
        return None
    facts = obj(data, "channel")
    parent = snowflake(facts, "parent_id") if whole(facts, "type") in THREADS else ""
    if guild and parent:
        return Address(PLATFORM, guild, parent, channel)
    return address_of({"guild_id": guild, "channel_id": channel, "channel_type": facts.get("type")}, view)


def _arguments(data: Json) -> tuple[tuple[str, str], ...]:
    """The options as text: the declaration says what they have to be."""
    options = objs(obj(data, "data"), "options")
    return tuple(
        (name, _as_text(each)) for each in options if (name := text(each, "name")) and each.get("value") is not None
    )


def _as_text(option: Json) -> str:
    value = option["value"]
    if isinstance(value, bool):
        return "true" if value else "false"
    return text(option, "value") if isinstance(value, str) else str(value)


_PARSERS: Final[dict[str, Parser]] = {
    "MESSAGE_CREATE": _message,
    "MESSAGE_UPDATE": _edit,
    "MESSAGE_DELETE": _deletion,
    "MESSAGE_DELETE_BULK": _bulk_deletion,
    "INTERACTION_CREATE": _interaction,
}
SPOKEN: Final = frozenset(_PARSERS)
"""The gateway events that can be about what people say to the bot."""
