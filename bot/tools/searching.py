"""The tools `search_conversation` and `search_channel`: what was said before, with a link to each message."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final

from bot.core.document_ports import Charging
from bot.core.search_ports import Found, Search, Sought, Where
from bot.core.tool import Tool, ToolContext, tool

MOST: Final = 12  # hits
Tell = Callable[[Sought, Found, Sequence[int]], str]
"""What was found, as the model reads it, under these numbers."""

Words = Annotated[str, "what to look for: the words that it was probably said in, or a whole question"]


class SearchTools:
    """Hits are numbered from `first` on, through all searches of one turn."""

    def __init__(self, search: Search, tell: Tell, charge: Charging, *, first: int = 1) -> None:
        self._search = search
        self._tell = tell
        self._charge = charge
        self._next = first

    def all(self) -> tuple[Tool, ...]:
        doing, reads = "searching: {words}", "messages that others wrote"
        return (
            tool(self.search_conversation, doing=doing, reads=reads),
            tool(self.search_channel, doing=doing, reads=reads),
        )

    async def search_conversation(self, context: ToolContext, words: Words) -> str:
        """Search all that was said in this conversation, also what is no longer shown to you, for words or meaning."""
        return await self._found(context, words, "conversation")

    async def search_channel(self, context: ToolContext, words: Words) -> str:
        """Search what was said in this channel and its threads before, as far as you have read it."""
        return await self._found(context, words, "channel")

    async def _found(self, context: ToolContext, words: str, where: Where) -> str:
        sought = Sought(
            words=words,
            where=where,
            asker=context.author,
            address=context.address,
            limit=MOST,
            public=True,
            leave_out=context.message_id,
        )
        found = await self._search(sought, charge=self._charge)
        numbers = range(self._next, self._next + len(found.hits))
        self._next += len(found.hits)
        return self._tell(sought, found, numbers)
