"""`/help`: what the bot can do, made from the commands' own declarations."""

from collections.abc import Sequence

from bot.core.command import Command, CommandContext, command


def help_command(others: Sequence[Command], bot_name: str) -> Command:
    """The command that lists `others` and itself."""

    async def show_help(_context: CommandContext) -> str:
        """Say what I can do and how to ask for it."""
        listed = sorted([*others, this], key=lambda each: each.name)
        lines = [f"- `/{each.name}{' ' + each.usage if each.usage else ''}`: {each.description}" for each in listed]
        intro = (
            f"Mention me in a channel, or write to me directly: I am {bot_name}, and I answer in the thread after "
            "reading it. In a thread where I have answered, just go on writing."
        )
        return "\n".join(
            [
                intro,
                "",
                *lines,
                "",
                "In a thread, write a command as `!name`, for example `!help`.",
            ]
        )

    this = command(show_help, private=True, for_all=True, name="help")
    return this
