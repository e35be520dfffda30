"""`/digest`: a summary of the channel at a time of each day or week."""

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol

from bot.core.command import Command, CommandContext, Silence, command

Length = Literal["short", "long"]
IfQuiet = Literal["nothing", "line"]


class Digests(Protocol):
    """What the commands call. All but `run` raise `CommandRejected` with the sentence for the one who typed."""

    async def add(self, context: CommandContext, when: str, values: Mapping[str, str], *, zone: str) -> str:
        """Set one up for the channel; `values` are what its runs are given, an empty `zone` is the asker's own."""

    async def list(self, context: CommandContext) -> str: ...

    async def remove(self, context: CommandContext, number: str) -> str: ...

    async def run(
        self,
        context: CommandContext,
        number: int,
        since: float,
        *,
        length: Length,
        focus: str,
        language: str,
        if_quiet: IfQuiet,
    ) -> str | Silence:
        """The digest that is due at `context.at`, of what was said since a time."""


def digest_command(digests: Digests) -> Command:
    """The command that sets up, lists and removes the digests of a channel."""

    async def digest(
        context: CommandContext,
        action: Annotated[Literal["list", "add", "remove"], "add one, list them, or remove one"] = "list",
        what: Annotated[str, "add: when, such as 9:00 weekdays, or Monday 9:00; remove: its number"] = "",
        *,
        focus: Annotated[str, "what it should tell of above all"] = "",
        length: Annotated[Length, "short, or long"] = "short",
        language: Annotated[str, "the language of the digest; empty: that of the messages"] = "",
        zone: Annotated[str, "the time zone of the time, such as Europe/Paris; empty: yours"] = "",
        if_quiet: Annotated[IfQuiet, "what is posted when nobody wrote anything: nothing, or a line"] = "nothing",
    ) -> str:
        """Post a summary of this channel here each day or week."""
        if action == "add":
            given = {"focus": focus, "length": length, "language": language, "if_quiet": if_quiet}
            return await digests.add(context, what, {name: each for name, each in given.items() if each}, zone=zone)
        return await (digests.remove(context, what) if action == "remove" else digests.list(context))

    return command(digest, private=True, example="add Monday 9:00 focus=budget")


def digest_due(digests: Digests) -> Command:
    """What the timetable invokes when a digest is due."""

    async def digest(
        context: CommandContext,
        number: int,
        since: float,
        *,
        length: Length = "short",
        focus: str = "",
        language: str = "",
        if_quiet: IfQuiet = "nothing",
    ) -> str | Silence:
        """Post the summary of what was said since the last one."""
        return await digests.run(
            context, number, since, length=length, focus=focus, language=language, if_quiet=if_quiet
        )

    return command(digest, queued=True)
