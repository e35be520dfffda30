"""Two receivers and two workers over one PostgreSQL, each of which dies now and then, or is frozen, and comes back."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.queue.shared.lease import STATUS
from deploy.sandbox.world import World
from tests.faults.lives import LOOK, ROOT
from tests.faults.points import INSIDE
from tests.faults.tickets import TICKETS

RECEIVERS: Final = ("receiver-1", "receiver-2")
WORKERS: Final = ("worker-1", "worker-2")
FROZEN: Final = (5.5, 7.5)  # seconds: longer than a lease lasts
AT_A_POINT: Final = 0.5  # of all lives end at a named point, if they come by it before somebody kills them
FREEZES: Final = 0.25  # of what is done from outside; the rest are kills
PAUSE: Final = (1.0, 3.0)  # seconds between two of these


@dataclass(slots=True)
class Member:
    name: str
    process: Process
    point: str
    frozen: bool = False


@dataclass(slots=True)
class Toll:
    """What has been done to the processes, by point or as "killed" and "frozen"."""

    deaths: Counter[str] = field(default_factory=Counter)
    thawed: int = 0  # workers that ended themselves when they found themselves thawed
    defects: list[str] = field(default_factory=list)


class Fleet:
    """`folder` holds what the processes have logged, and what they share beside the database at `url`."""

    def __init__(self, world: World, folder: Path, url: str, rng: random.Random) -> None:
        self.tickets = folder / TICKETS
        self.log = folder / "bot.log"
        self.toll = Toll()
        self._world = world
        self._folder = folder
        self._url = url
        self._rng = rng
        self._members: dict[str, Member] = {}
        self._watching: list[asyncio.Task[None]] = []
        self._at_peace = True

    @asynccontextmanager
    async def afloat(self) -> AsyncIterator[None]:
        """All of them live; at the end they are told to go, as an operator would."""
        self._watching = [asyncio.create_task(self._keep(name)) for name in (*RECEIVERS, *WORKERS)]
        try:
            yield
            await self._dismissed()
        finally:
            for task in self._watching:
                task.cancel()
            await asyncio.gather(*self._watching, return_exceptions=True)
            for member in self._members.values():
                told(member.process, signal.SIGKILL)
                await member.process.wait()

    async def ready(self, timeout: float = 60.0) -> None:
        """Return once both receivers receive."""
        world = self._world
        both = len(RECEIVERS)
        await world.log.until(lambda: world.slack.sockets() >= both and world.discord.connected(), timeout=timeout)

    async def suffer(self, count: int, loud: bool = False) -> None:
        """Return once so many kills and freezes were done, at named points and at any."""
        self._at_peace = False
        for member in self._members.values():  # who has no fuse yet gets one with its next life
            if not member.frozen:
                told(member.process, signal.SIGKILL)
        while (done := self.toll.deaths.total()) < count:
            await asyncio.sleep(self._rng.uniform(*PAUSE))
            await self._strike()
            if loud:
                print(f"{done} of {count}: {dict(self.toll.deaths)}", flush=True)
        self._at_peace = True

    async def suffer_in_turn(self) -> None:
        """Each once while it is at work, and never both of a kind: so nothing waits for a minute, as Slack would."""
        await self._replace_receiver(RECEIVERS[0])
        frozen = self._members[WORKERS[0]]
        self._freeze(frozen, FROZEN[0])
        await frozen.process.wait()  # it finds itself thawed
        self._kill(self._members[WORKERS[1]])
        await self._replace_receiver(RECEIVERS[1])

    async def at_peace(self) -> None:
        """Whoever lives may die no more."""
        for member in list(self._members.values()):
            if member.point and member.process.returncode is None:
                await self._frozen_no_more(member)
                told(member.process, signal.SIGKILL)

    async def _replace_receiver(self, name: str) -> None:
        self._kill(self._members[name])
        await self._world.log.until(lambda: self._world.slack.sockets() < len(RECEIVERS))
        await self.ready()

    async def _strike(self) -> None:
        living = [each for each in self._members.values() if each.process.returncode is None and not each.frozen]
        if not living:
            return
        victim = self._rng.choice(living)
        if self._rng.random() < FREEZES:
            self._freeze(victim, self._rng.uniform(*FROZEN))
        elif not victim.point or self._rng.random() > AT_A_POINT:
            self._kill(victim)

    def _freeze(self, victim: Member, seconds: float) -> None:
        self.toll.deaths["frozen"] += 1
        victim.frozen = True
        told(victim.process, signal.SIGSTOP)
        asyncio.get_running_loop().call_later(seconds, self._thaw, victim)

    def _kill(self, victim: Member) -> None:
        self.toll.deaths["killed"] += 1
        victim.point = ""
        told(victim.process, signal.SIGKILL)

    @staticmethod
    def _thaw(victim: Member) -> None:
        victim.frozen = False
        told(victim.process, signal.SIGCONT)

    async def _frozen_no_more(self, member: Member) -> None:
        while member.frozen:  # noqa: ASYNC110 - the event loop's own timer thaws it
            await asyncio.sleep(LOOK)

    async def _keep(self, name: str) -> None:
        """Start it whenever it has ended."""
        while True:
            member = self._members[name] = await self._started(name)
            code = await member.process.wait()
            if code == -signal.SIGKILL:
                self.toll.deaths.update([member.point] if member.point and not self._at_peace else [])
            elif code == STATUS:
                self.toll.thawed += 1
            elif code != 0:
                self.toll.defects.append(f"{name} ended by itself with {code}")

    async def _started(self, name: str) -> Member:
        point = "" if self._at_peace or self._rng.random() > AT_A_POINT else self._rng.choice(_points(name))
        environment = self._world.environment()
        settings = {
            "DATABASE_URL": self._url,
            "ROLE": name.partition("-")[0],
            "BURST_SECONDS": "0",
            "ANSWER_TOKENS": "8000",
            "CONTEXT_TOKENS": "60000",
            "LOG_LEVEL": "INFO",
            "KILL_AT": f"{point}:{self._rng.choice((1, 1, 2, 3))}" if point else "",
            "CLOCK_SPEED": str(self._rng.choice((1.0, 4.0))),
            "PYTHONPATH": str(ROOT),
        }
        clean = {key: value for key, value in os.environ.items() if "PROXY" not in key.upper()}
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"--- {name} {point}\n")
            log.flush()
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.faults.child"),
                cwd=self._folder,
                env={**clean, **settings, **environment},
                stdout=log,
                stderr=log,
            )
        return Member(name, process, point)

    async def _dismissed(self) -> None:
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        for member in self._members.values():
            told(member.process, signal.SIGTERM)
            if (code := await member.process.wait()) != 0:
                self.toll.defects.append(f"{member.name} ended with {code} when it was told to go")


def _points(name: str) -> list[str]:
    """Those that such a process comes by."""
    return [point for point in INSIDE if (point == "accepted") == (name in RECEIVERS)]


def told(process: Process, number: signal.Signals) -> None:
    """Send a signal; nothing to one that has ended.

    Not by the process's own methods: they reap one that has just died, and asyncio finds nobody and reports 255.
    """
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)
