"""How much the search finds: `python -m tests.evaluation.search [--show]` prints recall at ten of three searches.

The questions are labelled; the messages that answer them lie among some thousand others of one channel. The vectors are
those of the model that the environment names (`MISTRAL_API_KEY`), or else of the sandbox, which compare words and parts
of words: with those, meaning is not understood.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any, Final

from bot.core.document_ports import Embedder
from bot.core.documents import Charge
from bot.core.leases import Alone
from bot.core.search_ports import Sought
from bot.core.values import Address, Author, Said
from bot.memory.indexing import Indexer
from bot.memory.packing import packed
from bot.memory.searching import Candidate, Searching, candidates, within_of
from bot.mistral.client import open_http
from bot.mistral.embedder import MistralEmbedder
from bot.mistral.tokens import TekkenTokens
from bot.settings import Settings
from bot.store.database import open_store
from bot.store.store import SqlStore
from bot.wiring import mistral_config
from deploy.sandbox.world import open_world
from tests.evaluation.questions import QUESTIONS, Question
from tests.fakes import FakeClock
from tests.memory.chatter import ANA, FakeReadable

OTHERS: Final = 60  # chats beside those that are asked about
AT: Final = 10
MODEL: Final = "mistral-embed"
CHANNEL: Final = Address("slack", "T1", "C1")
NAMES: Final = ("Ana", "Bao")


def chats(others: int = OTHERS) -> dict[str, list[dict[str, Any]]]:
    """Those that are asked about, and others, by their keys."""
    data = json.loads((files("chitchat_dataset") / "dataset.json").read_text(encoding="utf-8"))
    asked = dict.fromkeys(question.chat for question in QUESTIONS)
    flat = {key: [each for group in chat["messages"] for each in group] for key, chat in data.items()}
    more = [key for key, messages in flat.items() if key not in asked and len(messages) > AT][:others]
    return {key: flat[key] for key in (*asked, *more)}


def said(chat: Sequence[dict[str, Any]], numbers: "count[int]") -> list[Said]:
    """As messages of two people."""
    who = dict(zip(dict.fromkeys(each["sender"] for each in chat), NAMES, strict=False))
    return [
        Said(
            f"{1_500_000_000 + next(numbers)}.000000",
            Author(who[each["sender"]], who[each["sender"]]),
            datetime.fromisoformat(each["timestamp"]).timestamp(),
            each["text"],
        )
        for each in chat
        if each["text"].strip() and each["sender"] in who
    ]


class Corpus:
    """A channel with all the chats, indexed; and which of its messages answer which question."""

    def __init__(self, store: SqlStore, embedder: Embedder) -> None:
        self.store = store
        self.embedder = embedder
        self.messages = 0
        self._by_chat: dict[str, list[Said]] = {}

    async def fill(self, others: int) -> None:
        numbers = count()
        for key, chat in chats(others).items():
            messages = self._by_chat[key] = said(chat, numbers)
            self.messages += len(messages)
            thread = Address("slack", "T1", "C1", messages[0].message_id)
            await self.store.transcript.add(thread, messages)
        clock = FakeClock()
        unused: Any = None  # there are no files
        indexer = Indexer(
            *(self.store.message_index, self.store.file_index, unused, self.embedder, clock),
            model=MODEL,
            price_of=lambda _: None,
            leases=Alone(),
        )
        task = asyncio.create_task(indexer.catch_up())
        while not task.done():
            await asyncio.sleep(0.001)
            await clock.advance(1)
        await task

    def answers(self, question: Question) -> set[str]:
        """The ids of the messages that answer it."""
        chat = self._by_chat[question.chat]
        return {each.message_id for each in chat if any(source in each.text for source in question.sources)}

    async def by_words(self, question: Question) -> list[set[str]]:
        return await self._searched(question, None)

    async def by_both(self, question: Question) -> list[set[str]]:
        return await self._searched(question, self.embedder)

    async def by_meaning(self, question: Question) -> list[set[str]]:
        vector = packed((await self.embedder.embed([question.words])).vectors[0])
        within = within_of(Sought(question.words, "channel", ANA, CHANNEL))
        near = await self.store.message_index.nearest(within, MODEL, vector, AT)
        return [_cites(each) for each in candidates([], near, ())]

    async def _searched(self, question: Question, embedder: Embedder | None) -> list[set[str]]:
        platform: Any = FakeReadable()
        unused: Any = None  # no files are searched
        search = Searching(self.store.message_index, unused, {"slack": platform}, embedder, model=MODEL)
        found = await search(Sought(question.words, "channel", ANA, CHANNEL, limit=AT), charge=_unpaid)
        return [set(hit.cites) for hit in found.hits]


async def _unpaid(_charge: Charge) -> None:
    """Nobody pays for an evaluation."""


def _cites(candidate: Candidate) -> set[str]:
    return {each.message_id for each in (candidate.chunk.messages if candidate.chunk else [candidate.message])}


def found_at(hits: Sequence[set[str]], wanted: set[str]) -> int:
    """The rank of the first hit that shows a wanted message; 0 if none of the first ten does."""
    return next((rank for rank, hit in enumerate(hits[:AT], 1) if hit & wanted), 0)


@asynccontextmanager
async def opened_corpus(folder: Path, others: int = OTHERS) -> AsyncIterator[Corpus]:
    async with AsyncExitStack() as stack:
        environment = dict(os.environ)
        if not environment.get("MISTRAL_API_KEY"):
            world = await stack.enter_async_context(open_world())
            environment |= {name: value for name, value in world.environment().items() if name.startswith("MISTRAL")}
        config = mistral_config(Settings.load(environment))
        http = await stack.enter_async_context(open_http(config))
        store = await stack.enter_async_context(open_store(folder / "evaluation.sqlite3", FakeClock()))
        corpus = Corpus(store, MistralEmbedder(http, config, FakeClock(), TekkenTokens(), model=MODEL))
        await corpus.fill(others)
        yield corpus


async def ranks(corpus: Corpus) -> dict[str, list[int]]:
    """By the name of the search, the rank of each question's answer."""
    searches = {"words": corpus.by_words, "vectors": corpus.by_meaning, "both": corpus.by_both}
    return {
        name: [found_at(await search(question), corpus.answers(question)) for question in QUESTIONS]
        for name, search in searches.items()
    }


async def main(arguments: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with opened_corpus(Path(folder)) as corpus:
            found = await ranks(corpus)
            print(f"{len(QUESTIONS)} questions to a channel of {corpus.messages:,} messages")
            for name, each in found.items():
                hits = [rank for rank in each if rank]
                reciprocal = sum(1 / rank for rank in hits) / len(each)
                print(f"{name:<8} recall at {AT}: {len(hits) / len(each):.2f}   mean reciprocal rank: {reciprocal:.2f}")
            if "--show" in arguments:
                for question, *each in zip(QUESTIONS, *found.values(), strict=True):
                    print(f"{question.words:<50}", *each)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
