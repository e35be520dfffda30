"""`/reminders`: what somebody is to be reminded of, and taking it back."""

from typing import Annotated, Literal, Protocol

from bot.core.command import Command, CommandContext, command

Audience = Literal["me", "channel"]


class Reminders(Protocol):
    """What the commands call. `cancel` raises `CommandRejected` with the sentence for the one who typed."""

    async def list(self, context: CommandContext) -> str: ...

    async def cancel(self, context: CommandContext, number: str) -> str: ...

    async def run(self, context: CommandContext, number: int, *, text: str, audience: Audience) -> str:
        """What is posted when a reminder is due at `context.at`."""


def reminders_command(reminders: Reminders) -> Command:
    """The command that lists a person's reminders and cancels them."""

    async def list_or_cancel(
        context: CommandContext,
        action: Annotated[Literal["list", "cancel"], "list yours, or cancel one"] = "list",
        number: Annotated[str, "of the one to cancel"] = "",
    ) -> str:
        """List what I am to remind you of, or cancel it; to set one, just ask me."""
        return await (reminders.cancel(context, number) if action == "cancel" else reminders.list(context))

    return command(list_or_cancel, private=True, name="reminders", example="cancel 3")


def reminder_due(reminders: Reminders) -> Command:
    """What the timetable invokes when a reminder is due."""

    async def reminder(
        context: CommandContext,
        number: int,
        since: float,  # noqa: ARG001 - all that the timetable invokes is given it
        *,
        text: str,
        audience: Audience = "me",
    ) -> str:
        """Post the reminder."""
        return await reminders.run(context, number, text=text, audience=audience)

    return command(reminder)
