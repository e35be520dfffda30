"""The fakes that we own: each does in memory what its port promises, and keeps what it was given."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.core.documents import OutFile
from bot.core.errors import ModelFailed, PlatformFailed
from bot.core.messages import AssistantMessage, ModelEvent, ModelRequest, ReplyEnded, TextDelta, ToolCall, Usage
from bot.core.queue_place import QueuePlace
from bot.core.values import Option, Part, Verb


class FakeClock:
    """Stands still until `advance` turns it."""

    def __init__(self, start: float = 1_795_000_000.0) -> None:
        self.now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), future))
        await future

    async def until_asleep(self) -> None:
        """Wait until somebody sleeps on this clock, however long what comes before it takes, as a database does."""
        while all(future.done() for _, _, future in self._sleepers):  # noqa: ASYNC110 - a sleeper rings no bell
            await asyncio.sleep(0.001)

    async def advance(self, seconds: float) -> None:
        end = self.now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, future = heapq.heappop(self._sleepers)
            self.now = max(self.now, due)
            if not future.done():
                future.set_result(None)
            await settle()
        self.now = end
        await settle()


class FakePreferences:
    """Small named values, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    async def get(self, scope: str, name: str) -> str | None:
        return self.kept.get((scope, name))

    async def held(self, scopes: Sequence[str]) -> dict[tuple[str, str], str]:
        return {key: value for key, value in self.kept.items() if key[0] in scopes}

    async def set(self, scope: str, name: str, value: str) -> None:
        self.kept[scope, name] = value


async def settle(rounds: int = 20) -> None:
    """Let everything that can run without waiting run."""
    for _ in range(rounds):
        await asyncio.sleep(0)


@dataclass(slots=True)
class FakeAnswer:
    """One reply of the fake model: its text in pieces, then calls, or a failure."""

    pieces: Sequence[str] = ()
    calls: Sequence[ToolCall] = ()
    failure: ModelFailed | None = None
    finish: str = "stop"
    between: Callable[[], Awaitable[None]] | None = None  # awaited after each piece


class FakeModel:
    """Gives the answers it was given, one per request, and keeps the requests."""

    def __init__(self, *answers: FakeAnswer | str) -> None:
        self.answers = [FakeAnswer([each]) if isinstance(each, str) else each for each in answers]
        self.requests: list[ModelRequest] = []

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        self.requests.append(request)
        answer = self.answers.pop(0)
        for piece in answer.pieces:
            yield TextDelta(piece)
            if answer.between is not None:
                await answer.between()
        if answer.failure is not None:
            raise answer.failure
        message = AssistantMessage("".join(answer.pieces), tuple(answer.calls))
        finish = "tool_calls" if answer.calls else answer.finish
        yield ReplyEnded(message, Usage(10, 5), finish, "request-1")


@dataclass(slots=True)
class FakeReply:
    """Keeps what it was asked to show."""

    shown: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    finished: str | None = None
    footer: str = ""
    verbs: tuple[Verb, ...] = ()
    failed: tuple[str, str] | None = None
    asked: list[tuple[str, tuple[Option, ...]]] = field(default_factory=list)
    attached: dict[str, OutFile] = field(default_factory=dict)  # by key
    seconds: float = 0.0
    gate: asyncio.Event | None = None  # while it is not set, `show` takes its time
    failure: PlatformFailed | None = None
    is_private: bool = False

    async def status(self, text: str) -> None:
        self.statuses.append(text)

    async def wait(self, text: str) -> None:
        self.shown.append(text)

    async def show(self, text: str) -> None:
        if self.failure is not None:
            raise self.failure
        if self.gate is not None:
            await self.gate.wait()
        self.shown.append(text)

    def pause(self) -> float:
        return self.seconds

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        self.finished, self.footer, self.verbs = text, footer, tuple(verbs)

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        self.failed, self.verbs = (text, notice), tuple(verbs)

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        if self.failure is not None:
            raise self.failure
        self.asked.append((text, tuple(options)))

    async def attach(self, file: OutFile, *, key: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.attached.setdefault(key, file)


@dataclass(slots=True)
class FakeOutbox:
    key: str = "turn-1"
    parts: tuple[Part, ...] = ()
    uploads: dict[str, str] = field(default_factory=dict)
    again: bool = False
    rivals: bool = False  # whether others may have posted where this one does

    async def only_mine(self, message_ids: Sequence[str]) -> Sequence[str]:
        return () if self.rivals else message_ids

    async def record_upload(self, key: str, mark: str) -> None:
        self.uploads[key] = mark

    async def record(self, part: Part) -> None:
        self.parts = (*(each for each in self.parts if each.index != part.index), part)


@dataclass(slots=True)
class FakeQueue:
    """Keeps what was put, and says that it cancelled what it was asked to."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def put(self, conversation: str, turn_id: int, *, by: str = "") -> None:
        del by
        self.lines.append((conversation, turn_id))

    def cancel(self, conversation: str) -> bool:
        self.cancelled.append(conversation)
        return True

    def place(self, conversation: str, turn_id: int) -> QueuePlace | None:
        return None

    def waiting(self) -> int:
        return len(self.lines)

    def holds(self, turn_id: int) -> bool:
        return turn_id in {each for _, each in self.lines}

    async def drain(self, seconds: float) -> None:
        """Nothing runs here."""
