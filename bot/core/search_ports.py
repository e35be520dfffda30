"""The ports of searching what was said: the index of messages, the files that came with them, and the search itself.

The index holds what the transcript holds and nothing else. A message can be found by its words as soon as it is kept,
and by its meaning once the background has made a vector of it; both at the latest state of its text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.core.document_ports import Charging
from bot.core.documents import Charge
from bot.core.values import Address, Author

Where = Literal["conversation", "channel", "me", "files"]
"""One conversation; a channel with its threads; all that a person can read; or the files among that."""


@dataclass(frozen=True, slots=True)
class Within:
    """What is searched: a workspace, or one channel of it, or one conversation, from a time on.

    `workspace` is "platform:workspace", `place` a channel's `Address.place`, `conversation` an address as a string.
    The channels and conversations in `without` are left out.
    """

    workspace: str
    place: str = ""
    conversation: str = ""
    since: float = 0.0
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IndexedMessage:
    """A message of the transcript. `revision` counts its edits."""

    place: str
    message_id: str
    conversation: str
    author: Author
    at: float
    text: str
    revision: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.place, self.message_id


@dataclass(frozen=True, slots=True)
class Chunk:
    """Messages of one conversation that follow each other, or a piece of one that is long; `text` is what is embedded.

    `hash` is the SHA-256 of the text, in hexadecimal.
    """

    messages: tuple[IndexedMessage, ...]
    text: str
    hash: str
    begins: int = 0  # of a piece, where it begins in the message's text, in characters
    ends: int = 0


@dataclass(frozen=True, slots=True)
class FoundChunk:
    """A chunk by its meaning: its messages in order, and of a piece its place in the text."""

    messages: tuple[IndexedMessage, ...]
    score: float  # the cosine
    begins: int = 0
    ends: int = 0


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that has been read, and the message that brought it."""

    document: str  # its id
    name: str
    message: IndexedMessage


@dataclass(frozen=True, slots=True)
class Reach:
    """How much the index holds of what was asked for, and since when."""

    messages: int
    since: float | None


class MessageIndex(Protocol):
    """What was said, to be found again by its words and by its meaning."""

    async def matching(
        self, within: Within, words: Sequence[str], limit: int, *, every: bool = False
    ) -> Sequence[IndexedMessage]:
        """Messages that hold any of the words, or `every` one, best first; of equals, the newest.

        A word of four letters or more also finds the longer ones that begin with it. `words` are what a person wrote,
        and are never read as a query language.
        """

    async def nearest(self, within: Within, model: str, vector: bytes, limit: int) -> Sequence[FoundChunk]:
        """The chunks whose vectors are nearest, best first: all are compared. A vector is as in `PassageStore`."""

    async def unchunked(self, after: tuple[str, str], limit: int) -> Sequence[IndexedMessage]:
        """Messages that are in no chunk yet, by conversation and in order, after a conversation and message id."""

    async def vectors(self, model: str, hashes: Sequence[str]) -> Mapping[str, bytes]:
        """Those that are known, by the hash of their texts."""

    async def keep(self, model: str, pieces: Sequence[tuple[Chunk, bytes]]) -> bool:
        """Keep the pieces of one group of messages with their vectors, in one transaction.

        False, with nothing kept, if one of the messages was edited, deleted or put into a chunk meanwhile.
        """

    async def spend(self, charge: Charge, cost: float | None) -> None:
        """Add what the index took to its total."""

    async def spent(self) -> Sequence[tuple[Charge, float | None]]:
        """What the index has taken in all, by model; None where a price is not known."""

    async def retire(self, model: str, limit: int) -> int:
        """Let go of groups, up to so many pieces, that are not of this model, to be made anew; how many groups."""

    async def reach(self, within: Within) -> Reach: ...


class FileIndex(Protocol):
    """The files that came with messages, and which of their pages can be searched."""

    async def dropped(self, within: Within, limit: int) -> Sequence[DroppedFile]:
        """Files that have been read, those of the newest `limit` messages that brought any, the newest first."""

    async def unprepared(self, model: str, limit: int) -> Mapping[str, Sequence[int]]:
        """Documents with the numbers of pages that were read and not made searchable for this model yet."""

    async def prepared(self, document_id: str, model: str, pages: Sequence[int]) -> None:
        """These pages have been made searchable for this model."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A question to the search. `words` may be a whole sentence.

    `asker` sees the hits; where `public`, so does everybody who reads along at `address`, and nothing is shown that
    one of them may not read. `leave_out` is the message that asks.
    """

    words: str
    where: Where
    asker: Author
    address: Address
    since: float = 0.0
    limit: int = 10
    public: bool = False
    leave_out: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found: a message, some that follow each other, or a page of a file that a message brought."""

    address: Address  # of the conversation
    message_id: str
    author: Author
    at: float
    excerpt: str  # on one line
    link: str  # or empty where the platform has none
    cites: tuple[str, ...] = ()  # ids of all messages that the excerpt is from
    worded: bool = True  # False: none of the words are in it, it was found by its meaning
    file: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """`notes` are sentences about what was not searched, and why."""

    hits: tuple[Hit, ...]
    reach: Reach
    notes: tuple[str, ...] = ()


class Search(Protocol):
    async def __call__(self, sought: Sought, *, charge: Charging) -> Found:
        """The best hits, best first: each is readable, at this moment, by those who will see it."""
