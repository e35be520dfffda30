"""The ports: what the core needs of the world. Read this file first.

An event comes in through a `Platform`, is accepted by the `Journal`, waits in the `Queue`, is answered by a `Model`
from what the `Transcript` remembers, and goes out through a `Reply`, whose posted messages the `Outbox` keeps. Models
have their ports in `model_ports`, files in `document_ports`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from bot.core.command import Command
from bot.core.document_ports import Progress
from bot.core.documents import OutFile
from bot.core.lifecycle import State
from bot.core.records import Count, Decided, Entry, Receipt, Seen, SentFile, Step, Summary, Turn
from bot.core.unread import Missed
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    Attachment,
    Author,
    History,
    Inbound,
    MessageReceived,
    Option,
    Part,
    Said,
    Span,
    Stretch,
)

Accept = Callable[[Inbound], Awaitable[None]]
"""Returns once the event is stored; only then does the adapter acknowledge it. Raises `StoreFailed` if it could not."""


class Clock(Protocol):
    """Time, injected."""

    def time(self) -> float:
        """Seconds since the Unix epoch."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""

    async def sleep(self, seconds: float) -> None: ...


class Platform(Protocol):
    """A chat platform: the port that an adapter implements."""

    @property
    def name(self) -> str:
        """The first field of its addresses: "slack", "discord", "console"."""

    async def run(self, accept: Accept) -> None:
        """Receive until cancelled, reconnecting by itself.

        Emits `GapOpened` whenever events may have been missed, the start included. Raises `NotAllowed` if the tokens
        are refused, with a `notice` that says where to get the right one.
        """

    async def ready(self) -> None:
        """Return once events are being received."""

    async def publish(self, commands: Sequence[Command]) -> None:
        """Make the commands known to the platform, once per change. Called before `run`."""

    def reply(self, to: Answerable, outbox: "Outbox", *, private: bool = False) -> "Reply":
        """Open the sink for one answer, in the thread of what it answers.

        Works on a stored event after a restart: what `outbox.parts` says was posted is continued, not posted again.
        `private`: only the asker sees it, where the platform has that.
        """

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:
        """What was said before `to`: its thread, its reply chain, or the channel if `to` begins a conversation there.

        Oldest first, `to` excluded, the bot's own messages included; only messages with an id greater than `after` if
        it is given; the newest `limit` where there are more. What may not be read is a `note`, not an error.
        """

    async def read(self, span: Span, *, progress: Progress) -> Stretch:
        """Every message of a span, to the last page, those of its threads included; this bot's own are left out.

        A thread belongs to the span with all its messages that were written in it, wherever it began. What may not be
        read is a note, not an error. Raises `PlatformFailed` where nothing at all could be read.
        """

    async def last_word(self, address: Address, author: Author, *, before: str) -> float:
        """When this person last wrote in the channel or its threads before a message; 0 if that is not found.

        An empty `before` is now.
        """

    async def zone(self, author: Author) -> str:
        """The IANA name of a person's time zone, or empty where the platform does not tell."""

    async def missed(self, seen: Seen, *, limit: int, urgent: Callable[[], bool]) -> Missed:
        """What others have said since in one channel, or in one thread if `seen.place` is one.

        As their events would have told it, the newest `limit`; messages may be among them whose events did come. Of a
        channel, also its threads in which there may be something new: of `seen.threads`, and of those begun meanwhile.
        Makes room for more important calls, but not while `urgent()`: somebody waits for it. What may not be read is
        logged in a sentence and left out. Raises `PlatformFailed` if the platform does not answer.
        """

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The bytes of a file, in pieces. Raises `Gone` or `NotAllowed`."""

    async def tell(self, press: ActionPressed, text: str) -> None:
        """Say something to the one who pressed a button, and to nobody else; best effort, never raises."""

    def link(self, address: Address, message_id: str) -> str:
        """The permanent URL of a message, or empty where there is none."""

    async def close(self) -> None:
        """Let go of sessions and sockets; `run` has ended."""


class Reply(Protocol):
    """The sink for one answer. It is given the whole text so far, never a piece, so nothing is lost by skipping one.

    One call at a time. What cannot be posted raises `PlatformFailed` from `finish` and `fail` only.
    """

    async def status(self, text: str) -> None:
        """Show that work is going on ("using calculate"); best effort, never raises."""

    async def wait(self, text: str) -> None:
        """Say that the answer has to wait, in the message that will hold it; best effort, never raises."""

    async def show(self, text: str) -> None:
        """Show the answer as far as it has come. May be skipped by the platform: only the last one matters."""

    def pause(self) -> float:
        """Seconds that should pass before the next `show`, so that the platform's rate limits hold."""

    async def finish(self, text: str, *, footer: str = "") -> None:
        """Show the whole answer and close it. `footer` is one line set apart, below the last part."""

    async def fail(self, text: str, notice: str) -> None:
        """Keep what was shown, and say below it in one sentence why there is no more."""

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        """Ask a person, in the message that will hold the answer, with a button for each option.

        A press comes as `ActionPressed` with the action "choose" and the option's value, of an option with `entry`
        after a line of text was asked for. What is shown next takes the buttons away. Raises `PlatformFailed`.
        """

    async def attach(self, file: OutFile, *, key: str) -> None:
        """Upload a file below the answer, once for each `key` however often it is called, restarts included.

        Raises `PlatformFailed`; `NotAllowed` with a `notice` where uploads or this kind of file are not allowed.
        """


class Outbox(Protocol):
    """The outbound ledger of one turn: which platform messages hold which part of its answer."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Those recorded so far, by earlier attempts included."""

    @property
    def key(self) -> str:
        """Stable for the turn, so that a post repeated after a crash can be recognised; at most 16 characters."""

    async def record(self, part: Part) -> None:
        """Store a part; one with the same index replaces the earlier one."""

    @property
    def uploads(self) -> Mapping[str, str]:
        """What is known of this turn's uploads, by their key: whatever the adapter recorded last."""

    async def record_upload(self, key: str, mark: str) -> None:
        """Store how far an upload has come, in a form that its adapter reads again after a crash."""


class Journal(Protocol):
    """What was accepted and how far it has come: the truth about every turn. Writes of a turn are fenced."""

    async def accept(self, event: Inbound, conversation: Address, *, answer: bool) -> Turn | None:
        """Store an event, and what it says, in one transaction; the turn it begins, if `answer` and if it is new.

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

    async def unfinished(self) -> list[Turn]:
        """Every turn that has not ended, in the order of acceptance; for the start of the process."""


class Transcript(Protocol):
    """What was said, by whom, in order."""

    async def followed(self, conversation: Address, *, by: str = "") -> bool:
        """Whether the bot has been asked something there; if `by` is given, by a message posted before that position.

        A command has no position: the conversation that it begins is below its answer, and so after it.
        """

    async def conversation_of(self, address: Address, message_id: str) -> Address | None:
        """The conversation to which a message of this channel belongs, the bot's own messages included."""

    async def add(self, conversation: Address, said: Sequence[Said]) -> int:
        """Keep what the platform's history says; how many were new. Known messages stay as they are."""

    async def edit(self, address: Address, message_id: str, text: str) -> bool:
        """Give a message of this channel its new text; False if it is not known."""

    async def delete(self, address: Address, message_id: str) -> bool: ...

    async def places(self, platform: str, *, since: float, stored_before: float, limit: int) -> Sequence[Seen]:
        """The channels of the `limit` conversations in which the bot was last asked, none of them before `since`.

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


class Queue(Protocol):
    """Whose turn it is: one at a time per conversation, in the order of `put`, conversations side by side."""

    def put(self, conversation: str, turn_id: int) -> None: ...

    def cancel(self, conversation: str) -> bool:
        """Stop the turn that runs there now; False if none does."""

    def place(self, conversation: str, turn_id: int) -> int | None:
        """How many turns of the conversation come before this one; None if it does not wait there."""

    def waiting(self) -> int:
        """How many turns wait in all."""

    def holds(self, turn_id: int) -> bool:
        """Whether the turn waits or runs here."""

    async def drain(self, seconds: float) -> None:
        """Take no more, let what runs finish for `seconds`, then cancel it; it stays unfinished in the journal."""


class Preferences(Protocol):
    """Small named values that outlive the process, such as the hash of the commands last published."""

    async def get(self, scope: str, name: str) -> str | None: ...

    async def set(self, scope: str, name: str, value: str) -> None: ...
