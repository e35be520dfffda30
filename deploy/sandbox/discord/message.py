"""What is kept of a message, and a channel's messages in the order of their ids."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from deploy.sandbox.discord.attachments import Attachment
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.people import Person


class Kind(IntEnum):
    DEFAULT = 0
    USER_JOIN = 7
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER_MESSAGE = 21
    CONTEXT_MENU_COMMAND = 23


SYSTEM = frozenset({Kind.THREAD_CREATED, Kind.THREAD_STARTER_MESSAGE})


class Flag(IntFlag):
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_VOICE_MESSAGE = 1 << 13
    IS_COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Reference:
    channel_id: int
    message_id: int = 0


@dataclass(slots=True)
class Message:
    id: int
    channel_id: int
    author: Person
    kind: Kind = Kind.DEFAULT
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    reference: Reference | None = None
    flags: Flag = field(default_factory=lambda: Flag(0))
    nonce: str = ""
    edited: float | None = None
    mentions: list[int] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    notified: list[str] = field(default_factory=list)  # whom it alerted, edits included
    names_bot: bool = False  # its text mentions the bot; a reply's ping alone does not count
    reactions: dict[str, list[int]] = field(default_factory=dict)
    thread_id: int = 0
    interaction: Json | None = None  # its interaction_metadata
    private_to: int = 0  # who alone can see it
    webhook_id: int = 0  # by which another program said it
    shown: str = ""  # the text that the times below are about
    first: float | None = None  # Clock.monotonic() when text could first be seen
    last: float | None = None  # Clock.monotonic() when the text last changed


class History:
    """The messages of a channel, by id."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._messages: dict[int, Message] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Message]:
        return (self._messages[one] for one in self._ids)

    def add(self, message: Message) -> None:
        self._messages[message.id] = message
        insort(self._ids, message.id)

    def put_before(self, older: Iterable[Message]) -> None:
        """Add messages that are older than all that is here, oldest first."""
        kept = {message.id: message for message in older}
        self._messages |= kept
        self._ids[:0] = kept

    def get(self, message_id: int) -> Message | None:
        return self._messages.get(message_id)

    def remove(self, message_id: int) -> None:
        self._ids.remove(message_id)
        del self._messages[message_id]

    def newest(self) -> int:
        return self._ids[-1] if self._ids else 0

    def oldest(self) -> int:
        return self._ids[0] if self._ids else 0

    def page(
        self, limit: int, *, before: int | None = None, after: int | None = None, around: int | None = None
    ) -> list[Message]:
        """One page, newest first, as GET messages gives it; at most one of the three marks may be given."""
        start = len(self._ids) - limit
        if around is not None:
            start = bisect_left(self._ids, around) - limit // 2
        elif before is not None:
            start = bisect_left(self._ids, before) - limit
        elif after is not None:
            start = bisect_right(self._ids, after)
        found = self._ids[max(0, start) : max(0, start + limit)]
        return [self._messages[one] for one in reversed(found)]
