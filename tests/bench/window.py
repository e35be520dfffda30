"""What it costs to read a channel's window and to cut it into requests, without the model and without the sandbox.

`python -m tests.bench.window COUNT CHANNEL` is the reader, in a process of its own: the adapter, the tokenizer and the
cutting that `/summarize` uses. It prints its figures as JSON.
"""

import asyncio
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.core.leases import Alone
from bot.core.platform_ports import Platform
from bot.core.values import Address, Span
from bot.mistral.tokens import TekkenTokens
from bot.settings import Settings
from bot.summaries.material import lines_of, parts_of
from bot.wiring import platforms
from deploy.sandbox.world import World, open_world
from tests.bench.processes import ROOT, only
from tests.bench.table import Table

SIZES: Final = (5_000, 20_000)
THREADS, REPLIES = 20, 25  # of each window, besides what stands in the channel itself
PART: Final = 24_000  # tokens of one request, as `Writer` has it
WORDS: Final = "the tide table, the crane and the key of shed {n}; https://example.com/berths/{n}"


def measure(table: Table) -> None:
    for platform in ("slack", "discord"):
        found = {size: asyncio.run(_measured(platform, size)) for size in SIZES}
        small, large = (found[size] for size in SIZES)
        table.heading(f"{platform.capitalize()}: a channel's window, read and cut into requests")
        for size in SIZES:
            figures = found[size]
            bound = 2.0 if size == SIZES[0] else None
            table.row(f"{size:,} messages: our own time (CPU)", figures["cpu"], "s", at_most=bound)
            table.row("  with waiting for the sandbox and its rate limits", figures["wall"], "s")
            table.row("  messages read", figures["messages"], f"of {size}", at_least=size, digits=0)
            table.row("  requests", figures["parts"], "", digits=0)
            table.row("  peak growth of memory", figures["growth"], "MiB", digits=1)
        further = 1024 * (large["growth"] - small["growth"]) / (SIZES[1] - SIZES[0])
        table.row("memory for each further message", further, "KiB", at_most=2.0)


async def _measured(platform: str, size: int) -> dict[str, float]:
    """The sandbox runs here, the reader elsewhere."""
    async with open_world() as world:
        channel = _filled(world, platform, size)
        command = [sys.executable, "-m", "tests.bench.window", str(size), channel]
        environment = {**_clean(), **only(world.environment(), platform), "PYTHONPATH": str(ROOT)}
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        written, _ = await process.communicate()
    figures: dict[str, float] = json.loads(written)
    return figures


def _filled(world: World, platform: str, size: int) -> str:
    """So many messages in a channel and its threads; the channel's address."""
    alone = size - THREADS * (REPLIES + 1)
    if platform == "slack":
        now = world.clock.time()
        for number in range(alone):
            who = ("Ana", "Bao", "Chloé")[number % 3]
            world.slack.past(who, "launch", WORDS.format(n=number), now - 20.0 * (alone - number))
        for _ in range(THREADS):
            world.slack.fill("launch", "", REPLIES)
        return str(Address("slack", world.slack.identity()["team"], world.slack.channels()["launch"]))
    for number in range(THREADS):
        root = world.discord.say("Ana", "#launch", f"Notes {number}")
        world.discord.fill(world.discord.create_thread("Ana", "#launch", f"notes {number}", root), REPLIES)
    world.discord.fill("#launch", alone)
    ids = world.discord.ids()
    return str(Address("discord", ids["guild"], ids["#launch"]))


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}


async def _read(platform: Platform, address: Address, size: int) -> dict[str, float]:
    async def progress(_: str) -> None:
        """Nobody looks."""

    tokens = TekkenTokens()
    await tokens.count(["The vocabulary is loaded before."])
    await platform.read(Span(address, 0.0, SystemClock().time(), last=1), progress=progress)
    gc.collect()
    before, cpu, wall = _resident("VmRSS"), time.process_time(), time.monotonic()
    _forget_peak()
    span = Span(address, 0.0, SystemClock().time(), limit=size + 1_000)
    read = await platform.read(span, progress=progress)
    lines = await asyncio.to_thread(lines_of, read.heard, ZoneInfo("UTC"))
    parts = await parts_of(lines, tokens, PART)
    return {
        "cpu": time.process_time() - cpu,
        "wall": time.monotonic() - wall,
        "growth": _resident("VmHWM") - before,
        "messages": len(read.heard),
        "parts": len(parts),
    }


def _forget_peak() -> None:
    """Let the kernel count the peak of this process from here on (Linux: proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _resident(name: str) -> float:
    """Of this process, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) / 1024


async def _main(size: int, channel: str) -> None:
    [platform] = platforms(Settings.load(os.environ), SystemClock(), _NoPreferences(), Alone())
    try:
        print(json.dumps(await _read(platform, Address.parse(channel), size)))
    finally:
        await platform.close()


class _NoPreferences:
    async def get(self, scope: str, name: str) -> str | None:
        """Nothing was ever set."""

    async def held(self, scopes: Sequence[str]) -> dict[tuple[str, str], str]:
        del scopes
        return {}

    async def set(self, scope: str, name: str, value: str) -> None:
        """Nothing is kept."""


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), sys.argv[2]))
