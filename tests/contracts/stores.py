"""What the contracts of the store are given, and the values that they speak in."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Final, Protocol

from bot.core.document_ports import PassageStore, Shelf
from bot.core.forgetting import Remembered
from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage, ToolCall, Usage
from bot.core.model_ports import Budget
from bot.core.note_ports import NoteStore
from bot.core.ports import Answers, Journal, Preferences, Results, Transcript
from bot.core.records import Entry, ModelReplied, Receipt, Step, ToolFinished, ToolStarted, Turn
from bot.core.search_ports import FileIndex, MessageIndex
from bot.core.timetable import Timetable
from bot.core.usage import Ledger
from bot.core.values import Address, Author, CommandInvoked, MessageReceived, Part, Said
from bot.store.sql import Database

THREAD: Final = Address("slack", "T1", "C1", "1700000000.000000")
ANN: Final = Author("U1", "Ann")
BOT: Final = Author("self", "me", "self")
CALL: Final = ToolCall("abcdefghi", "calculate", '{"expression": "6*7"}')
STEPS: Final[tuple[Step, ...]] = (
    ModelReplied(AssistantMessage("Let me see.", (CALL,)), Usage(10, 5), "mistral-small", "tool_calls", "request-1"),
    ToolStarted(CALL),
    ToolFinished(CALL, "42"),
)


class Store(Protocol):
    @property
    def database(self) -> Database: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def transcript(self) -> Transcript: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def preferences(self) -> Preferences: ...
    @property
    def results(self) -> Results: ...
    @property
    def shelf(self) -> Shelf: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def remembered(self) -> Remembered: ...
    @property
    def budget(self) -> Budget: ...
    @property
    def passages(self) -> PassageStore: ...
    @property
    def timetable(self) -> Timetable: ...
    @property
    def message_index(self) -> MessageIndex: ...
    @property
    def file_index(self) -> FileIndex: ...
    @property
    def notes(self) -> NoteStore: ...


OpenStore = Callable[[], AbstractAsyncContextManager[Store]]
"""Opens the same store each time: what was written is there when it is opened again."""


def message_id(number: int) -> str:
    return f"17000{number:05d}.000000"


def position(number: int) -> str:
    return message_id(number).rjust(24, "0")


def said(number: int, text: str = "", author: Author = ANN) -> Said:
    return Said(message_id(number), author, 1_700_000_000.0 + number, text or f"message {number}")


def message(number: int, text: str = "", *, event_id: str = "", address: Address = THREAD) -> MessageReceived:
    event_id = event_id or f"{address.place}-{number}"
    return MessageReceived(event_id, address, said(number, text), addressed=True, handle="xoxe-secret")


def command(number: int, name: str = "help") -> CommandInvoked:
    return CommandInvoked(f"command-{number}", THREAD, ANN, 1_700_000_000.0 + number, name, handle="xoxe-secret")


async def accepted(store: Store, number: int, text: str = "", address: Address = THREAD) -> Turn:
    turn = await store.journal.accept(message(number, text, address=address), address, answer=True)
    assert turn is not None
    return turn


async def begun(store: Store, number: int, text: str = "", address: Address = THREAD) -> Turn:
    turn = await store.journal.begin((await accepted(store, number, text, address)).id)
    assert turn is not None
    return turn


async def answered(store: Store, number: int, answer: int, address: Address = THREAD) -> Turn:
    """A turn of message `number`, taken to its end; the answer is posted as message `answer`."""
    turn = await begun(store, number, address=address)
    await store.journal.outbox(turn).record(Part(0, message_id(answer), 0, 9, closed=True))
    await store.journal.move(turn, State.DELIVERING)
    await store.journal.end(turn, State.DONE, Receipt(), spoken(answer))
    return turn


def spoken(number: int, text: str = "") -> Entry:
    return Entry(position(number), message_id(number), BOT, 1_700_000_000.0 + number, text or f"answer {number}")


async def texts(store: Store, turn: Turn, *, after: str = "", limit: int = 100, skip: int = 0) -> list[str]:
    """What precedes a turn, newest first."""
    entries = await store.transcript.newest(turn, after=after, limit=limit, skip=skip)
    return [entry.text for entry in entries]


def elsewhere(channel: str) -> Address:
    return replace(THREAD, channel=channel)
