"""`/agent`: which agent answers here, and which there are."""

from typing import Annotated

from bot.core.command import Command, CommandContext, command
from bot.core.parameters import Suggest, Suggestions
from commands.scoped import Choose, ScopeOption


def agent_command(choose: Choose, agents: Suggest) -> Command:
    """The command that shows and chooses agents; `agents` suggests their names."""

    async def agent(
        context: CommandContext,
        name: Annotated[
            str,
            "an agent's name; none for the model itself; default to take a choice back; empty to list",
            Suggestions(agents),
        ] = "",
        *,
        scope: ScopeOption = "auto",
    ) -> str:
        """Show or choose the agent that answers, with tools such as web search."""
        return await choose(context, name, None if scope == "auto" else scope)

    return command(
        agent,
        private=lambda values: not values.get("name") or values.get("scope") == "me",
        example="none scope=conversation",
    )
