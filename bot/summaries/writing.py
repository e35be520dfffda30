"""A summary of many messages, which a model writes: at once, or in parts that are read side by side and merged."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.documents import Charge
from bot.core.errors import ReplyBroken
from bot.core.messages import ModelCard, ModelRequest, ReplyEnded, SystemMessage, UserMessage
from bot.core.model_ports import Model, Models, Tokens
from bot.core.read_files import TurnFiles
from bot.core.speech import headed
from bot.summaries.material import Line, Part, parts_of, shown
from bot.summaries.prompts import Wish, final, noting
from bot.summaries.sources import known_only

_AT_ONCE: Final = 4  # parts
_NOTES: Final = 2_000  # tokens that are written down of one part
_LONGEST: Final = {"short": 1_500, "long": 4_000}  # tokens of a summary
_LEAST_MERGED: Final = 2  # notes in one request, however long they are
_NOTES_CUT: Final = "Some parts say more than I could note down; ask for a shorter time to have all of it."
_CUT: Final = "The summary reached its longest length and breaks off; ask for a shorter time, or with length=long."
_EMPTY: Final = "Mistral wrote an empty summary; please ask for it again."


@dataclass(slots=True)
class Written:
    """A summary that is yet to be checked, and sentences about what is missing in it."""

    text: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Task:
    """What all requests of one summary share. `now` says what time it is, in the asker's own zone."""

    wish: Wish
    now: str
    files: TurnFiles


@dataclass(frozen=True, slots=True)
class _Notes:
    """What was written down of some messages."""

    text: str
    numbers: frozenset[int]


class Writer:
    """`name` is the model that reads; `most` tokens of messages are read in one request."""

    def __init__(self, model: Model, models: Models, tokens: Tokens, name: str, *, most: int = 24_000) -> None:
        self._model = model
        self._models = models
        self._tokens = tokens
        self._name = name
        self._most = most

    async def __call__(self, lines: Sequence[Line], task: Task) -> Written:
        """Raises `ModelFailed`."""
        card = self._models.choose(self._name, frozenset({"chat"})).card
        most = min(self._most, card.context // 2)
        parts = await parts_of(lines, self._tokens, most)
        written = Written("")
        if len(parts) > 1:
            await task.files.progress(f"summarising {len(lines):,} messages in {len(parts):,} parts")
            asked = await self._merged(await self._noted(card, parts, task, written), card, task, most, written)
        else:
            await task.files.progress(f"summarising {len(lines):,} message{'s' if len(lines) > 1 else ''}")
            asked = f"Summarise these {len(lines):,} messages. It is now {task.now}.\n\n{shown(parts[0])}"
        longest = _LONGEST[task.wish.length]
        system = final(task.wish, notes=len(parts) > 1)
        written.text, cut = await self._asked(card, system, asked, longest, task)
        written.notes += [_CUT] if cut else []
        return written

    async def _noted(self, card: ModelCard, parts: Sequence[Part], task: Task, written: Written) -> list[_Notes]:
        """Notes on each part, in order."""
        busy, done = asyncio.Semaphore(_AT_ONCE), 0

        async def noted(part: Part) -> list[_Notes]:
            nonlocal done
            async with busy:
                notes = await self._of_part(card, part, task, written)
            done += 1
            await task.files.progress(f"summarising: part {done:,} of {len(parts):,}")
            return notes

        tasks = [asyncio.create_task(noted(part)) for part in parts]
        try:
            return [each for notes in await asyncio.gather(*tasks) for each in notes]
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)  # nothing may be charged behind the turn's back

    async def _of_part(self, card: ModelCard, part: Part, task: Task, written: Written) -> list[_Notes]:
        """Notes on a part, or on its halves where they came to no end."""
        notes, cut = await self._notes_on(card, part, task)
        if not cut:
            return [notes]
        middle = len(part) // 2
        halves = [await self._notes_on(card, half, task) for half in (part[:middle], part[middle:]) if half]
        if any(cut for _, cut in halves) and _NOTES_CUT not in written.notes:
            written.notes.append(_NOTES_CUT)
        return [notes for notes, _ in halves]

    async def _notes_on(self, card: ModelCard, part: Part, task: Task) -> tuple[_Notes, bool]:
        numbers = frozenset(line.number for line in part)
        asked = (
            f"Summarise these messages, number {part[0].number:,} to {part[-1].number:,} of a longer chat. "
            f"It is now {task.now}.\n\n{shown(part)}"
        )
        text, cut = await self._asked(card, noting(task.wish, notes=False), asked, _NOTES, task)
        return _Notes(known_only(text, numbers), numbers), cut

    async def _merged(self, notes: list[_Notes], card: ModelCard, task: Task, most: int, written: Written) -> str:
        """What is asked in the end: all notes, made fewer in rounds while they are too many for one request."""
        while len(groups := await self._grouped(notes, most)) > 1:
            merged: list[_Notes] = []
            for group in groups:
                await task.files.progress(f"summarising: merging notes on {len(notes):,} parts")
                numbers = frozenset[int]().union(*(each.numbers for each in group))
                request = _request(group, task)
                text, cut = await self._asked(card, noting(task.wish, notes=True), request, _NOTES, task)
                if cut and _NOTES_CUT not in written.notes:
                    written.notes.append(_NOTES_CUT)
                merged.append(_Notes(known_only(text, numbers), numbers))
            notes = merged
        return _request(notes, task)

    async def _grouped(self, notes: Sequence[_Notes], most: int) -> list[list[_Notes]]:
        groups: list[list[_Notes]] = [[]]
        room = most
        counts = await self._tokens.count([each.text for each in notes])
        for each, count in zip(notes, counts, strict=True):
            if len(groups[-1]) >= _LEAST_MERGED and count.followed > room:
                groups.append([])
                room = most
            groups[-1].append(each)
            room -= count.followed
        return groups

    async def _asked(self, card: ModelCard, system: str, asked: str, longest: int, task: Task) -> tuple[str, bool]:
        """What the model says, and whether it came to no end."""
        messages = (SystemMessage(system), UserMessage(asked))
        request = ModelRequest(card.id, messages, temperature=0.1, max_tokens=longest)
        async for event in self._model.stream(request):
            if isinstance(event, ReplyEnded):
                await task.files.charge(Charge(card.id, event.usage))
                if text := event.message.text.strip():
                    return text, event.finish == "length"
        raise ReplyBroken("the model wrote an empty summary", notice=_EMPTY)


def _request(notes: Sequence[_Notes], task: Task) -> str:
    parts = [headed(f"Notes on part {number} of {len(notes)}", each.text) for number, each in enumerate(notes, 1)]
    return "\n\n".join([f"Summarise the chat from these notes. It is now {task.now}.", *parts])
