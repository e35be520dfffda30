"""Lives of the bot's process: each ends at a named point, or is ended from outside."""

import asyncio
import os
import random
import signal
import socket
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
from tests.faults.tickets import TICKETS

ROOT: Final = Path(__file__).parent.parent.parent
PATIENCE: Final = 20.0  # seconds for which a point is waited for; whoever does not come by it is killed all the same
SPEEDS: Final = (1.0, 1.0, 4.0, 4.0, 60.0)
PACES: Final = (400.0, 1_500.0, 1_500.0, 4_000.0)  # tokens a second
OVER_HTTP: Final = 0.25  # of all lives
HELD_TO_RATES: Final = 0.2  # of all lives, but those in which something has to be asked
WANTED: Final[dict[str, Kind]] = {
    "tool_started": "tool",
    "tool_ran": "tool",
    "tool_recorded": "tool",
    "split": "long",
    "rotated": "long",
    "change_started": "change",
    "changed": "change",
}
"""What has to be asked to come by a point."""
LOOK: Final = 0.05  # seconds between two looks at a process
Ask = Callable[[Kind], None]


@dataclass(frozen=True, slots=True)
class Death:
    """`nth` time that the point is passed; `after` seconds, for what is chosen outside.

    `http`: Slack's events come over HTTP. `rates`: both platforms hold the bot to their rates.
    """

    point: str
    nth: int
    after: float
    speed: float
    pace: float
    http: bool = False
    rates: bool = False

    def __str__(self) -> str:
        how = f"{' http' if self.http else ''}{' rates' if self.rates else ''}"
        return f"{self.point}:{self.nth} after={self.after:.3f} speed={self.speed:g} pace={self.pace:g}{how}"


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
    nth, after = 1 if point in WANTED else rng.choice((1, 1, 2, 3)), rng.uniform(0.0, longest)
    http, rates = rng.random() < OVER_HTTP, rng.random() < HELD_TO_RATES and point not in WANTED
    return Death(point, nth, after, speed, pace, http, rates)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class Lives:
    """`folder` holds the database and what the processes have logged."""

    def __init__(self, world: World, folder: Path) -> None:
        self.database = folder / "bot.sqlite3"
        self.log = folder / "bot.log"
        self.tickets = folder / TICKETS
        self._world = world
        self._port = free_port()
        self._pushing = False

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
        await world.log.until(lambda: self._slack_is_ready() and world.discord.connected(), timeout=3 * PATIENCE)

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

    def _slack_is_ready(self) -> bool:
        return self._pushing or bool(self._world.slack.sockets())

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
            "SLACK_MODE": "http" if death and death.http else "socket",
            "SLACK_HTTP_HOST": "127.0.0.1",
            "SLACK_HTTP_PORT": str(self._port),
            "PYTHONPATH": str(ROOT),
        }
        self._world.slack.enforce_rates(bool(death and death.rates))
        self._world.discord.enforce_rates(bool(death and death.rates))
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
            async with self._pushed(on=bool(death and death.http)):
                yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    @asynccontextmanager
    async def _pushed(self, *, on: bool) -> AsyncIterator[None]:
        """Slack's events go to the process's URL, whether it listens yet or not; or they stay on sockets."""
        if not on:
            yield
            return
        slack = self._world.slack
        self._pushing = await slack.deliver_to(f"http://127.0.0.1:{self._port}/slack/events", verified=True)
        try:
            yield
        finally:
            self._pushing = False
            await slack.deliver_to("")
