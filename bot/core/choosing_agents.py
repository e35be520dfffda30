"""`/agent`: which agent answers here, which there are, and choosing another one."""

from collections.abc import Sequence
from typing import Final

from bot.core.access import Access
from bot.core.choices import AGENT, Choices, Scope
from bot.core.choosing_models import DEFAULT, FOR
from bot.core.command import CommandContext
from bot.core.engines import NONE, agent_in
from bot.core.errors import CommandRejected
from bot.core.model_ports import Agents
from bot.core.parameters import fitting

NOT_DEFINED: Final = "No agents are defined; whoever runs me can define some with the setting AGENTS."
_ADMINS: Final = "Only an admin can choose the agent of a {scope}; choose one for yourself with `scope=me`."


class AgentChoosing:
    def __init__(self, agents: Agents, choices: Choices, access: Access) -> None:
        self._agents = agents
        self._choices = choices
        self._access = access

    async def __call__(self, context: CommandContext, name: str, scope: Scope | None) -> str:
        """What there is to say. Raises `CommandRejected` for a name that is none, or a choice that is not theirs."""
        if not name:
            return await self._shown(context)
        name = name.strip().lower()
        if name not in {*self._agents.names, NONE, DEFAULT}:
            raise CommandRejected(f"There is no agent `{name[:60]}`. {self._listed()}")
        scope = scope or ("conversation" if context.conversation.thread else "me")
        if scope in {"channel", "workspace"} and not await self._access.is_admin(context.author, context.address):
            raise CommandRejected(_ADMINS.format(scope=scope))
        value = "" if name == DEFAULT else name
        await self._choices.choose(scope, context.conversation, context.author, AGENT, value)
        return await self._shown(context)

    async def suggested(self, typed: str) -> Sequence[str]:
        """As `parameters.Suggest`."""
        return fitting(typed, [*self._agents.names, NONE, DEFAULT]) if self._agents.names else ()

    async def _shown(self, context: CommandContext) -> str:
        held = await self._choices.of(context.conversation, context.author)
        agent = agent_in(held)
        who = f"The agent **{agent}** answers here" if agent else "The model itself answers here"
        lines = [f"{who} ({FOR[held[AGENT].source]}).", self._listed()]
        if self._agents.names and self._agents.missing:
            lines.append(self._agents.missing)
        return "\n".join(lines)

    def _listed(self) -> str:
        if not self._agents.names:
            return NOT_DEFINED
        return f"There are: {', '.join(f'`{each}`' for each in self._agents.names)}, and `{NONE}`."
