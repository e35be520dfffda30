"""Fakes of what a window is built from: a transcript in memory, tokens that are characters, a model that notes."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.errors import ModelFailed
from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage, Message, ModelEvent, ModelRequest, ReplyEnded, ToolSpec, Usage
from bot.core.records import Count, Entry, Seen, SentFile, Summary, Turn
from bot.core.values import Address, Attachment, Author, Heard, MessageReceived, Said
from bot.mistral.template import prompt_tokens

HERE = Address("slack", "T1", "C1", "100.0")
ANA, BAO = Author("U1", "Ana"), Author("U2", "Bao")
ITSELF = Author("self", "Galerne", "self")


def position(number: int) -> str:
    return str(number).rjust(24, "0")


def line(number: int, author: Author, text: str, files: tuple[str, ...] = ()) -> Entry:
    attachments = tuple(Attachment(name, name, "application/pdf", 1) for name in files)
    return Entry(position(number), str(number), author, 1_000.0 + number, text, attachments)


def turn_of_the_bot(number: int, text: str, messages: tuple[Message, ...] = ()) -> Entry:
    return Entry(position(number), str(number), ITSELF, 1_000.0 + number, text, turn_id=number, messages=messages)


def asked(number: int, text: str, author: Author = ANA, files: tuple[str, ...] = ()) -> Turn:
    """The turn that a message begins."""
    attachments = tuple(Attachment(name, name, "application/pdf", 1) for name in files)
    said = Said(str(number), author, 1_000.0 + number, text, attachments)
    return Turn(number, MessageReceived(f"E{number}", HERE, said, addressed=True), HERE, State.RUNNING, 1, 0.0)


class FakeTranscript:
    """Implements `bot.core.ports.Transcript` in memory; what it holds of `HERE` can be looked at."""

    def __init__(self, *entries: Entry) -> None:
        self.conversations: dict[Address, dict[str, Entry]] = {HERE: {entry.position: entry for entry in entries}}
        self.summaries: dict[Address, list[Summary]] = {}
        self.reads: list[int] = []  # how many entries each page held

    @property
    def entries(self) -> list[Entry]:
        """Those of `HERE`, oldest first."""
        return sorted(self.conversations[HERE].values(), key=lambda entry: entry.position)

    async def followed(self, conversation: Address, *, by: str = "") -> bool:
        return any(entry.turn_id is not None for entry in self.conversations.get(conversation, {}).values())

    async def conversation_of(self, address: Address, message_id: str) -> Address | None:
        found = self._find(address, message_id)
        return found[0] if found else None

    async def root(self, conversation: Address) -> str:
        return conversation.thread

    async def add(self, conversation: Address, said: Sequence[Said], *, before: Sequence[Heard] = ()) -> int:
        known = self.conversations.setdefault(conversation, {})
        new = [each for each in (*(heard.said for heard in before), *said) if each.position not in known]
        for each in new:
            files = each.attachments
            known[each.position] = Entry(each.position, each.message_id, each.author, each.at, each.text, files)
        return len(new)

    async def edit(self, address: Address, message_id: str, text: str) -> bool:
        if (found := self._find(address, message_id)) is None:
            return False
        conversation, entry = found
        self.conversations[conversation][entry.position] = replace(entry, text=text, count=None)
        return True

    async def delete(self, address: Address, message_id: str) -> bool:
        if (found := self._find(address, message_id)) is None:
            return False
        conversation, entry = found
        del self.conversations[conversation][entry.position]
        return True

    async def places(
        self, platform: str, *, since: float, stored_before: float, limit: int, among: Callable[[Address], bool]
    ) -> Sequence[Seen]:
        raise NotImplementedError("no window is built from places")

    async def last_position(self, conversation: Address, *, stored_before: float) -> str:
        known = self.conversations.get(conversation, {}).values()
        return max((entry.position for entry in known if entry.at < stored_before), default="")

    async def newest(self, turn: Turn, *, after: str, limit: int, skip: int = 0) -> list[Entry]:
        event = turn.event
        before = event.said.position if isinstance(event, MessageReceived) else "~"
        found = [
            entry
            for entry in self.conversations.get(turn.conversation, {}).values()
            if entry.position > after
            and (entry.position < before or (entry.turn_id is not None and entry.turn_id < turn.id))
        ]
        page = sorted(found, key=lambda entry: entry.position, reverse=True)[skip : skip + limit]
        self.reads.append(len(page))
        return page

    async def files(self, turn: Turn, *, limit: int) -> Sequence[SentFile]:
        before = await self.newest(turn, after="", limit=1_000)
        sent = [SentFile(file, entry.position, entry.author.id, entry.at) for entry in before for file in entry.files]
        return sent[:limit]

    async def counted(self, conversation: Address, counts: Mapping[str, Count]) -> None:
        known = self.conversations[conversation]
        known.update({at: replace(known[at], count=count) for at, count in counts.items()})

    async def summary(self, conversation: Address) -> Summary | None:
        made = self.summaries.get(conversation)
        return made[-1] if made else None

    async def summarise(self, conversation: Address, summary: Summary) -> None:
        self.summaries.setdefault(conversation, []).append(summary)

    def _find(self, address: Address, message_id: str) -> tuple[Address, Entry] | None:
        """A message of the channel, in whichever of its conversations."""
        for conversation, entries in self.conversations.items():
            for entry in entries.values():
                if conversation.place == address.place and entry.message_id == message_id:
                    return conversation, entry
        return None


@dataclass(slots=True)
class FakeTokens:
    """Implements `bot.core.model_ports.Tokens`: each character is a token, and the template is the real one."""

    texts: list[str] = field(default_factory=list)  # all that was counted
    prompts: int = 0  # characters of all the prompts that were counted

    async def count(self, texts: Sequence[str]) -> list[Count]:
        self.texts += texts
        return [Count(len(text), len(text) + 2) for text in texts]

    async def prompt(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        *,
        effort: bool = False,
        schema: Mapping[str, Any] | None = None,
    ) -> int:
        tokens = prompt_tokens(len, messages, tools, effort=effort, schema=schema)
        self.prompts += tokens
        return tokens


@dataclass(slots=True)
class FakeNoter:
    """A model that answers each request with the next of its notes, the last one for ever; or fails."""

    notes: list[str | ModelFailed] = field(default_factory=lambda: ["Ana and Bao talked."])
    requests: list[ModelRequest] = field(default_factory=list)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        self.requests.append(request)
        note = self.notes[min(len(self.requests), len(self.notes)) - 1]
        if isinstance(note, ModelFailed):
            raise note
        yield ReplyEnded(AssistantMessage(note), Usage(100, 10), "stop", "request-1")
