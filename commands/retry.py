"""`/retry`: the last question once more, with another model if one is named."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from bot.core.command import Again, Command, CommandContext, command
from bot.core.parameters import Suggest, Suggestions

Retry = Callable[[CommandContext, str], Awaitable[Again]]
"""From a model's name, or empty, to what is answered once more. Raises `CommandRejected` where nothing is."""


def retry_command(again: Retry, models: Suggest) -> Command:
    """The command that has the newest answer of a conversation given once more; `models` suggests their names."""

    async def retry(
        context: CommandContext,
        model: Annotated[str, "another model for it, by its name; empty for the same", Suggestions(models)] = "",
    ) -> Again:
        """Answer the last question of this thread once more; the old answer stays."""
        return await again(context, model)

    return command(retry, queued=True, example="mistral-large-latest")
