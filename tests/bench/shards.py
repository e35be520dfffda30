"""What Discord's shards cost a process that listens to several."""

from tests.bench.processes import bot, only, sandbox
from tests.bench.table import Table

MORE = 8  # shards besides the first one


def measure(table: Table) -> None:
    one, many = _started(1), _started(MORE + 1)
    table.row("shards: memory of each further one", (many[0] - one[0]) / MORE, "MiB", digits=2)
    table.row(f"shards: ready with {MORE} more, later by", many[1] - one[1], "s", digits=2)


def _started(shards: int) -> tuple[float, float]:
    """MiB, and the seconds until it was ready, where all sessions may begin at once."""
    with sandbox() as world:
        world.do("discord", "limit_starts", max_concurrency=shards, shards=shards)
        with bot({**only(world.environment, "discord"), "DISCORD_SHARDS": str(shards)}) as process:
            return process.memory(), process.ready_after
