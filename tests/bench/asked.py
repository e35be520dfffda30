"""Questions about files, and what lies between the message and the moment at which the model is asked."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.people import DiscordPeople, Dropped, People, SlackPeople, wait
from tests.bench.processes import Bot, Sandbox, bot, cpu, only
from tests.bench.watching import Hold, family_cpu, holds, memory_of

PEOPLE: Final[dict[str, type[SlackPeople] | type[DiscordPeople]]] = {"slack": SlackPeople, "discord": DiscordPeople}
CHAT, OCR, EMBEDDINGS = "POST /v1/chat/completions", "POST /v1/ocr", "POST /v1/embeddings"
PATIENCE: Final = 240.0  # seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: seconds from the message to the request that the model answers, and what happened meanwhile."""

    key: str  # of its answer
    ready: float
    sandbox: float  # seconds of CPU that the sandbox used meanwhile; it serves one request at a time
    cpu: float  # seconds, of the bot and its workers
    memory: float  # MiB at the most, the bot and its workers
    alone: float  # MiB at the most, the bot without them
    holds: Sequence[Hold]
    calls: Sequence[dict[str, Any]]

    @property
    def own(self) -> float:
        """Seconds that are not the sandbox's."""
        return self.ready - self.sandbox

    def named(self, name: str) -> list[dict[str, Any]]:
        return [call for call in self.calls if call["name"] == name]

    def embedded(self) -> int:
        """Passages that were embedded; a question that is searched for is one text by itself."""
        return sum(size for call in self.named(EMBEDDINGS) if (size := len(call["body"]["input"])) > 1)


@dataclass(slots=True)
class Desk:
    """A bot that is watched, and somebody who asks it."""

    world: Sandbox
    people: People
    process: Bot
    folder: Path

    def ask(self, text: str, files: Sequence[Dropped] = (), thread: str = "") -> Asked:
        self.world.do("mistral", "script", replies=[{"tokens": 20}])
        _, start = self.world.calls(0)
        pid, seen = self.process.process.pid, len(self.world.do("mistral", "timings"))
        with memory_of(pid) as memory:
            used, sandbox = family_cpu(pid), cpu(self.world.pid)
            before = time.monotonic()
            key = self.people.ask_in(thread, text) if thread else self.people.ask(text, files)
            begun = time.monotonic()
            arrived = self._arrived(seen, begun)
            used, sandbox = family_cpu(pid) - used, cpu(self.world.pid) - sandbox
        wait(self.people, [key])
        calls, _ = self.world.calls(start)
        held = holds(self.folder / "holds", before, time.monotonic())
        return Asked(key, arrived - begun, sandbox, used, memory.whole, memory.alone, held, calls)

    def _arrived(self, seen: int, begun: float) -> float:
        """When the model was asked; looked for seldom, as looking takes time of the sandbox."""
        while len(timings := self.world.do("mistral", "timings")) <= seen:
            if time.monotonic() - begun > PATIENCE:
                raise RuntimeError("the model was never asked")
            time.sleep(0.05)
        return float(timings[seen]["arrived"])


@contextmanager
def desk(world: Sandbox, platform: str, folder: Path, **settings: str) -> Iterator[Desk]:
    """A fresh bot on one platform; its database is `bench.sqlite3` in the folder.

    What else is said in the channel is not read, or the files of an earlier question would be read with the next.
    """
    folder.mkdir()
    environment = only(world.environment, platform) | {
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "LOOP_HOLDS": str(folder / "holds"),
        "CHANNEL_CONTEXT": "0",
        **settings,
    }
    with bot(environment, "tests.bench.probed") as process:
        yield Desk(world, PEOPLE[platform](world), process, folder)
