"""From a command's declaration to Discord's (Discord: "Application Commands")."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from bot.core.command import Command
from bot.core.parameters import Parameter

TYPES: Final = {"string": 3, "integer": 4, "boolean": 5, "number": 10}
ATTACHMENT: Final = 11
FILES: Final = ("file", "file2", "file3", "file4", "file5")  # an option of a command carries one file
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_CHOICE = 32, 100, 100
MOST_OPTIONS, MOST_CHOICES = 25, 25
IN_SERVERS, WITH_THE_BOT = 0, 1  # contexts: where it can be used
TO_SERVERS: Final = 0  # integration type: the app is added to servers, not to people
CHAT_INPUT, MESSAGE = 1, 3  # command types
EVERYWHERE: Final = {
    "nsfw": False,
    "default_member_permissions": None,
    "contexts": [IN_SERVERS, WITH_THE_BOT],
    "integration_types": [TO_SERVERS],
}


def payload(commands: Sequence[Command]) -> list[dict[str, Any]]:
    """Each as a slash command, and those that act on a message in its menu as well."""
    return [*map(_command, commands), *(_in_menu(command) for command in commands if command.on_message)]


def fingerprint(published: Any) -> str:
    """The same for the same payload, in this process and the next."""
    canonical = json.dumps(published, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _command(command: Command) -> dict[str, Any]:
    required_first = sorted(command.parameters, key=lambda parameter: not parameter.required)
    files = [_file(name) for name in FILES] if command.takes_file else []
    options = [_option(parameter) for parameter in required_first[: MOST_OPTIONS - len(files)]]
    return {
        "name": command.name.lower()[:LONGEST_NAME],
        "description": shortened(command.description or command.name, LONGEST_DESCRIPTION),
        "type": CHAT_INPUT,
        "options": [*options, *files],
        **EVERYWHERE,
    }


def _in_menu(command: Command) -> dict[str, Any]:
    """Such a command has neither description nor options (Discord: "Message Commands")."""
    return {"name": command.on_message[:LONGEST_NAME], "type": MESSAGE, **EVERYWHERE}


def _file(name: str) -> dict[str, Any]:
    described = "A file to read" if name == FILES[0] else "Another file to read"
    return {"name": name, "description": described, "type": ATTACHMENT, "required": False}


def _option(parameter: Parameter) -> dict[str, Any]:
    option: dict[str, Any] = {
        "name": parameter.name.lower()[:LONGEST_NAME],
        "description": shortened(parameter.description or parameter.name, LONGEST_DESCRIPTION),
        "type": TYPES.get(parameter.type, TYPES["string"]),
        "required": parameter.required,
    }
    if _choosable(parameter):
        option["choices"] = [{"name": choice, "value": value_of(parameter, choice)} for choice in parameter.choices]
        return option
    if parameter.suggest is not None and parameter.type != "boolean":
        option["autocomplete"] = True
    return option | _bounds(parameter)


def _bounds(parameter: Parameter) -> dict[str, Any]:
    """Of a number its values, of a text its length (Discord: "Application Command Option Structure")."""
    least, most = ("min_length", "max_length") if parameter.type == "string" else ("min_value", "max_value")
    if parameter.type not in TYPES or parameter.type == "boolean":
        return {}
    bounds = {least: parameter.minimum, most: parameter.maximum}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _choosable(parameter: Parameter) -> bool:
    """Discord lists few and short choices; others are typed, and the declaration judges them."""
    fitting = all(0 < len(choice) <= LONGEST_CHOICE for choice in parameter.choices)
    return parameter.type != "boolean" and 0 < len(parameter.choices) <= MOST_CHOICES and fitting


def value_of(parameter: Parameter, choice: str) -> str | int | float:
    """A choice as its option's type."""
    if parameter.type == "integer":
        return int(choice)
    return float(choice) if parameter.type == "number" else choice


def shortened(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
