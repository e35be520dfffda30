"""`/stop`: end the answer that is being written in this conversation."""

from collections.abc import Awaitable, Callable

from bot.core.command import Command, CommandContext, command
from bot.core.values import Address, Author

Stop = Callable[[Address, Author], Awaitable[bool]]
"""Ends what runs in a conversation, on somebody's word; False if nothing does."""


def stop_command(stop: Stop) -> Command:
    """The command that calls `stop`."""

    async def stop_answer(context: CommandContext) -> str:
        """Stop the answer I am writing in this thread."""
        if await stop(context.conversation, context.author):
            return "Stopped."
        return "I am not writing anything here; in a Slack thread, write `!stop` instead of `/stop`."

    return command(stop_answer, private=True, for_all=True, name="stop")
