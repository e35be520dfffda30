"""How a driver names things: people, channels and files, in values that JSON can carry."""

import base64
from collections.abc import Sequence
from typing import Any

from deploy.sandbox.discord.attachments import NewFile, Upload
from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.state import State

MOST_FILES = 10


def read_file(file: Json) -> NewFile:
    """{"name", and "text" or "base64"}, and if wanted "type", "untyped", "description", "spoiler".

    `untyped` leaves the content type out, as Discord does for what it does not know.
    """
    data = base64.b64decode(file["base64"]) if "base64" in file else str(file.get("text", "")).encode()
    name, untyped = str(file["name"]), bool(file.get("untyped"))
    upload = Upload(name, data, str(file.get("type", "")), untyped)
    return NewFile(upload, name, str(file.get("description", "")), spoiler=bool(file.get("spoiler")))


def read_files(files: Sequence[Json]) -> list[NewFile]:
    if len(files) > MOST_FILES:
        raise LookupError(f"Nobody can send more than {MOST_FILES} files at once.")
    return [read_file(file) for file in files]


def person(state: State, named: str) -> Person:
    """Someone by display name, username or id."""
    for one in state.guild.people.values():
        if named in (one.name, one.username, str(one.id)):
            return one
    raise LookupError(f"Nobody here is called {named!r}.")


def channel(state: State, named: str) -> Channel:
    """A channel, thread or direct channel by id; a text channel also by its name, with or without #."""
    for one in state.every_place():
        if str(one.id) == named or (one.name and one.thread is None and one.name == named.removeprefix("#")):
            return one
    raise LookupError(f"There is no channel {named!r}.")


def room(state: State, who: Person, named: str) -> Channel:
    """A channel in which that person can be."""
    place = channel(state, named)
    if not state.home(place).sees(who, place):
        raise LookupError(f"{who.name} cannot see {named!r}.")
    return place


def message(place: Channel, message_id: Any) -> Message:
    found = place.history.get(int(message_id))
    if found is None:
        raise LookupError(f"There is no message {message_id} here.")
    return found
