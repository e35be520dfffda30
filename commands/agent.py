"""`/agent`: which agent answers here."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Literal

from bot.core.command import Command, CommandContext, command
from bot.core.engines import NONE, Engines
from bot.core.errors import CommandRejected
from bot.core.values import Address, Author

IsAdmin = Callable[[Author, Address], Awaitable[bool]]
NOT_DEFINED: Final = "No agents are defined; whoever runs me can define some with the setting AGENTS."


def agent_command(engines: Engines, is_admin: IsAdmin) -> Command:
    """The command that shows and chooses agents."""

    async def agent(
        context: CommandContext,
        name: Annotated[
            str, "an agent's name; none for the model itself; default for the channel's; empty to list"
        ] = "",
        *,
        scope: Annotated[Literal["thread", "channel"], "this thread, or the whole channel (admins)"] = "thread",
    ) -> str:
        """Show or choose the agent that answers here, with tools such as web search."""
        where = context.conversation
        scope = scope if where.thread else "channel"
        if not name:
            return await _shown(engines, where)
        name = name.lower()
        if name not in {*engines.agents.names, NONE, "default"}:
            raise CommandRejected(_unknown(name, engines))
        if scope == "channel" and not await is_admin(context.author, where):
            raise CommandRejected(
                "Only an admin can choose the agent of a channel; in a thread anybody can, by `!agent`."
            )
        await engines.choose(where, "" if name == "default" else name, scope)
        return await _shown(engines, where)

    return command(agent, private=lambda values: not values.get("name"))  # a choice concerns all


async def _shown(engines: Engines, where: Address) -> str:
    chosen = await engines.chosen(where)
    source = {"thread": "chosen for this thread", "channel": "chosen for this channel", "default": "as everywhere"}
    who = f"The agent **{chosen.name}** answers here" if chosen.name else "The model itself answers here"
    lines = [f"{who} ({source[chosen.where]})."]
    names = engines.agents.names
    lines.append(f"There are: {', '.join(f'`{each}`' for each in names)}." if names else NOT_DEFINED)
    return "\n".join([*lines, *([engines.agents.missing] if names and engines.agents.missing else [])])


def _unknown(name: str, engines: Engines) -> str:
    names = ", ".join(f"`{each}`" for each in engines.agents.names)
    return f"There is no agent `{name}`. {f'There are: {names}, and `none`.' if names else NOT_DEFINED}"
