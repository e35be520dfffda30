"""What is remembered: the transcript's entries, a turn and its steps, and the receipt of an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.core.documents import Charge
from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage, Besides, ConnectorUse, Message, ToolCall, Usage
from bot.core.values import Address, Answerable, Attachment, Author, CommandInvoked, Option, Part


@dataclass(frozen=True, slots=True)
class Count:
    """How many tokens a text has: `alone`, and `followed` by the blank line that joins it to the next."""

    alone: int
    followed: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a conversation's transcript: what somebody said, or one whole turn of the bot.

    A bot's turn holds in `messages` what the model is shown of it: its calls, their results and its answer.
    """

    position: str
    message_id: str
    author: Author
    at: float
    text: str
    files: tuple[Attachment, ...] = ()  # that came with it
    turn_id: int | None = None
    messages: tuple[Message, ...] = ()
    count: Count | None = None  # kept once counted, so that nothing is counted twice

    @property
    def file_names(self) -> tuple[str, ...]:
        return tuple(file.name for file in self.files)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with an entry of the transcript."""

    attachment: Attachment
    position: str
    author_id: str
    at: float


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a channel is known: the ids of the newest messages heard there; empty where nothing is.

    `place` is the channel's address, without a thread. `threads` are those the bot is in, each by the message that
    began it.
    """

    place: Address
    newest: str
    threads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands for the oldest entries of a conversation, up to and including `upto`."""

    upto: str  # position
    text: str
    tokens: int
    entries: int  # how many it stands for


@dataclass(frozen=True, slots=True)
class ModelReplied:
    """The model's whole reply to one request, with the calls it asks for.

    `saw` names whose words it was shown that may be meant to mislead: files, other people's messages.
    """

    message: AssistantMessage
    usage: Usage
    model: str
    finish: str = "stop"
    request_id: str = ""
    besides: Besides = Besides()
    saw: tuple[str, ...] = ()
    shown_from: str = ""  # the window, by reference: the position from which on the model saw what was said in full
    kind: Literal["replied"] = "replied"


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """`doing` says for people what the call does, while it does it; `changes`, that it changes the world."""

    call: ToolCall
    doing: str = ""
    changes: bool = False
    kind: Literal["started"] = "started"


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """`text` is what the model reads at once; `failed` says that it is an error.

    `whole` is the whole result where that is longer. `source` names whose words it brings in that may be meant to
    mislead, such as a page of the web. `note` is a line for people, in the answer: what was done, and who allowed it.
    """

    call: ToolCall
    text: str
    failed: bool = False
    whole: str = ""
    source: str = ""
    note: str = ""
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True)
class Interjected:
    """Somebody wrote while the turn ran, and the turn takes it up.

    `turn_id` is the turn that this message began, `by` the id of who wrote it.
    """

    turn_id: int
    name: str
    text: str
    by: str = ""
    kind: Literal["interjected"] = "interjected"


@dataclass(frozen=True, slots=True)
class Charged:
    """What a request besides the model's replies took, such as reading a file, and its price if that is known."""

    charge: Charge
    cost: float | None
    kind: Literal["charged"] = "charged"


@dataclass(frozen=True, slots=True)
class Asked:
    """A person is asked; `number` counts the turn's questions from 1.

    It is about files, or about the `call` of a tool that would change the world.
    """

    number: int
    question: str
    options: tuple[Option, ...]
    asked_at: float
    documents: tuple[str, ...] = ()  # that it is about, by their ids
    estimate: float | None = None  # money that saying yes to all would take
    call: ToolCall | None = None
    kind: Literal["asked"] = "asked"


@dataclass(frozen=True, slots=True)
class Decided:
    """A question's answer: the option's value, and the line of text if it asked for one."""

    number: int
    value: str
    by: Author
    text: str = ""
    kind: Literal["decided"] = "decided"


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer of a command, so that another attempt need only show it."""

    text: str
    kind: Literal["answered"] = "answered"


Step = Answered | ModelReplied | ToolStarted | ToolFinished | Interjected | Charged | Asked | Decided
step_json: TypeAdapter[Step] = TypeAdapter(Annotated[Step, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer that is owed. `attempt` is 0 until it has begun; each beginning raises it by one."""

    id: int
    event: Answerable
    conversation: Address
    state: State
    attempt: int
    accepted_at: float
    steps: tuple[Step, ...] = ()  # what earlier attempts have recorded
    parts: tuple[Part, ...] = ()  # what they have posted
    uploads: tuple[tuple[str, str], ...] = ()  # what they have uploaded: each key, and how far it has come
    queued: bool = False  # whether the transaction that has just stored it has also queued it


def asker_of(turn: Turn) -> Author:
    """Who asked for the turn's answer."""
    return author_of(turn.event)


def author_of(event: Answerable) -> Author:
    """Who wrote or used it."""
    return event.author if isinstance(event, CommandInvoked) else event.said.author


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """What was read of a file. Page numbers count from 1."""

    name: str
    pages: int  # that it has
    read: int = 0  # whose text was read
    seen: int = 0  # that a model looked at
    unreadable: tuple[int, ...] = ()
    skipped: int = 0  # that were not asked for
    excerpts: bool = False  # the model was shown passages of it, not the whole


@dataclass(frozen=True, slots=True)
class Spent:
    """What one model took for an answer; `cost` is None where its price is not known."""

    model: str
    usage: Usage = Usage()
    pages: int = 0
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer was made from, and what it cost."""

    model: str = ""
    usage: Usage = Usage()
    cost: float | None = None  # in `currency`; None: the price is not known
    currency: str = "EUR"
    messages: int = 0  # of the conversation, that the model saw in full
    since: float | None = None  # when the oldest of them was written
    summarised: int = 0  # older ones, that it saw as a summary
    tools: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # what they have read: a site, a file
    seconds: float = 0.0
    notes: tuple[str, ...] = ()  # plain sentences about what was not as asked
    request_ids: tuple[str, ...] = ()
    files: tuple[FileReceipt, ...] = ()
    pages_paid: int = 0  # that OCR read for this answer
    estimate: float | None = None  # what was said before reading that it would cost
    spent: tuple[Spent, ...] = ()  # the same, by model: the answer's own first
    connectors: tuple[ConnectorUse, ...] = ()  # tools of the service's own that were used
    remembered: int = 0  # notes about the asker and the channel that the model was shown


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What is known of a turn that answered: None for `turn` where its question has been deleted since.

    There is no `receipt` until the turn is settled, which it is a moment after its answer can be seen.
    """

    turn: Turn | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many people found an answer good, and how many bad."""

    good: int
    bad: int


receipt_json: TypeAdapter[Receipt] = TypeAdapter(Receipt)
