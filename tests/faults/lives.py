"""Lives of the bot's process: each ends at a named point, or is ended from outside."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.sandbox.world import World
from tests.faults.points import INSIDE, OUTSIDE
from tests.faults.questions import Kind

ROOT: Final = Path(__file__).parent.parent.parent
PATIENCE: Final = 8.0  # seconds for which a point is waited for; whoever does not come by it is killed all the same
SPEEDS: Final = (1.0, 1.0, 4.0, 4.0, 60.0)
PACES: Final = (400.0, 1_500.0, 1_500.0, 4_000.0)  # tokens a second
WANTED: Final[dict[str, Kind]] = {
    "tool_started": "tool",
    "tool_ran": "tool",
    "tool_recorded": "tool",
    "split": "long",
    "rotated": "long",
}
"""What has to be asked to come by a point."""
Ask = Callable[[Kind], None]


@dataclass(frozen=True, slots=True)
class Death:
    """`nth` time that the point is passed; `after` seconds, for what is chosen outside."""

    point: str
    nth: int
    after: float
    speed: float
    pace: float

    def __str__(self) -> str:
        return f"{self.point}:{self.nth} after={self.after:.3f} speed={self.speed:g} pace={self.pace:g}"


def deaths(rng: random.Random, kills: int) -> list[Death]:
    """Every point as often as any other, and every fourth time at any time; in random order."""
    points = [*INSIDE, *(point for point in OUTSIDE if point != "any")]
    chosen = [("any" if n % 4 == 3 else points[(n - n // 4) % len(points)]) for n in range(kills)]
    rng.shuffle(chosen)
    return [planned(rng, point) for point in chosen]


def once_each(rng: random.Random) -> list[Death]:
    """Every point once, in random order."""
    points = [*INSIDE, *OUTSIDE]
    rng.shuffle(points)
    return [planned(rng, point) for point in points]


def planned(rng: random.Random, point: str) -> Death:
    speed = rng.choice((4.0, 60.0)) if point in {"split", "rotated"} else rng.choice(SPEEDS)
    pace = 600.0 if speed > 10 else rng.choice(PACES)
    longest = 0.01 if point in {"sent", "acknowledged"} else 4.0
    return Death(point, 1 if point in WANTED else rng.choice((1, 1, 2, 3)), rng.uniform(0.0, longest), speed, pace)


class Lives:
    """`folder` holds the database and what the processes have logged."""

    def __init__(self, world: World, folder: Path) -> None:
        self.database = folder / "bot.sqlite3"
        self.log = folder / "bot.log"
        self._world = world

    async def die(self, death: Death, ask: Ask) -> bool:
        """One life; whether it ended where it should have."""
        self._world.mistral.pace(0.02, death.pace)
        async with self._process(death) as process:
            end = asyncio.create_task(process.wait())
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._fate(death, end, ask)
                met = True
            except TimeoutError:
                met = False
            return await self._killed(process) and met

    @asynccontextmanager
    async def in_peace(self) -> AsyncIterator[None]:
        """A life in which nothing happens, and which is ended as an operator would."""
        self._world.mistral.pace()
        async with self._process(None) as process:
            yield
            process.terminate()
            code = await process.wait()
            if code != 0:
                raise RuntimeError(f"the bot ended with {code}:\n{self.tail()}")

    async def ready(self) -> None:
        """Return once the process receives on both platforms."""
        world = self._world
        await world.log.until(lambda: world.slack.sockets() and world.discord.connected(), timeout=PATIENCE)

    def tail(self) -> str:
        """The last lines of the log."""
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-40:])

    async def _fate(self, death: Death, end: asyncio.Task[int], ask: Ask) -> None:
        if death.point in WANTED:
            ask(WANTED[death.point])
        match death.point:
            case "any":
                await asyncio.sleep(death.after)
            case "sent":
                await self.ready()
                ask("plain")
                await asyncio.sleep(death.after)
            case "acknowledged":
                known = self._acknowledged()
                await self._world.log.until(lambda: self._acknowledged() >= known + death.nth, timeout=PATIENCE)
            case _:
                await asyncio.shield(end)

    async def _killed(self, process: Process) -> bool:
        """Kill it if it lives; an end of its own is a defect."""
        if process.returncode is None:
            process.kill()
        code = await process.wait()
        if code != -signal.SIGKILL:
            raise RuntimeError(f"the bot ended by itself with {code}:\n{self.tail()}")
        return True

    def _acknowledged(self) -> int:
        return sum(1 for each in self._world.slack.deliveries() if each["outcome"] == "acked")

    @asynccontextmanager
    async def _process(self, death: Death | None) -> AsyncIterator[Process]:
        inside = death is not None and death.point in INSIDE
        settings = {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "BURST_SECONDS": "0",
            "ANSWER_TOKENS": "8000",
            "CONTEXT_TOKENS": "60000",
            "LOG_LEVEL": "INFO",
            "KILL_AT": f"{death.point}:{death.nth}" if death and inside else "",
            "CLOCK_SPEED": str(death.speed if death else 1.0),
            "PYTHONPATH": str(ROOT),
        }
        clean = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"--- {death or 'in peace'}\n")
            log.flush()
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.faults.child",
                cwd=self.database.parent,
                env={**clean, **settings, **self._world.environment()},
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
