"""`/forget`: what is remembered of a conversation, of a person, or of a file, is really deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from bot.core.access import Access
from bot.core.command import CommandContext
from bot.core.errors import CommandRejected
from bot.core.model_ports import Agents
from bot.core.values import Address

What = Literal["conversation", "me", "file"]
NOTHING: Final = "I remember nothing of that."
_NOT_YOURS: Final = (
    "Only who began this conversation, or an admin, can have it forgotten; `/forget me` is for your own words."
)
_NOT_YOUR_FILE: Final = "Only who sent the file, or an admin, can have it forgotten; please ask them."
_NO_FILE: Final = (
    "I know of no such file here; name one that was sent in this conversation, or leave the name out for the newest."
)
_ASIDE: Final = {
    "conversation": "What was said stays on {platform}, and I read it again if you ask me here again.",
    "me": "What you wrote stays on {platform}; what I answered others and quoted there, too.",
    "file": "The file itself stays on {platform}, but I no longer see it here.",
}


@dataclass(frozen=True, slots=True)
class Conversation:
    address: Address


@dataclass(frozen=True, slots=True)
class OnePerson:
    """Everywhere on a platform."""

    platform: str
    author_id: str

    @property
    def key(self) -> str:
        return f"{self.platform}:{self.author_id}"


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A file as it was sent with a message: the upload's id, and the sender."""

    place: str
    message_id: str
    attachment_id: str
    name: str
    sender: str


Scope = Conversation | OnePerson | SentDocument


class Remembered(Protocol):
    """All that is stored, as far as it can be forgotten."""

    async def count(self, scope: Scope) -> Mapping[str, int]:
        """How many of each kind there are ("messages", "files", ...), those of which there are none left out."""

    async def forget(self, scope: Scope) -> Mapping[str, int]:
        """Delete it, so that it is in no file of the database any more; how many of each there were.

        What is being answered just now is left.
        """

    async def first_asker(self, conversation: Address) -> str | None:
        """The id of the person whose question began it; None if nobody's is known."""

    async def documents(self, conversation: Address) -> Sequence[SentDocument]:
        """The files of a conversation, newest first."""


class Forgetting:
    """`agents` are told of a conversation that is forgotten, as the service keeps it too."""

    def __init__(self, remembered: Remembered, agents: Agents, access: Access) -> None:
        self._remembered = remembered
        self._agents = agents
        self._access = access

    async def __call__(self, context: CommandContext, what: What, name: str) -> str:
        """Ask whether it shall really be done, do it, and say how much there was.

        Raises `CommandRejected` for one who may not, and what `context.confirm` raises.
        """
        scope = await self._scope(context, what, name)
        aside = _ASIDE[what].format(platform=context.address.platform.capitalize())
        counts = await self._remembered.count(scope)
        if not counts:
            return NOTHING
        await context.confirm(f"I would delete {_listed(counts)}, for good. {aside} Shall I?", "Delete")
        found = await self._remembered.forget(scope)
        if isinstance(scope, Conversation):
            await self._agents.forget(str(scope.address))
        return f"Deleted: {_listed(found)}." if found else "It is deleted."

    async def _scope(self, context: CommandContext, what: What, name: str) -> Scope:
        address, author = context.conversation, context.author
        if what == "me":
            return OnePerson(address.platform, author.id)
        if what == "conversation":
            first = await self._remembered.first_asker(address)
            await self._check(context, first, _NOT_YOURS)
            return Conversation(address)
        files = await self._remembered.documents(address)
        wanted = [file for file in files if not name or file.name.lower() == name.strip().lower()]
        if not wanted:
            raise CommandRejected(_NO_FILE)
        await self._check(context, wanted[0].sender, _NOT_YOUR_FILE)
        return wanted[0]

    async def _check(self, context: CommandContext, owner: str | None, refusal: str) -> None:
        if owner != context.author.id and not await self._access.is_admin(context.author, context.address):
            raise CommandRejected(refusal)


def _listed(counts: Mapping[str, int]) -> str:
    """`14 messages, 1 file and 12 pages`."""
    words = [f"{number:,} {kind if number != 1 else kind.removesuffix('s')}" for kind, number in counts.items()]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
