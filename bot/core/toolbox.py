"""The tools of one turn, and the bounds within which their calls are carried out."""

import asyncio
import logging
from collections.abc import Sequence

from bot.core.errors import BotError, ToolFailed
from bot.core.messages import ToolCall, ToolSpec
from bot.core.tool import Tool, ToolContext

log = logging.getLogger(__name__)


class Toolbox:
    """`longest` in characters a result may have before its middle is left out."""

    def __init__(self, tools: Sequence[Tool], context: ToolContext, *, longest: int = 20_000) -> None:
        self._tools = {tool.spec.name: tool for tool in tools}
        self._context = context
        self._longest = longest

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        return tuple(tool.spec for tool in self._tools.values())

    def changes(self, name: str) -> bool:
        """Whether the tool changes the world; an unknown one does not, since it cannot run."""
        return name in self._tools and self._tools[name].changes

    @staticmethod
    def unknown_outcome(name: str) -> str:
        return f"{name} was started before an interruption and may have happened; it was not run again. Say so."

    async def run(self, call: ToolCall) -> str:
        """The result as the model reads it. Raises `ToolFailed` with a sentence the model can act on."""
        if (tool := self._tools.get(call.name)) is None:
            raise ToolFailed(f"There is no tool called {call.name!r}. There are: {', '.join(sorted(self._tools))}.")
        try:
            async with asyncio.timeout(tool.seconds):
                return self._shortened(await tool.call(self._context, call.arguments))
        except TimeoutError as error:
            raise ToolFailed(f"{call.name} did not finish within {tool.seconds:g} seconds.") from error
        except ToolFailed:
            raise
        except BotError as error:
            log.info("The tool %s could not do it: %s", call.name, error)
            raise ToolFailed(f"{call.name} could not do it: {error.notice}") from error
        except Exception as error:  # a tool's defect is the operator's to read, and must not end the turn
            log.exception("The tool %s failed unexpectedly", call.name)
            raise ToolFailed(f"{call.name} failed with an internal error; answer without it and say so.") from error

    def _shortened(self, text: str) -> str:
        if len(text) <= self._longest:
            return text
        half = self._longest // 2
        return f"{text[:half]}\n[... {len(text) - 2 * half:,} characters left out ...]\n{text[-half:]}"
