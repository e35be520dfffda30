"""The ports of the bot with a fuse at each named point, and otherwise as they are."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.command import Command
from bot.core.document_ports import Progress
from bot.core.documents import OutFile
from bot.core.lifecycle import State
from bot.core.messages import ModelEvent, ModelRequest, TextDelta, ToolCall
from bot.core.model_ports import Model
from bot.core.permission import Permission, Permitted
from bot.core.platform_ports import Accept, Outbox, Platform, Reply
from bot.core.ports import Journal
from bot.core.records import Decided, Entry, ModelReplied, Receipt, Seen, Step, ToolFinished, ToolStarted, Turn
from bot.core.tool import Tool
from bot.core.unread import Missed
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    Attachment,
    Audience,
    Author,
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
from bot.parts import Ports
from tests.faults.points import Fuse
from tests.faults.tickets import ALLOWED, CHANGING, TICKETS, ticket_tool


def deadly(ports: Ports, fuse: Fuse, speed: float = 1.0) -> Ports:
    """With a `speed` above 1, answers are shown oftener than the platforms ask for. One tool more changes the world."""
    platforms: Mapping[str, Platform] = {
        name: DeadlyPlatform(each, fuse, speed) for name, each in ports.platforms.items()
    }
    tools = [*ports.tools(), ticket_tool(Path(TICKETS))]
    return replace(
        ports,
        platforms=platforms,
        journal=DeadlyJournal(ports.journal, fuse),
        model=DeadlyModel(ports.model, fuse),
        tools=FakeTools(tools),
        permissions=FakePermissions(),
    )


@dataclass
class FakeTools:
    """Those that there are, from the start."""

    tools: Sequence[Tool]

    def __call__(self) -> Sequence[Tool]:
        return self.tools

    async def settled(self) -> None:
        """Nothing is waited for."""


class FakePermissions:
    """Everything is allowed: who waits for a person lets others go first, and their order is what is looked at."""

    def of(self, _turn: Turn, _steps: Sequence[Step]) -> Permission:
        return self

    async def __call__(self, call: ToolCall, price: str = "") -> Permitted:
        return Permitted(ALLOWED)


class DeadlyJournal:
    def __init__(self, journal: Journal, fuse: Fuse) -> None:
        self._journal = journal
        self._fuse = fuse

    async def accept(self, event: Inbound, conversation: Address, *, answer: bool, line: str = "") -> Turn | None:
        turn = await self._journal.accept(event, conversation, answer=answer, line=line)
        if turn is not None:
            self._fuse("accepted")
        return turn

    async def begin(self, turn_id: int) -> Turn | None:
        turn = await self._journal.begin(turn_id)
        self._fuse("begun")
        return turn

    async def move(self, turn: Turn, state: State) -> None:
        await self._journal.move(turn, state)

    async def record(self, turn: Turn, step: Step) -> None:
        if isinstance(step, ToolFinished):
            self._fuse("changed" if step.call.name == CHANGING else "tool_ran")
        await self._journal.record(turn, step)
        match step:
            case ModelReplied():
                self._fuse("replied")
            case ToolStarted(call):
                self._fuse("change_started" if call.name == CHANGING else "tool_started")
            case ToolFinished():
                self._fuse("tool_recorded")

    def outbox(self, turn: Turn) -> Outbox:
        return DeadlyOutbox(self._journal.outbox(turn), self._fuse)

    async def decide(self, turn_id: int, decided: Decided) -> Turn | None:
        return await self._journal.decide(turn_id, decided)

    async def asking(self, conversation: Address) -> list[Turn]:
        return await self._journal.asking(conversation)

    async def end(self, turn: Turn, state: State, receipt: Receipt, said: Entry | None) -> None:
        await self._journal.end(turn, state, receipt, said)
        self._fuse("settled")

    async def open_in(self, conversation: Address) -> list[Turn]:
        return await self._journal.open_in(conversation)

    async def unposted(self, channel: Address) -> list[Turn]:
        return await self._journal.unposted(channel)

    async def unfinished(self) -> list[Turn]:
        return await self._journal.unfinished()


class DeadlyOutbox:
    def __init__(self, outbox: Outbox, fuse: Fuse) -> None:
        self._outbox = outbox
        self._fuse = fuse
        self.finishing = False

    @property
    def parts(self) -> tuple[Part, ...]:
        return self._outbox.parts

    @property
    def key(self) -> str:
        return self._outbox.key

    @property
    def again(self) -> bool:
        return self._outbox.again

    @property
    def uploads(self) -> Mapping[str, str]:
        return self._outbox.uploads

    async def only_mine(self, message_ids: Sequence[str]) -> Sequence[str]:
        return await self._outbox.only_mine(message_ids)

    async def record_upload(self, key: str, mark: str) -> None:
        await self._outbox.record_upload(key, mark)

    async def record(self, part: Part) -> None:
        new = part.message_id not in {each.message_id for each in self.parts}
        if new:
            self._fuse("posted")
            if part.index > 0:
                self._fuse("split")
        await self._outbox.record(part)
        if new:
            self._fuse("recorded")
        if part.closed and not self.finishing:
            self._fuse("rotated")


class DeadlyModel:
    def __init__(self, model: Model, fuse: Fuse) -> None:
        self._model = model
        self._fuse = fuse

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        self._fuse("window_built")
        first = True
        async with aclosing(self._model.stream(request)) as events:
            async for event in events:
                yield event
                if first and isinstance(event, TextDelta):
                    self._fuse("first_token")
                    first = False


class DeadlyReply:
    def __init__(self, reply: Reply, outbox: Outbox, fuse: Fuse, speed: float) -> None:
        self._reply = reply
        self._speed = speed
        self._outbox = outbox
        self._fuse = fuse

    @property
    def is_private(self) -> bool:
        return self._reply.is_private

    async def status(self, text: str) -> None:
        await self._reply.status(text)

    async def wait(self, text: str) -> None:
        await self._reply.wait(text)

    async def show(self, text: str) -> None:
        await self._reply.show(text)
        self._fuse("shown")

    def pause(self) -> float:
        return self._reply.pause() / self._speed

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        self._fuse("last_token")
        if isinstance(self._outbox, DeadlyOutbox):
            self._outbox.finishing = True
        await self._reply.finish(text, footer=footer, verbs=verbs)
        self._fuse("finished")

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        await self._reply.fail(text, notice, verbs=verbs)

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        await self._reply.ask(text, options)

    async def attach(self, file: OutFile, *, key: str) -> None:
        await self._reply.attach(file, key=key)


class DeadlyPlatform:
    """Only its replies are."""

    def __init__(self, platform: Platform, fuse: Fuse, speed: float) -> None:
        self._platform = platform
        self._speed = speed
        self._fuse = fuse
        self.messages = platform.messages
        self.shards = platform.shards

    @property
    def name(self) -> str:
        return self._platform.name

    async def run(self, accept: Accept, shard: str = "") -> None:
        await self._platform.run(accept, shard)

    async def ready(self, shard: str = "") -> None:
        await self._platform.ready(shard)

    async def publish(self, commands: Sequence[Command]) -> None:
        await self._platform.publish(commands)

    def reply(self, to: Answerable, outbox: Outbox, *, private: bool = False) -> Reply:
        return DeadlyReply(self._platform.reply(to, outbox, private=private), outbox, self._fuse, self._speed)

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:
        return await self._platform.history(to, after=after, limit=limit)

    async def read(self, span: Span, *, progress: Progress) -> Stretch:
        return await self._platform.read(span, progress=progress)

    async def last_word(self, address: Address, author: Author, *, before: str) -> float:
        return await self._platform.last_word(address, author, before=before)

    async def person(self, author: Author, address: Address) -> Person:
        return await self._platform.person(author, address)

    async def can_read(self, reader: Audience, address: Address) -> bool:
        return await self._platform.can_read(reader, address)

    async def missed(self, seen: Seen, *, limit: int, urgent: Callable[[], bool]) -> Missed:
        return await self._platform.missed(seen, limit=limit, urgent=urgent)

    async def tell(self, press: ActionPressed, text: str) -> None:
        await self._platform.tell(press, text)

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        return self._platform.fetch(attachment)

    def link(self, address: Address, message_id: str) -> str:
        return self._platform.link(address, message_id)

    async def close(self) -> None:
        await self._platform.close()
