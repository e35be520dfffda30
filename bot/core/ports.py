"""The ports: what the core needs of the world. Read this file first.

An event comes in through a `Platform`, is accepted by the `Journal`, waits in the `Queue`, is answered by a `Model`
from what the `Transcript` remembers, and goes out through a `Reply`, whose posted messages the `Outbox` keeps.
Platforms have their ports in `platform_ports`, models in `model_ports`, files in `document_ports`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.core.lifecycle import State
from bot.core.platform_ports import Outbox
from bot.core.queue_place import QueuePlace
from bot.core.records import (
    Count,
    Decided,
    Entry,
    PastAnswer,
    Ratings,
    Receipt,
    Seen,
    SentFile,
    Step,
    Summary,
    Turn,
)
from bot.core.values import (
    Address,
    Heard,
    Inbound,
    Said,
)


class Clock(Protocol):
    """Time, injected."""

    def time(self) -> float:
        """Seconds since the Unix epoch."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""

    async def sleep(self, seconds: float) -> None: ...


class Journal(Protocol):
    """What was accepted and how far it has come: the truth about every turn. Writes of a turn are fenced."""

    async def accept(self, event: Inbound, conversation: Address, *, answer: bool, line: str = "") -> Turn | None:
        """Store an event, and what it says, in one transaction; the turn it begins, if `answer` and if it is new.

        Where the queue is kept in the same database, the turn is put into its `line` in the same transaction, unless
        that is empty; `Turn.queued` says so.

        None for a delivery seen before: the same event id, or the same message of the same channel already answered.
        With `answer` the conversation is followed from now on.
        """

    async def begin(self, turn_id: int) -> Turn | None:
        """Start an attempt, or the next one; None if the turn has ended."""

    async def move(self, turn: Turn, state: State) -> None: ...

    async def record(self, turn: Turn, step: Step) -> None: ...

    def outbox(self, turn: Turn) -> Outbox: ...

    async def decide(self, turn_id: int, decided: Decided) -> Turn | None:
        """Record a person's decision, in one transaction, if that very question of the turn is still open.

        The turn as it now is, to be queued again; None if it does not wait for this decision (any more). A turn that
        is only just asking may be decided too: it is then not `asking` even if it moves there afterwards.
        """

    async def asking(self, conversation: Address) -> list[Turn]:
        """The turns of a conversation that wait for a person, in the order of acceptance."""

    async def end(self, turn: Turn, state: State, receipt: Receipt, said: Entry | None) -> None:
        """Settle the turn, with what the bot said in it, in one transaction."""

    async def open_in(self, conversation: Address) -> list[Turn]:
        """Those of a conversation that wait, run or are being delivered, in the order of acceptance.

        Without what was recorded of them; those that wait for a person are not among them.
        """

    async def unposted(self, channel: Address) -> list[Turn]:
        """Those of a channel that have begun, and of which nothing is recorded as posted, though it may have been.

        In the order of acceptance, without what was recorded of them.
        """

    async def unfinished(self) -> list[Turn]:
        """Every turn that has not ended, in the order of acceptance; for the start of the process."""


class Results(Protocol):
    """Results of tools, as the steps of turns keep them."""

    async def whole(self, conversation: Address, name: str) -> str | None:
        """The whole of a result of this conversation, by its call's id; None if it is not kept (any more)."""


class Transcript(Protocol):
    """What was said, by whom, in order."""

    async def followed(self, conversation: Address, *, by: str = "") -> bool:
        """Whether the bot has been asked something there; if `by` is given, by a message posted before that position.

        A command has no position: the conversation that it begins is below its answer, and so after it.
        """

    async def conversation_of(self, address: Address, message_id: str) -> Address | None:
        """The conversation to which a message of this channel belongs, the bot's own messages included."""

    async def root(self, conversation: Address) -> str:
        """The message below which a conversation takes place, the bot's own where a command began it; empty if none."""

    async def add(self, conversation: Address, said: Sequence[Said], *, before: Sequence[Heard] = ()) -> int:
        """Keep what the platform's history says; how many were new. Known messages stay as they are.

        A message belongs to one conversation: that of what was said `before`, in the channel, is the one that it
        begins, or stands in. What belongs to another conversation is shown in this one as well.
        """

    async def edit(self, address: Address, message_id: str, text: str) -> bool:
        """Give a message of this channel its new text; False if it is not known."""

    async def delete(self, address: Address, message_id: str) -> bool: ...

    async def places(
        self, platform: str, *, since: float, stored_before: float, limit: int, among: Callable[[Address], bool]
    ) -> Sequence[Seen]:
        """The channels of the `limit` conversations in which the bot was last asked, none of them before `since`.

        Of the conversations `among` those that count.
        With the newest messages that others have said in them, of those stored before a time (`Clock.time()`). A
        conversation that began later is known as far as its channel, and a channel that did, from its first question.
        """

    async def last_position(self, conversation: Address, *, stored_before: float) -> str:
        """The newest position, of what was stored before a time (`Clock.time()`), up to which `add` has left no hole.

        Empty where `add` was never called: a message may be stored before what precedes it has been read.
        """

    async def newest(self, turn: Turn, *, after: str, limit: int, skip: int = 0) -> list[Entry]:
        """What precedes the turn's own message, newest first: positions greater than `after`, a page at a time.

        What the bot said in earlier turns precedes it even where it was posted later.
        """

    async def files(self, turn: Turn, *, limit: int) -> Sequence[SentFile]:
        """The files of the messages that precede the turn's own, newest first; those of deleted messages are gone."""

    async def counted(self, conversation: Address, counts: Mapping[str, Count]) -> None:
        """Keep the counts of entries, by position."""

    async def summary(self, conversation: Address) -> Summary | None: ...

    async def summarise(self, conversation: Address, summary: Summary) -> None: ...


class Answers(Protocol):
    """What was answered, for whoever comes back to it."""

    async def find(self, turn_id: int) -> PastAnswer | None:
        """None for a turn that is not known, or no more."""

    async def recent(self, conversation: Address, *, limit: int) -> Sequence[Turn]:
        """The conversation's turns that have ended, newest first; those whose question was deleted are left out."""

    async def rate(self, turn_id: int, person: str, *, good: bool) -> Ratings | None:
        """Keep what a person thinks of an answer, in place of what they thought before; None for an unknown turn."""


class Queue(Protocol):
    """Whose turn it is: one at a time per conversation, in the order of `put`, conversations side by side."""

    def put(self, conversation: str, turn_id: int, *, by: str = "") -> None:
        """`by` is who asks: where places are scarce, those of one channel are served by turns."""

    def cancel(self, conversation: str) -> bool:
        """Stop the turn that runs there now; False if none does."""

    def place(self, conversation: str, turn_id: int) -> QueuePlace | None:
        """Where the turn stands; None if it does not wait, or if people are told of it by the queue itself."""

    def waiting(self) -> int:
        """How many turns wait in all."""

    def holds(self, turn_id: int) -> bool:
        """Whether the turn waits or runs here."""

    async def drain(self, seconds: float) -> None:
        """Take no more, let what runs finish for `seconds`, then cancel it; it stays unfinished in the journal."""


class Preferences(Protocol):
    """Small named values that outlive the process, such as the hash of the commands last published."""

    async def get(self, scope: str, name: str) -> str | None: ...

    async def held(self, scopes: Sequence[str]) -> Mapping[tuple[str, str], str]:
        """All values of some scopes, by scope and name."""

    async def set(self, scope: str, name: str, value: str) -> None: ...
