"""Scenes: each shows one thing, and either it was shown or the story is broken."""

from collections.abc import Awaitable, Callable, Iterable

from bot.trial.conversation import PATIENCE, Broken
from bot.trial.screen import Line

Scene = Callable[[], Awaitable[None]]


async def played(platform: str, scenes: Iterable[tuple[str, Scene]]) -> list[Line]:
    """A line for each thing: shown, or broken and why."""
    lines = []
    for what, scene in scenes:
        try:
            await scene()
            lines.append(Line("shown", f"{platform}: {what}"))
        except (Broken, TimeoutError) as error:
            why = str(error) or f"no answer within {PATIENCE:g} seconds"
            lines.append(Line("broken", f"{platform}: {what}: {why}"))
    return lines
