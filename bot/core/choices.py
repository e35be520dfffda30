"""Values that people choose for a conversation, for themselves, for a channel or for a workspace.

What is chosen more narrowly counts: a conversation's own before its asker's, that before the channel's, that before the
workspace's, and before all of them what the operator has set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.core.ports import Preferences
from bot.core.usage import person_of
from bot.core.values import Address, Author

Scope = Literal["conversation", "me", "channel", "workspace"]
ORDER: Final[tuple[Scope, ...]] = ("conversation", "me", "channel", "workspace")
MODEL: Final = "model"
PERSONA: Final = "persona"
AGENT: Final = "agent"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value, and for what it was chosen."""

    value: str
    source: Scope | Literal["default"]


class Choices:
    """`defaults` are the operator's values, by name."""

    def __init__(self, preferences: Preferences, defaults: Mapping[str, str]) -> None:
        self._preferences = preferences
        self._defaults = defaults

    async def of(self, conversation: Address, author: Author) -> Mapping[str, Chosen]:
        """What holds in a conversation for somebody who asks there, by name."""
        keys = _keys(conversation, author)
        held = await self._preferences.held(tuple(keys.values()))
        return {name: self._first(name, keys, held) for name in self._defaults}

    async def choose(self, scope: Scope, conversation: Address, author: Author, name: str, value: str) -> None:
        """Let a value hold for that from now on; an empty one takes the choice back."""
        await self._preferences.set(_keys(conversation, author)[scope], name, value)

    def _first(self, name: str, keys: Mapping[Scope, str], held: Mapping[tuple[str, str], str]) -> Chosen:
        for scope in ORDER:
            if value := held.get((keys[scope], name)):
                return Chosen(value, scope)
        return Chosen(self._defaults[name], "default")


def _keys(conversation: Address, author: Author) -> Mapping[Scope, str]:
    return {
        "conversation": str(conversation),
        "me": person_of(conversation, author),
        "channel": conversation.place,
        "workspace": f"{conversation.platform}:{conversation.workspace}",
    }
