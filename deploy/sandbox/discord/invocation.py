"""What a person's command or menu choice looks like when it reaches the bot."""

from collections.abc import Mapping
from typing import Any

from deploy.sandbox.discord.attachments import attachment
from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.command_form import CHAT_INPUT, MESSAGE
from deploy.sandbox.discord.commands import Commands
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.guild import Guild
from deploy.sandbox.discord.guild_shapes import role
from deploy.sandbox.discord.interaction_payload import payload
from deploy.sandbox.discord.interactions import AUTOCOMPLETE, COMMAND, Interaction, Interactions
from deploy.sandbox.discord.message import Kind, Message
from deploy.sandbox.discord.message_shape import message
from deploy.sandbox.discord.people import Person, member, user
from deploy.sandbox.discord.spoken import read_file
from deploy.sandbox.discord.state import State

_SUBCOMMANDS = (1, 2)
USER, CHANNEL, ROLE, MENTIONABLE, _ATTACHMENT = 6, 7, 8, 9, 11
_NAMED = (USER, CHANNEL, ROLE, MENTIONABLE)
_FITS: dict[int, tuple[type, ...]] = {3: (str,), 4: (int,), 5: (bool,), 10: (int, float), 11: (dict,)}


class Invocation:
    """Opens interactions. Raises LookupError where a person could not have done that in a Discord client."""

    def __init__(self, state: State, interactions: Interactions, commands: Commands) -> None:
        self._state = state
        self._interactions = interactions
        self._commands = commands

    def slash(self, person: Person, place: Channel, name: str, values: Mapping[str, Any]) -> tuple[Interaction, Json]:
        """`name` may have subcommands after spaces: "model set"."""
        root, *path = name.split()
        command = self._registered(root, CHAT_INPUT, place)
        data: Json = {"id": command["id"], "name": root, "type": CHAT_INPUT, "resolved": {}}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        data["options"] = self._options(command, path, dict(values), place, data["resolved"])
        one = self._interactions.open(COMMAND, person, place)
        return one, payload(self._state, one, data)

    def complete(self, person: Person, place: Channel, name: str, option: str, typed: str) -> tuple[Interaction, Json]:
        """Type into an option that is autocompleted. What was typed comes as text, whatever its type."""
        command = self._registered(name, CHAT_INPUT, place)
        found = next((one for one in command.get("options", []) if one["name"] == option), None)
        if found is None or not found.get("autocomplete"):
            raise LookupError(f"{name!r} suggests nothing for {option!r}.")
        one = self._interactions.open(AUTOCOMPLETE, person, place)
        one.completing = found
        given = {"name": option, "type": found["type"], "value": typed, "focused": True}
        data = {"id": command["id"], "name": name, "type": CHAT_INPUT, "options": [given]}
        return one, payload(self._state, one, data)

    def menu(self, person: Person, place: Channel, name: str, target: Message) -> tuple[Interaction, Json]:
        """A command of a message's context menu. Its target can be read whole, whatever the intents."""
        command = self._registered(name, MESSAGE, place)
        resolved = {"messages": {str(target.id): message(self._state, target)}}
        data = {"id": command["id"], "name": name, "type": MESSAGE, "target_id": str(target.id), "resolved": resolved}
        one = self._interactions.open(COMMAND, person, place)
        one.answer_kind = Kind.CONTEXT_MENU_COMMAND
        return one, payload(self._state, one, data)

    def _registered(self, name: str, kind: int, place: Channel) -> Json:
        command = self._commands.named(name, kind, 0 if place.recipient else self._state.home(place).id)
        if command is None:
            raise LookupError(f"No command {name!r} is registered; register it with PUT applications/commands.")
        context = 1 if place.recipient else 0
        if context not in command.get("contexts", [0, 1, 2]):
            raise LookupError(f"The command {name!r} is not offered here.")
        return command

    def _options(
        self, command: Json, path: list[str], values: dict[str, Any], place: Channel, resolved: Json
    ) -> list[Json]:
        declared: list[Json] = command.get("options", [])
        if declared and declared[0]["type"] in _SUBCOMMANDS:
            inner = next((one for one in declared if path and one["name"] == path[0]), None)
            if inner is None:
                raise LookupError(f"{command['name']!r} needs one of its subcommands.")
            nested = self._options(inner, path[1:], values, place, resolved)
            return [{"name": inner["name"], "type": inner["type"], "options": nested}]
        if missing := [one["name"] for one in declared if one.get("required") and one["name"] not in values]:
            raise LookupError(f"{command['name']!r} needs {', '.join(missing)}.")
        options = {one["name"]: one for one in declared}
        if unknown := sorted(values.keys() - options.keys()):
            raise LookupError(f"{command['name']!r} has no option {', '.join(unknown)}.")
        return [self._option(options[name], value, place, resolved) for name, value in values.items()]

    def _option(self, option: Json, value: Any, place: Channel, resolved: Json) -> Json:
        name, kind = option["name"], option["type"]
        if not _fits(kind, value):
            raise LookupError(f"{value!r} is not what option {name!r} takes.")
        choices = [choice["value"] for choice in option.get("choices", [])]
        if choices and value not in choices:
            raise LookupError(f"Option {name!r} is one of {choices}.")
        if kind == _ATTACHMENT:
            made = attachment(self._state.ids.next(), place.id, read_file(value), ephemeral=True)
            kept = self._state.cdn.keep(made)
            resolved.setdefault("attachments", {})[str(kept.id)] = self._state.cdn.shape(kept)
            value = str(kept.id)
        elif kind in _NAMED:
            self._resolve(self._state.home(place), kind, int(value), resolved)
        return {"name": name, "type": kind, "value": value}

    @staticmethod
    def _resolve(guild: Guild, kind: int, number: int, resolved: Json) -> None:
        shapes: Json = {}
        if kind in (USER, MENTIONABLE) and number in guild.people:
            shapes = {"users": user(guild.people[number]), "members": member(guild.people[number])}
        elif kind in (ROLE, MENTIONABLE) and number in guild.roles:
            shapes = {"roles": role(guild.roles[number])}
        elif kind == CHANNEL and number in guild.channels:
            shapes = {"channels": guild.channel_shape(guild.channels[number]) | {"permissions": "0"}}
        if not shapes:
            raise LookupError(f"There is nothing with the id {number}.")
        for group, shape in shapes.items():
            resolved.setdefault(group, {})[str(number)] = shape


def _fits(kind: int, value: object) -> bool:
    return isinstance(value, _FITS.get(kind, (str,))) and not (kind == 4 and isinstance(value, bool))
