"""From the gateway's payloads to the core's events: pure and total; what cannot be used becomes nothing, no error.

Discord: "Gateway Events", "Message Object".
"""

from collections.abc import Callable
from typing import Any, Final

from adapters.discord.addresses import DIRECT, PLATFORM, address_of
from adapters.discord.authors import is_own
from adapters.discord.content import said_text
from adapters.discord.fields import Json, obj, objs, snowflake, snowflakes, text, whole
from adapters.discord.parse_interaction import parse_interaction
from adapters.discord.places import THREADS
from adapters.discord.said import is_hidden, said
from adapters.discord.viewpoint import Viewpoint
from bot.core.values import Inbound, MessageDeleted, MessageEdited, MessageReceived

DEFAULT, REPLY = 0, 19  # the message types that people write; joins, pins, thread starters and so on are not said

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
        direct=address.workspace == DIRECT,
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


_PARSERS: Final[dict[str, Parser]] = {
    "MESSAGE_CREATE": _message,
    "MESSAGE_UPDATE": _edit,
    "MESSAGE_DELETE": _deletion,
    "MESSAGE_DELETE_BULK": _bulk_deletion,
    "INTERACTION_CREATE": parse_interaction,
}
SPOKEN: Final = frozenset(_PARSERS)
"""The gateway events that can be about what people say to the bot."""
