"""The tool `read_more`: further pages of a result that was too long to be shown at once."""

from typing import Annotated

from bot.core.errors import ToolFailed
from bot.core.long_results import page as page_of
from bot.core.ports import Results
from bot.core.tool import Tool, ToolContext, tool


def more_tool(results: Results) -> Tool:
    async def read_more(
        context: ToolContext,
        result: Annotated[str, "the name of the result, as its last line gives it"],
        page: Annotated[int, "which page of it, from 1"],
    ) -> str:
        """Read another page of a long result of a tool in this conversation."""
        whole = await results.whole(context.address, result.strip())
        if whole is None:
            raise ToolFailed(f"There is no result called {result[:40]!r} any more; call the tool again.")
        try:
            return page_of(whole, page, result)
        except LookupError as error:
            raise ToolFailed(f"This result has no page {page}; its last line says how many there are.") from error

    return tool(read_more, doing="reading on", reads="an earlier result")
