"""The port that an adapter implements: a chat platform, and the sink for one answer on it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from bot.core.command import Command
from bot.core.document_ports import Progress
from bot.core.documents import OutFile
from bot.core.records import Seen
from bot.core.shards import Shards
from bot.core.unread import Missed
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    Attachment,
    Audience,
    Author,
    Heard,
    History,
    Inbound,
    MessageReceived,
    Option,
    Part,
    Person,
    Span,
    Stretch,
    Verb,
)

Accept = Callable[[Inbound], Awaitable[None]]
"""Returns once the event is stored; only then does the adapter acknowledge it. Raises `StoreFailed` if it could not."""


class Messages(Protocol):
    """Single messages of a platform."""

    async def named(self, link: str) -> tuple[Address, str] | None:
        """Where the message of a permanent URL stands, and its id; None for what is no such URL of this platform."""

    async def get(self, address: Address, message_id: str) -> Heard | None:
        """The message as it now is; None if it is not there (any more). Raises `PlatformFailed`."""

    async def origin(self, address: Address, message_id: str) -> str:
        """Which turn a message of the bot's own belongs to, as far as the platform itself tells; empty if it does not.

        That is the turn's key (`Outbox.key`), or the id of the message or the command's event that it answers.
        Raises `PlatformFailed`.
        """


class Platform(Protocol):
    """A chat platform: the port that an adapter implements."""

    messages: Messages
    shards: Shards  # the same in every process that receives

    @property
    def name(self) -> str:
        """The first field of its addresses: "slack", "discord", "console"."""

    async def run(self, accept: Accept, shard: str = "") -> None:
        """Receive one of `shards` until cancelled, reconnecting by itself.

        Emits `GapOpened`, with the shard, whenever events may have been missed, the start included. Raises `NotAllowed`
        if the tokens are refused, with a `notice` that says where to get the right one.
        """

    async def ready(self, shard: str = "") -> None:
        """Return once events of one of `shards` are being received."""

    async def publish(self, commands: Sequence[Command]) -> None:
        """Make the commands known to the platform, once per change. Called before `run`."""

    def reply(self, to: Answerable, outbox: "Outbox", *, private: bool = False) -> "Reply":
        """Open the sink for one answer, in the thread of what it answers.

        What is `scheduled` stands by itself in its channel, or in its thread where there is one.
        Works on a stored event after a restart: what `outbox.parts` says was posted is continued, not posted again.
        `private`: only the asker sees it, where the platform has that.
        """

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:
        """What was said before `to`: its thread, its reply chain, or, as `before`, the channel if `to` begins a thread.

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

    async def person(self, author: Author, address: Address) -> Person:
        """What is known of somebody in the workspace of an address; nobody special where the platform does not tell.

        Remembered for a while: who becomes an admin, or is one no more, may wait some minutes for it. Never raises.
        """

    async def can_read(self, reader: Audience, address: Address) -> bool:
        """Whether somebody may read what is said in that channel, or in that thread if the address has one.

        Of the "workspace", whether all of its whole members may; of the "channel", all who read the thread's channel.

        Asked of the platform, and remembered for a minute at most. False where it does not tell. Never raises.
        """

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

    @property
    def is_private(self) -> bool:
        """Whether nobody but the asker can see it, though others read where they asked."""

    async def status(self, text: str) -> None:
        """Show that work is going on ("using calculate"); best effort, never raises."""

    async def wait(self, text: str) -> None:
        """Say that the answer has to wait, in the message that will hold it; best effort, never raises."""

    async def show(self, text: str) -> None:
        """Show the answer as far as it has come. May be skipped by the platform: only the last one matters."""

    def pause(self) -> float:
        """Seconds that should pass before the next `show`, so that the platform's rate limits hold."""

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        """Show the whole answer and close it. `footer` is one line set apart, below the last part.

        `verbs` are buttons below that, and cost no further call. A press comes as `ActionPressed` with the verb's
        action and value, however long afterwards.
        """

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        """Keep what was shown, and say below it in one sentence why there is no more; `verbs` as in `finish`."""

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

    @property
    def again(self) -> bool:
        """Whether an earlier attempt may have posted what it could not record: to be looked for before posting."""

    async def record(self, part: Part) -> None:
        """Store a part; one with the same index replaces the earlier one."""

    async def only_mine(self, message_ids: Sequence[str]) -> Sequence[str]:
        """Those of the bot's unmarked messages in the answer's thread that this turn has posted, if any turn has.

        None while another turn is under way that may have posted there; none that is recorded as another's.
        """

    @property
    def uploads(self) -> Mapping[str, str]:
        """What this turn put out besides its parts, uploads above all: by their key, what the adapter recorded last."""

    async def record_upload(self, key: str, mark: str) -> None:
        """Store how far an upload has come, in a form that its adapter reads again after a crash."""
