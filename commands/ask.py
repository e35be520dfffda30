"""`/ask`: a question to the model, from anywhere a command can be typed."""

from typing import Annotated

from bot.core.command import Ask, Command, CommandContext, command


async def ask(_context: CommandContext, question: Annotated[str, "what you want to know"]) -> Ask:
    """Ask a question; the answer starts a thread."""
    return Ask(question)


ASK: Command = command(ask, queued=True, takes_file=True, example="why is the sky blue?")
