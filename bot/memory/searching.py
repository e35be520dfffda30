"""The search in what was said and sent. Implements `bot.core.search_ports.Search`.

Rankings by all words, by any word and by meaning are merged by reciprocal rank. What the readers may not see is taken
out and the search goes on without those places, so that it takes no room among the hits.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.document_ports import Charging, Embedder
from bot.core.documents import Charge
from bot.core.errors import ModelFailed
from bot.core.platform_ports import Platform
from bot.core.search_ports import Found, FoundChunk, Hit, IndexedMessage, MessageIndex, Sought, Within
from bot.core.values import Address
from bot.memory.excerpts import excerpt, holds
from bot.memory.file_search import FileSearch
from bot.memory.packing import packed
from bot.memory.ranking import merged
from bot.memory.readers import Readers
from bot.memory.terms import terms

log = logging.getLogger(__name__)

POOL: Final = 40  # candidates of each ranking
ROUNDS: Final = 6  # that places are taken out, before what was found is enough
LONGEST_QUERY: Final = 2_000  # characters
WORDS_ALONE: Final = "Mistral's embeddings did not answer, so I searched by words alone."
_TOO_MANY: Final = "There are many places here that you cannot read; I may not have found everything that you can."
_COMMANDS: Final = ("!search", "/search")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search with what does not change from round to round. `vector` is None where only words are searched."""

    sought: Sought
    terms: tuple[str, ...]
    vector: bytes | None


class Searching:
    """`model` is the embedding model's id; without an `embedder`, words alone are searched."""

    def __init__(
        self,
        index: MessageIndex,
        files: FileSearch,
        platforms: Mapping[str, Platform],
        embedder: Embedder | None,
        *,
        model: str,
    ) -> None:
        self._index = index
        self._files = files
        self._platforms = platforms
        self._embedder = embedder
        self._model = model

    async def __call__(self, sought: Sought, *, charge: Charging) -> Found:
        platform = self._platforms[sought.address.platform]
        readers = Readers(platform, sought)
        within = within_of(sought)
        reach = await self._index.reach(within)
        if sought.where == "files":
            return Found(await self._files(sought, within, readers, platform, charge=charge), reach)
        notes: list[str] = []
        asked = Asked(sought, tuple(terms(sought.words)), await self._vector(sought.words, charge, notes))
        ranked = await self._readable(asked, within, readers, notes)
        return Found(tuple(_hit(each, asked, platform) for each in ranked), reach, tuple(notes))

    async def _vector(self, query: str, charge: Charging, notes: list[str]) -> bytes | None:
        if self._embedder is None or not query.strip():
            return None
        try:
            embedded = await self._embedder.embed([query[:LONGEST_QUERY]])
        except ModelFailed as error:
            log.warning("A search goes by words alone, since the embedding model does not answer: %s", error)
            notes.append(WORDS_ALONE)
            return None
        await charge(Charge(embedded.model, embedded.usage))
        return packed(embedded.vectors[0])

    async def _readable(self, asked: Asked, within: Within, readers: Readers, notes: list[str]) -> list["Candidate"]:
        """The best that all readers may see."""
        limit, best = asked.sought.limit, list[Candidate]()
        for _ in range(ROUNDS):
            ranked = await self._ranked(asked, within)
            best, denied = [], False
            for candidate in ranked:
                if len(best) == limit:
                    break
                if await readers.may(candidate.message.conversation):
                    best.append(candidate)
                else:
                    denied = True
            if not denied or len(best) == limit:
                return best
            within = replace(within, without=readers.denied)
        notes.append(_TOO_MANY)
        return best

    async def _ranked(self, asked: Asked, within: Within) -> list["Candidate"]:
        words = asked.terms
        every = await self._index.matching(within, words, POOL, every=True) if len(words) > 1 else []
        some = await self._index.matching(within, words, POOL) if words else []
        near = await self._index.nearest(within, self._model, asked.vector, POOL) if asked.vector else []
        leave_out = asked.sought.leave_out
        return candidates([every, some], near, words, leave_out)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that was found, or the first of a chunk's with the others."""

    message: IndexedMessage
    chunk: FoundChunk | None = None
    worded: bool = True


def candidates(
    by_words: Sequence[Sequence[IndexedMessage]],
    by_meaning: Sequence[FoundChunk],
    words: Sequence[str],
    leave_out: str = "",
) -> list[Candidate]:
    """All that was found, best first; a chunk speaks for the one of its messages that was found by its words."""
    found: dict[tuple[str, str], Candidate] = {}
    rankings: list[list[tuple[str, str]]] = []
    for ranking in by_words:
        kept = [each for each in ranking if is_talk(each, leave_out)]
        rankings.append([each.key for each in kept])
        found |= {each.key: Candidate(each) for each in kept if each.key not in found}
    nearest: list[tuple[str, str]] = []
    for chunk in by_meaning:
        messages = [each for each in chunk.messages if is_talk(each, leave_out)]
        if not messages:
            continue
        best = max(messages, key=lambda each: (each.key in found, holds(each.text, words)))
        if best.key not in found:
            worded = bool(holds(best.text, words))
            found[best.key] = Candidate(best, replace(chunk, messages=tuple(messages)), worded)
        nearest.append(best.key)
    return [found[key] for key in merged([*rankings, nearest])]


def is_talk(message: IndexedMessage, leave_out: str) -> bool:
    """Not the question itself, nor another search."""
    return message.message_id != leave_out and not message.text.lstrip().lower().startswith(_COMMANDS)


def within_of(sought: Sought) -> Within:
    address = sought.address
    workspace = f"{address.platform}:{address.workspace}"
    place = address.place if sought.where in {"channel", "conversation"} else ""
    conversation = str(address) if sought.where == "conversation" else ""
    return Within(workspace, place, conversation, sought.since)


def _hit(candidate: Candidate, asked: Asked, platform: Platform) -> Hit:
    message, chunk = candidate.message, candidate.chunk
    text = message.text
    cited: tuple[IndexedMessage, ...] = (message,)
    if chunk is not None and chunk.ends:
        text = text[chunk.begins : chunk.ends]
    elif chunk is not None and not candidate.worded:
        cited = chunk.messages
        message = cited[0]
        text = " / ".join(each.text if each is message else f"{each.author.name}: {each.text}" for each in cited)
    return Hit(
        address=Address.parse(message.conversation),
        message_id=message.message_id,
        author=message.author,
        at=message.at,
        excerpt=excerpt(text, asked.terms),
        link=platform.link(where(message), message.message_id),
        cites=tuple(each.message_id for each in cited),
        worded=candidate.worded,
    )


def where(message: IndexedMessage) -> Address:
    """Where a message stands: what a thread began with, and what was said before it, stand in the channel."""
    address = Address.parse(message.conversation)
    thread = address.thread
    if not thread.replace(".", "").isdecimal() or message.message_id.rjust(24, "0") < thread.rjust(24, "0"):
        return replace(address, thread="")
    return address
