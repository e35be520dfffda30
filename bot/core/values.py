"""What people say and where: frozen values that carry no platform types.

What only an adapter needs later travels as `handle`, a string that no one else reads; it is stored with the event, so
that a reply can be reopened after a restart.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation takes place. `str(address)` is the conversation's key everywhere.

    `thread` is the id of the message that began the thread; empty where the channel itself is the conversation (a
    Discord direct message).
    """

    platform: str
    workspace: str
    channel: str
    thread: str = ""

    def __str__(self) -> str:
        return f"{self.place}:{self.thread}"

    @property
    def place(self) -> str:
        """The channel's key, under which message ids are unique."""
        return f"{self.platform}:{self.workspace}:{self.channel}"

    @classmethod
    def parse(cls, key: str) -> Self:
        """The address whose `str()` is `key`."""
        platform, workspace, channel, thread = key.split(":", 3)
        return cls(platform, workspace, channel, thread)


@dataclass(frozen=True, slots=True)
class Author:
    """Who said something. `self` is this bot; `bot` is any other program."""

    id: str
    name: str
    kind: Literal["person", "bot", "self"] = "person"


@dataclass(frozen=True, slots=True)
class Person:
    """What a platform tells of somebody, in one place. `zone` is an IANA name, or empty where it does not tell.

    `admin`: they look after that workspace or server, by the platform's own rights.
    """

    zone: str = ""
    admin: bool = False


Audience = Author | Literal["workspace", "channel"]
"""Somebody; or every whole member of a workspace; or all who read a channel."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message, not yet fetched. `handle` is what its adapter needs to fetch it."""

    id: str
    name: str
    media_type: str  # as the platform claims it; never trusted
    size: int  # bytes, as the platform claims it
    handle: str = field(default="", repr=False)
    voice: bool = False  # its sender has spoken it as a message, by the platform's own recorder


@dataclass(frozen=True, slots=True)
class Said:
    """One message as a person sees it: Markdown, mentions resolved to names, this bot's own mention removed."""

    message_id: str
    author: Author
    at: float  # seconds since the Unix epoch
    text: str
    attachments: tuple[Attachment, ...] = ()

    @property
    def position(self) -> str:
        """Sorts messages of one channel in the order in which they were posted.

        Slack's `ts` and Discord's snowflakes both grow with time and differ only in length.
        """
        return self.message_id.rjust(24, "0")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, and the thread it stands in or begins; empty in the channel itself."""

    said: Said
    thread: str = ""


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """Somebody wrote a message that the bot can see."""

    event_id: str
    address: Address
    said: Said
    addressed: bool  # the bot is mentioned, written to directly, or replied to
    elsewhere: bool = False  # it names other people and not the bot
    reply_to: str = ""  # the message it replies to, in the same channel
    direct: bool = False  # nobody but its author and the bot is there
    handle: str = field(default="", repr=False)
    kind: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """A message has a new text. `address.thread` may be empty: the message's id and channel find it."""

    event_id: str
    address: Address
    message_id: str
    text: str
    kind: Literal["edited"] = "edited"


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    event_id: str
    address: Address
    message_id: str
    kind: Literal["deleted"] = "deleted"


@dataclass(frozen=True, slots=True)
class CommandInvoked:
    """Somebody used a slash command, or its written form in a thread.

    `scheduled`: it is an appointment of `author`'s that is due. Nobody waits for the answer, which stands by itself in
    the place of `address`. `calls`: it begins with the author's name, by which that one person is notified.
    """

    event_id: str
    address: Address
    author: Author
    at: float
    name: str
    arguments: tuple[tuple[str, str], ...] = ()  # by parameter; as text, to be validated against the declaration
    attachments: tuple[Attachment, ...] = ()
    target: Heard | None = None  # the message in whose menu it was chosen
    about: int = 0  # the turn whose answer it acts on, where it was called by a button below that answer
    direct: bool = False  # nobody but its author and the bot is there
    handle: str = field(default="", repr=False)
    scheduled: bool = False
    calls: bool = False
    kind: Literal["command"] = "command"


@dataclass(frozen=True, slots=True)
class ActionPressed:
    """Somebody pressed a button of the bot, or the platform's own Stop."""

    event_id: str
    address: Address
    author: Author
    at: float
    action: str  # "stop", "choose" for an option of a question, or that of a `Verb`
    value: str = ""  # the option's, or the verb's
    text: str = ""  # what was written into an option that asks for a line
    message_id: str = ""
    handle: str = field(default="", repr=False)
    kind: Literal["action"] = "action"


@dataclass(frozen=True, slots=True)
class GapOpened:
    """From here on events may have been missed (start, new session): histories are to be read again.

    Those of one of `Platform.shards`, or of the whole platform where that has no name.
    """

    event_id: str
    platform: str
    shard: str = ""
    kind: Literal["gap"] = "gap"


Inbound = MessageReceived | MessageEdited | MessageDeleted | CommandInvoked | ActionPressed | GapOpened
Answerable = MessageReceived | CommandInvoked  # what can be replied to
inbound_json: TypeAdapter[Inbound] = TypeAdapter(Annotated[Inbound, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Part:
    """One platform message that holds a piece of an answer: a row of the outbound ledger."""

    index: int
    message_id: str
    start: int  # where in the answer's whole text the piece begins, in characters
    end: int  # where it ends, as far as is known to have arrived
    closed: bool = False  # nothing more will be written to it


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question that the bot asks a person: a button. `value` has at most 60 characters."""

    value: str
    label: str  # at most 40 characters
    style: Literal["plain", "primary", "danger"] = "plain"
    entry: str = ""  # if set, pressing asks for a line of text first, and this says which


@dataclass(frozen=True, slots=True)
class Verb:
    """What a person can do with an answer: a button below it. `value` names the turn."""

    action: Literal["retry", "good", "bad", "why"]
    value: str
    label: str  # at most 40 characters


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of talk: of one thread, or of a channel with its threads. Times are seconds since the Unix epoch.

    `since` is 0 for the beginning; `last` bounds it to so many of the newest messages, 0 to as many as `limit`.
    """

    address: Address
    since: float
    until: float
    last: int = 0
    limit: int = 5_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was said in a span. `notes` are sentences about what could not be read, and why."""

    heard: tuple[Heard, ...]  # oldest first, each thread's messages behind the one that began it
    threads: int = 0  # that were read
    complete: bool = True  # False: there is more in the span than was read
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What the platform says was written before. `note` is a sentence about what could not be read, or empty.

    What was said in the channel `before` the conversation is shown with it, and belongs to conversations of its own.
    """

    said: tuple[Said, ...]  # oldest first
    complete: bool = True  # False: there is more than was read
    note: str = ""
    before: tuple[Heard, ...] = ()  # in the channel, before a message that begins a conversation there
