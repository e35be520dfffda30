"""What one turn has of the memory: notes, the tools that search and note, and the check of what its answer cites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.citing import cited
from bot.core.notebook import Notebook, Shown
from bot.core.records import Turn
from bot.core.tool import Tool
from bot.core.work import Work

TurnTools = Callable[[Turn, int], Sequence[Tool]]
"""The tools of a turn, and of so many notes that are not shown; hits are counted on from an earlier attempt."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """`lines` are shown before the conversation."""

    lines: tuple[str, ...]
    tools: tuple[Tool, ...]


class TurnMemory:
    """`notebook` is None where no notes are made."""

    def __init__(self, tools: TurnTools, notebook: Notebook | None) -> None:
        self._tools = tools
        self._notebook = notebook

    async def of(self, work: Work) -> Recollection:
        """Raises `StoreFailed`."""
        turn = work.turn
        shown = await self._notebook.shown(work.author, turn.conversation) if self._notebook else Shown()
        work.remembered = shown.count
        tools = self._tools(turn, shown.left)
        return Recollection((shown.line,) if shown.line else (), tuple(tools))


def checked(work: Work, text: str) -> str:
    """An answer whose links to messages lead to what a search of the turn has found, or to what the model was shown."""
    messages = work.window.messages if work.window else ()
    return cited(text, work.steps, [message.text for message in messages])
