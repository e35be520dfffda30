"""Application commands of a request: names, lengths, counts (Discord: "Application Commands")."""

import re
from typing import Any

from deploy.sandbox.discord.choice_form import check_bounds, read_choices
from deploy.sandbox.discord.form import Form, Json, length

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
_SUBCOMMAND, _GROUP = 1, 2
_NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")
_SIZE = 8_000  # characters of names, descriptions and choice values in one command


def read_commands(form: Form, given: object) -> list[Json]:
    """The commands of a bulk overwrite."""
    commands = form.objects("commands", given, sum(MOST.values()))
    seen: set[tuple[Any, Any]] = set()
    for index, command in enumerate(commands):
        path = str(index)
        kind = command.get("type") or CHAT_INPUT
        command["type"] = kind
        if form.one_of(f"{path}.type", kind, (CHAT_INPUT, USER, MESSAGE)):
            _command(form, path, command, kind)
        key = (kind, command.get("name"))
        if key in seen:
            form.wrong(path, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
    return commands


def _command(form: Form, path: str, command: Json, kind: int) -> None:
    if kind == CHAT_INPUT:
        _name(form, f"{path}.name", command.get("name"))
        form.text(f"{path}.description", command.get("description"), 100, 1)
        _options(form, path, command.get("options"), depth=0)
    else:
        form.text(f"{path}.name", command.get("name"), 32, 1)
        if command.get("description"):
            form.wrong(f"{path}.description", "APPLICATION_COMMAND_INVALID_DESCRIPTION", "Must be empty.")
    if _size(command) > _SIZE:
        form.wrong(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({_SIZE})")


def _name(form: Form, path: str, given: object) -> None:
    name = form.text(path, given, 32, 1)
    if name and (not _NAME.fullmatch(name) or name != name.lower()):
        form.wrong(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _options(form: Form, path: str, given: object, *, depth: int) -> None:
    names: set[str] = set()
    optional_seen = False
    for index, option in enumerate(form.objects(f"{path}.options", given, 25)):
        place = f"{path}.options.{index}"
        _option(form, place, option, depth)
        if option.get("name") in names:
            form.wrong(place, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
        names.add(str(option.get("name")))
        if option.get("required") and optional_seen:
            sentence = "Required options must be placed before non-required options"
            form.wrong(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", sentence)
        optional_seen = optional_seen or not option.get("required")


def _option(form: Form, path: str, option: Json, depth: int) -> None:
    _name(form, f"{path}.name", option.get("name"))
    form.text(f"{path}.description", option.get("description"), 100, 1)
    kind = option.get("type")
    kinds = range(1, 12) if depth == 0 else (_SUBCOMMAND, *range(3, 12)) if depth == 1 else range(3, 12)
    if not form.one_of(f"{path}.type", kind, tuple(kinds)):
        return
    if kind in (_SUBCOMMAND, _GROUP):
        _options(form, path, option.get("options"), depth=2 if kind == _SUBCOMMAND else 1)
    read_choices(form, f"{path}.choices", option.get("choices"), int(kind or 0))
    check_bounds(form, path, option)


def _size(command: Json) -> int:
    own = [command.get("name"), command.get("description"), command.get("value")]
    inner = [*(command.get("options") or []), *(command.get("choices") or [])]
    return sum(length(one) for one in own if isinstance(one, str)) + sum(_size(one) for one in inner)
