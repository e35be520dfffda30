"""What Discord's shards cost a process that listens to several, and how soon others take over those of a dead one."""

import time
from contextlib import ExitStack

from tests.bench.processes import Bot, Sandbox, bot, only, sandbox
from tests.bench.table import Table
from tests.postgres import CannotRun, postgres_server

MORE = 8  # shards besides the first one
TIMES = 5
PATIENCE = 60.0  # seconds


def measure(table: Table) -> None:
    one, many = _started(1), _started(MORE + 1)
    table.row("shards: memory of each further one", (many[0] - one[0]) / MORE, "MiB", digits=2)
    table.row(f"shards: ready with {MORE} more, later by", many[1] - one[1], "s", digits=2)
    try:
        with postgres_server() as url:
            taken_over = sorted(_taken_over(f"{url}", f"bench_{number}") for number in range(TIMES))
    except CannotRun as error:
        table.heading(str(error))
        return
    table.row("shards: a killed receiver's is listened to again after, median", taken_over[TIMES // 2], "s", digits=2)
    table.row("shards: the longest of them", taken_over[-1], "s", digits=2)


def _started(shards: int) -> tuple[float, float]:
    """MiB, and the seconds until it was ready, where all sessions may begin at once."""
    with sandbox() as world:
        world.do("discord", "limit_starts", max_concurrency=shards, shards=shards)
        with bot({**only(world.environment, "discord"), "DISCORD_SHARDS": str(shards)}) as process:
            return process.memory(), process.ready_after


def _taken_over(url: str, schema: str) -> float:
    """Seconds from the death of one of two receivers to the session in which the other one hears its shard."""
    with sandbox() as world, ExitStack() as stack:
        world.do("discord", "limit_starts", max_concurrency=2, shards=2)
        shared = {"DATABASE_URL": url, "DATABASE_SCHEMA": schema, "DISCORD_SHARDS": "2"}
        environment = {**only(world.environment, "discord"), **shared}
        first, second = (stack.enter_context(bot(environment)) for _ in range(2))
        _until_told(first, "receiving discord shard 0 of 2")
        _until_told(second, "receiving discord shard 1 of 2")
        time.sleep(6)  # Discord lets nobody begin another session of this shard before
        begun = len(_sessions(world))
        first.process.kill()
        killed = time.monotonic()
        while len(sessions := _sessions(world)) == begun:
            time.sleep(0.01)
            if time.monotonic() - killed > PATIENCE:
                raise RuntimeError("the shard was not taken over")
        return sessions[-1] - killed


def _sessions(world: Sandbox) -> list[float]:
    """When each was begun, by the monotonic clock."""
    return [call["at"] for call in world.calls(0)[0] if call["name"] == "IDENTIFY"]


def _until_told(process: Bot, line: str) -> None:
    end = time.monotonic() + PATIENCE
    while process.health.read_text(encoding="utf-8") != line:
        if time.monotonic() > end:
            raise RuntimeError(f"the receiver never said: {line}")
        time.sleep(0.05)
