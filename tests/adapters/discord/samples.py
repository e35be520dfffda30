"""Payloads as Discord sends them, written after its documentation."""

from collections.abc import Sequence
from typing import Any

from adapters.discord.viewpoint import Viewpoint
from bot.core.command import Command

ME, ANA, BAO = "900000000000000001", "500000000000000001", "500000000000000002"
GUILD, CHANNEL, THREAD = "600000000000000001", "600000000000000002", "600000000000000003"
OWN_ROLE, CREW = "600000000000000004", "600000000000000005"
MESSAGE = "700000000000000001"

Json = dict[str, Any]


def user(user_id: str, name: str, **more: Any) -> Json:
    return {"id": user_id, "username": name.lower(), "global_name": name, "discriminator": "0", "avatar": None, **more}


def message(content: str, **more: Any) -> Json:
    return {
        "id": MESSAGE,
        "type": 0,
        "channel_id": CHANNEL,
        "channel_type": 0,
        "guild_id": GUILD,
        "author": user(ANA, "Ana"),
        "member": {"nick": "Annie", "roles": [], "flags": 0},
        "content": content,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "attachments": [],
        "embeds": [],
        "edited_timestamp": None,
        **more,
    }


def reply(content: str, to: Json, **more: Any) -> Json:
    reference = {"message_id": to["id"], "channel_id": to["channel_id"]}
    return message(content, type=19, message_reference=reference, referenced_message=to, **more)


def slash(name: str = "model", **more: Any) -> Json:
    return {
        "id": MESSAGE,
        "application_id": ME,
        "type": 2,
        "token": "aW50ZXJhY3Rpb24",
        "guild_id": GUILD,
        "channel_id": CHANNEL,
        "channel": {"id": CHANNEL, "type": 0, "name": "launch"},
        "member": {"user": user(ANA, "Ana"), "roles": []},
        "data": {"id": "1", "name": name, "type": 1, "options": []},
        **more,
    }


def guild() -> Json:
    tags = {"bot_id": ME}
    return {
        "id": GUILD,
        "name": "Harbour",
        "channels": [{"id": CHANNEL, "type": 0, "name": "launch"}],
        "threads": [{"id": THREAD, "type": 11, "name": "Tuesday", "parent_id": CHANNEL}],
        "roles": [{"id": OWN_ROLE, "name": "Galerne", "tags": tags}, {"id": CREW, "name": "crew"}],
    }


def viewpoint(*, reads_content: bool = True, commands: Sequence[Command] = ()) -> Viewpoint:
    view = Viewpoint(reads_content=reads_content, commands={each.name: each for each in commands})
    view.recognise(ME)
    view.places.learn("GUILD_CREATE", guild())
    return view
