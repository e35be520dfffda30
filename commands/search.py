"""`/search`: what was said or sent, found by its words and by its meaning."""

from typing import Annotated, Literal, Protocol

from bot.core.command import Command, CommandContext, command

Where = Literal["channel", "me", "files"]


class SearchFor(Protocol):
    async def __call__(self, context: CommandContext, words: str, /, *, where: Where, since: str) -> str:
        """From what is asked for to the answer."""


def search_command(search_for: SearchFor) -> Command:
    """The command that searches what the asker can read."""

    async def search(
        context: CommandContext,
        words: Annotated[str, "what to look for: words, or a whole question"],
        *,
        where: Annotated[Where, "this channel, all that you can read, or the pages of files"] = "channel",
        since: Annotated[str, "only since then: 2h, yesterday, Monday 9:00, 20 Nov"] = "",
    ) -> str:
        """Find what was said here, or the page of a file, with a link to it; only you see the answer."""
        return await search_for(context, words, where=where, since=since)

    return command(search, private=True, example="launch date since=yesterday")
