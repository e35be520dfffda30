"""`/summarize`: what was said here in short, each point with a link to its messages."""

from typing import Annotated, Literal, Protocol

from bot.core.command import Audience, Command, CommandContext, command, for_me

Length = Literal["short", "long"]


class Summarise(Protocol):
    async def __call__(
        self, context: CommandContext, what: str, /, *, length: Length, focus: str, language: str
    ) -> str:
        """From what is asked for to the answer."""


def summarize_command(summarise: Summarise) -> Command:
    """The command that summarises the thread or the channel where it is typed."""

    async def summarize(
        context: CommandContext,
        what: Annotated[
            str, "since when: 2h, yesterday, Monday 9:00, 20 Nov, last 50; empty: this thread, or since you last wrote"
        ] = "",
        *,
        audience: Audience = "me",  # noqa: ARG001 - what makes the answer private, below
        length: Annotated[Length, "short, or long"] = "short",
        focus: Annotated[str, "what you want to know above all"] = "",
        language: Annotated[str, "the language of the summary; empty: that of the messages"] = "",
    ) -> str:
        """Summarise this thread or channel, with a link to the messages behind each point."""
        return await summarise(context, what, length=length, focus=focus, language=language)

    return command(
        summarize,
        private=for_me,
        queued=True,
        on_message="Summarise",
        example="yesterday audience=channel length=long",
    )
