"""Choosing what of a conversation is shown in full, and summarising the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.compaction import Compactor, framed
from bot.core.errors import ModelFailed
from bot.core.messages import UserMessage
from bot.core.model_ports import Tokens
from bot.core.ports import Transcript
from bot.core.records import Entry, Summary, Turn
from bot.core.shown import Shown, costs, counted, shown, total

_PAGE: Final = 200  # entries read at a time


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is shown of what was said before, oldest first."""

    summary: Summary | None
    each: tuple[Shown, ...]
    front: tuple[Shown, ...] = ()  # what stands before it all, whatever was said
    tokens: int = 0  # of all of it in a window, before the message to be answered
    left_out: int = 0  # neither shown nor summarised
    failure: ModelFailed | None = None  # why they could not be summarised

    @property
    def all(self) -> list[Shown]:
        """The front, the summary as if it were a message, and what follows it."""
        summary = [Shown(self.summary.upto, 0.0, framed(self.summary))] if self.summary else []
        return [*self.front, *summary, *self.each]


class Chooser:
    def __init__(self, transcript: Transcript, tokens: Tokens) -> None:
        self._transcript = transcript
        self._tokens = tokens

    async def choose(
        self, turn: Turn, room: int, keep: int, compactor: Compactor, *, front: Sequence[Shown] = ()
    ) -> Chosen:
        """What fits into `room` tokens of what precedes a turn; `front` stands before it and takes no room.

        If that is not all since the last summary, the oldest of it is summarised until at most `keep` tokens remain.
        """
        summary = await self._transcript.summary(turn.conversation)
        entries, read = await self._read(turn, summary.upto if summary else "")
        each = await counted(self._tokens, read)
        before = await counted(self._tokens, front)
        taken = sum(one.count.followed for one in before if one.count is not None)
        chosen = await self._sized(Chosen(summary, tuple(each), tuple(before)))
        if chosen.tokens > room + taken:
            chosen = await self._compacted(entries, chosen, room, keep, compactor)
        await self._keep_counts(turn, entries, [one for one in each if not _stands_for(chosen.summary, one)])
        return await self._fitting(chosen, room + taken)

    async def _sized(self, chosen: Chosen) -> Chosen:
        tokens = await total(self._tokens, await counted(self._tokens, chosen.all), await self._pair())
        return replace(chosen, tokens=tokens)

    async def _read(self, turn: Turn, after: str) -> tuple[list[Entry], list[Shown]]:
        """All that was said since the last summary and can be shown, oldest first; one entry for each of the shown."""
        entries: list[Entry] = []
        each: list[Shown] = []
        read, page = 0, _PAGE
        while page == _PAGE:
            found = await self._transcript.newest(turn, after=after, limit=_PAGE, skip=read)
            page = len(found)
            read += page
            for entry in found:
                if (one := shown(entry)) is not None:
                    entries.append(entry)
                    each.append(one)
        return entries[::-1], each[::-1]

    async def _compacted(
        self, entries: Sequence[Entry], chosen: Chosen, room: int, keep: int, compactor: Compactor
    ) -> Chosen:
        pair = await self._pair()
        kept = _newest_within(chosen.each, min(keep, room - compactor.longest), pair)
        done = await compactor(chosen.summary, entries[: len(entries) - len(kept)])
        if done.failure is None:
            return await self._sized(Chosen(done.summary, kept, chosen.front))
        rest = tuple(one for one in chosen.each if not _stands_for(done.summary, one))
        alone = await self._sized(Chosen(done.summary, (), failure=done.failure))
        kept = _newest_within(rest, room - alone.tokens, pair)
        left_out = len(rest) - len(kept)
        return await self._sized(replace(alone, each=kept, front=chosen.front, left_out=left_out))

    async def _keep_counts(self, turn: Turn, entries: Sequence[Entry], each: Sequence[Shown]) -> None:
        known = {entry.position for entry in entries if entry.count is not None}
        new = {one.position: one.count for one in each if one.count is not None and one.position not in known}
        if new:
            await self._transcript.counted(turn.conversation, new)

    async def _fitting(self, chosen: Chosen, room: int) -> Chosen:
        """Without the oldest messages for which there is no room after all, such as beside a long question."""
        while chosen.each and chosen.tokens > room:
            left = _from_a_person(chosen.each[1:])
            dropped = len(chosen.each) - len(left)
            chosen = await self._sized(replace(chosen, each=left, left_out=chosen.left_out + dropped))
        if chosen.summary and chosen.tokens > room:
            left_out = chosen.left_out + chosen.summary.entries
            return await self._sized(Chosen(None, (), chosen.front, left_out=left_out, failure=chosen.failure))
        return chosen

    async def _pair(self) -> int:
        """Tokens of the template around a message of the user's role."""
        return await self._tokens.prompt((UserMessage(""),), ()) - await self._tokens.prompt((), ())


def _stands_for(summary: Summary | None, one: Shown) -> bool:
    return summary is not None and one.position <= summary.upto


def _newest_within(each: tuple[Shown, ...], room: int, pair: int) -> tuple[Shown, ...]:
    """The newest that fit, from a person's message on: an answer is not shown without what it answers."""
    begin = len(each)
    for tokens in reversed(costs(each, pair)):
        room -= tokens
        if room < 0:
            return _from_a_person(each[begin:])
        begin -= 1
    return each


def _from_a_person(each: tuple[Shown, ...]) -> tuple[Shown, ...]:
    begin = next((at for at, one in enumerate(each) if one.is_line), len(each))
    return each[begin:]
