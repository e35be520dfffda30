"""Schemas that a workspace has given a name."""

import asyncio
import difflib
import json
import re
from collections.abc import Sequence
from typing import Final

from bot.core.errors import CommandRejected
from bot.core.ports import Preferences
from bot.core.values import Address

MOST: Final = 100  # names of one workspace
_NAME: Final = re.compile(r"[^\W_][\w .-]{0,39}")
_NAMED: Final = re.compile(r"\A([^={}\[\]\"'`,;:()\n]{1,80})=(.*)\Z", re.DOTALL)
_LIST: Final = "schemas"
_SHARED: Final = frozenset({"", "dm"})  # workspaces that all direct messages of a platform are said to be in


class SavedSchemas:
    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._busy = asyncio.Lock()

    async def save(self, where: Address, name: str, line: str) -> bool:
        """Keep a schema under a name, or with an empty line forget it. Whether one was there before.

        Raises `CommandRejected` for a name that cannot be one.
        """
        name = _named(name)
        async with self._busy:
            scope, names = _scope(where), await self.names(where)
            known = name in names
            kept = [each for each in names if each != name] + ([name] if line else [])
            if len(kept) > MOST:
                raise CommandRejected(f"There are {MOST} saved schemas already; forget one with `/extract NAME =`.")
            await self._preferences.set(scope, f"schema {name}", line)
            await self._preferences.set(scope, _LIST, json.dumps(sorted(kept)))
        return known

    async def find(self, where: Address, name: str) -> str | None:
        """The line of a saved schema. Raises `CommandRejected` for a name that is nearly one."""
        if _NAME.fullmatch(name := _plain(name)) is None:
            return None
        if line := await self._preferences.get(_scope(where), f"schema {name}"):
            return line
        if near := difflib.get_close_matches(name, await self.names(where), n=1, cutoff=0.8):
            raise CommandRejected(
                f"I know no schema named `{name}`, only `{near[0]}`; write `/extract {near[0]}`, or `/extract {name},` "
                "if you mean a field."
            )
        return None

    async def names(self, where: Address) -> Sequence[str]:
        """In order."""
        listed = await self._preferences.get(_scope(where), _LIST)
        return [str(name) for name in json.loads(listed)] if listed else []


def naming(line: str) -> tuple[str, str] | None:
    """The name and the fields of `NAME = fields`; None for a line that saves nothing."""
    found = _NAMED.match(line)
    return (found[1].strip(), found[2].strip()) if found else None


def _named(name: str) -> str:
    if _NAME.fullmatch(name := _plain(name)) is None:
        raise CommandRejected(f"`{name[:60]}` cannot be a name; please use up to 40 letters, digits and spaces.")
    return name


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _scope(where: Address) -> str:
    return where.place if where.workspace in _SHARED else f"{where.platform}:{where.workspace}"
