"""Application commands: list them, overwrite them all at once."""

from deploy.sandbox.discord.commands import Commands
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.route import Answer, Ask, Route
from deploy.sandbox.discord.state import State


class CommandRoutes:
    def __init__(self, state: State, commands: Commands) -> None:
        self._state = state
        self._commands = commands

    def routes(self) -> list[Route]:
        start = "/applications/{application_id}"
        own = start + "/guilds/{guild_id}/commands"
        return [
            Route("GET", start + "/commands", self._list, major="application_id"),
            Route("PUT", start + "/commands", self._overwrite, major="application_id"),
            Route("GET", own, self._list, major="guild_id"),
            Route("PUT", own, self._overwrite, major="guild_id"),
        ]

    def _scope(self, ask: Ask) -> int:
        """0 for global commands, else the guild."""
        if ask.id("application_id") != self._state.application_id:
            raise Refusal(10002)
        if "guild_id" not in ask.path:
            return 0
        if (guild := self._state.guild_of(ask.id("guild_id"))) is None:
            raise Refusal(50001)
        return guild.id

    def _list(self, ask: Ask) -> Answer:
        return Answer(self._commands.of(self._scope(ask)))

    def _overwrite(self, ask: Ask) -> Answer:
        return Answer(self._commands.overwrite(self._scope(ask), ask.body))
