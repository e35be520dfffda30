"""`/stop`: end the answer that is being written in this conversation."""

from collections.abc import Callable

from bot.core.command import Command, CommandContext, command
from bot.core.values import Address


def stop_command(stop: Callable[[Address], bool]) -> Command:
    """`stop` ends what runs in a conversation and says whether anything did."""

    async def stop_answer(context: CommandContext) -> str:
        """Stop the answer I am writing in this thread."""
        if stop(context.conversation):
            return "Stopped."
        return "I am not writing anything here; in a Slack thread, write `!stop` instead of `/stop`."

    return command(stop_answer, private=True, name="stop")
