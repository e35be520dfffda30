"""`/usage`: what was used and what it cost, as a table and a chart."""

from typing import Annotated, Literal, Protocol

from bot.core.command import Command, CommandContext, command

Whose = Literal["me", "channel", "workspace"]
By = Literal["day", "model"]
When = Literal["month", "last-month", "week"]


class ReportUsage(Protocol):
    async def __call__(self, context: CommandContext, whose: Whose, by: By, when: When, /) -> str:
        """The answer; its chart is uploaded."""

    async def in_words(self, context: CommandContext, /) -> str:
        """What the asker has used this month, without a chart."""


def usage_command(report: ReportUsage) -> Command:
    """The command that shows what was used."""

    async def usage(
        context: CommandContext,
        whose: Annotated[Whose, "your own; or, for admins, this channel's or the whole workspace's"] = "me",
        by: Annotated[By, "a row for each day, or for each model"] = "day",
        when: Annotated[When, "this month, the last one, or the last seven days"] = "month",
    ) -> str:
        """Show what was used and what it cost."""
        return await report(context, whose, by, when)

    return command(usage, private=True, for_all=True, example="me model last-month")
