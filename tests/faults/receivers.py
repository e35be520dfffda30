"""Processes that listen and answer over one PostgreSQL, as an operator starts them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.sandbox.world import World
from tests.bench.processes import ROOT, only

PATIENCE = 40.0  # seconds


@dataclass(slots=True)
class Receiver:
    process: Process
    health: Path

    async def told(self, *lines: str) -> None:
        """Wait until it says of itself one of these."""
        async with asyncio.timeout(PATIENCE):
            while self.said() not in lines:  # noqa: ASYNC110 - a file rings no bell
                await asyncio.sleep(0.05)

    def said(self) -> str:
        with suppress(FileNotFoundError):
            return self.health.read_text(encoding="utf-8")
        return ""

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    async def killed(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def dismissed(self) -> int:
        """Told to go, as an operator would; the code with which it ends."""
        self.process.terminate()
        return await self.process.wait()


@dataclass(frozen=True, slots=True)
class Receivers:
    """Those that share a schema; what each logs is in `folder`."""

    world: World
    folder: Path
    url: str
    schema: str
    shards: int = 2

    @asynccontextmanager
    async def another(self, name: str) -> AsyncIterator[Receiver]:
        health = self.folder / f"{name}.health"
        with (self.folder / f"{name}.log").open("w", encoding="utf-8") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self.folder,
                env=self._environment(health),
                stdout=log,
                stderr=log,
            )
        try:
            yield Receiver(process, health)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _environment(self, health: Path) -> dict[str, str]:
        settings = {
            "DATABASE_URL": self.url,
            "DATABASE_SCHEMA": self.schema,
            "DISCORD_SHARDS": str(self.shards),
            "HEALTH_FILE": str(health),
            "BURST_SECONDS": "0",
            "DRAIN_SECONDS": "2",
            "LOG_LEVEL": "INFO",
            "PYTHONPATH": str(ROOT),
        }
        clean = {key: value for key, value in os.environ.items() if "PROXY" not in key.upper()}
        return {**clean, **only(self.world.environment(), "discord"), **settings}
