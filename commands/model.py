"""`/model`: which model answers here, and which there are."""

from typing import Annotated

from bot.core.command import Command, CommandContext, command
from bot.core.parameters import Suggest, Suggestions
from commands.scoped import Choose, ScopeOption


def model_command(choose: Choose, models: Suggest) -> Command:
    """The command that shows and chooses models; `models` suggests their names."""

    async def model(
        context: CommandContext,
        name: Annotated[
            str,
            "a model's name; default to take a choice back; empty to list them with their prices",
            Suggestions(models),
        ] = "",
        *,
        scope: ScopeOption = "auto",
    ) -> str:
        """Show or choose the model that answers."""
        return await choose(context, name, None if scope == "auto" else scope)

    return command(
        model,
        private=lambda values: not values.get("name") or values.get("scope") == "me",
        example="mistral-large-latest scope=me",
    )
