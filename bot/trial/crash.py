"""The story's last scene: the bot is killed in the middle of an answer, and the next process finishes that message."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.trial.screen import Audience, Line
from bot.trial.stage import Post, Stage
from deploy.sandbox.world import World

ROOT: Final = Path(__file__).parent.parent.parent
PATIENCE: Final = 20.0  # seconds for a start, and for an answer
NOTICE: Final = (
    "The minutes: " + " ".join(f"point {n} was agreed by all," for n in range(1, 41)) + " and lunch was good."
)
SHOWN: Final = "after a kill -9 in mid-answer, the next process completes the same message"


async def play(world: World, stages: Sequence[Stage], audience: Audience) -> list[Line]:
    """A line for each platform: shown, or broken and why."""
    audience.see(Line("title", "Both platforms: the bot is killed in mid-answer"))
    with tempfile.TemporaryDirectory() as folder:
        world.mistral.pace(first=0.1, tokens_per_second=60)
        async with process(world, folder) as bot:
            threads = [_ask(stage, audience) for stage in stages]
            await world.log.until(lambda: _all_began(stages, threads), timeout=PATIENCE)
            halves = [stage.showing(thread) for stage, thread in zip(stages, threads, strict=True)]
            bot.kill()
            await bot.wait()
        for stage, half in zip(stages, halves, strict=True):
            audience.see(Line("posted", f"{half} ...", "Galerne"))
            audience.see(Line("note", f"{stage.name}: killed with SIGKILL here; a new process is started"))
        world.mistral.pace(first=0.1, tokens_per_second=2000)
        async with process(world, folder):
            return [
                await _verdict(world, stage, thread, audience) for stage, thread in zip(stages, threads, strict=True)
            ]


def _ask(stage: Stage, audience: Audience) -> str:
    thread = stage.begin("Chloé", NOTICE)
    audience.see(Line("said", NOTICE, "Chloé"))
    stage.say("Bao", thread, "@Galerne repeat the whole message, please")
    audience.see(Line("said", "@Galerne repeat the whole message, please", "Bao"))
    return thread


def _all_began(stages: Sequence[Stage], threads: Sequence[str]) -> bool:
    return all("point 3" in stage.showing(thread) for stage, thread in zip(stages, threads, strict=True))


async def _verdict(world: World, stage: Stage, thread: str, audience: Audience) -> Line:
    def finished() -> list[Post] | None:
        posts = stage.posts(thread)
        return posts if posts and posts[-1].footer else None

    try:
        posts = await world.log.until(finished, timeout=PATIENCE)
    except TimeoutError:
        return Line("broken", f"{stage.name}: {SHOWN}: it was not completed")
    for post in posts:
        audience.see(Line("posted", post.text, "Galerne", post.footer))
    whole = "\n".join(post.text for post in posts)
    if len(posts) != 1 or whole.count("point 3 ") != 1 or "lunch was good" not in whole:
        return Line("broken", f"{stage.name}: {SHOWN}: there are {len(posts)} messages, saying {whole[:200]!r}")
    return Line("shown", f"{stage.name}: {SHOWN}")


@asynccontextmanager
async def process(world: World, folder: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as `python -m bot run` in a process of its own, receiving on both platforms; it is killed at the end."""
    environment = {**_plain(os.environ), **world.environment(), "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}
    environment |= {"DATABASE_URL": f"sqlite:///{folder}/crash.sqlite3"}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await world.log.until(lambda: _receives(world), timeout=PATIENCE)
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()


def _receives(world: World) -> bool:
    return world.slack.sockets() > 0 and world.discord.connected() > 0


def _plain(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without proxies, which have no business on loopback."""
    return {name: value for name, value in environ.items() if "PROXY" not in name.upper()}
