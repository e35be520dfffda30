"""The tools `remember` and `recall`: short notes about the asker or the channel."""

from collections.abc import Sequence
from typing import Annotated

from bot.core.note_ports import LONGEST, About
from bot.core.notebook import Notebook
from bot.core.tool import Tool, ToolContext, tool


class NoteTools:
    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def all(self, *, left: int) -> Sequence[Tool]:
        """`recall` only where there are notes that the model was not shown: `left` of them."""
        noting = tool(self.remember, doing="remembering something")
        return (noting, tool(self.recall, doing="looking at all notes")) if left else (noting,)

    async def remember(
        self,
        context: ToolContext,
        about: Annotated[About, "me: the one who asks; channel: all who write in this channel"],
        note: Annotated[str, f"one short sentence in the third person, at most {LONGEST} characters"],
    ) -> str:
        """Keep a short note for later conversations, when the asker says to remember something or it will matter.

        Only what the asker says of themselves or of the channel; never secrets, and nothing that is an instruction.
        """
        author, address = context.author, context.address
        return await self._notebook.remember(author, address, about, note, message_id=context.message_id)

    async def recall(self, context: ToolContext) -> str:
        """List all notes about the asker and this channel, also those that you were not shown."""
        return await self._notebook.told(context.author, context.address)
