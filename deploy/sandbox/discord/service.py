"""The loopback Discord as one thing."""

from typing import ClassVar

from aiohttp import web

from deploy.sandbox.discord.acts import Acts
from deploy.sandbox.discord.choices import Choices
from deploy.sandbox.discord.filing import Filing
from deploy.sandbox.discord.others import Others
from deploy.sandbox.discord.ranks import Ranks
from deploy.sandbox.discord.readings import Readings
from deploy.sandbox.discord.rest.door import API
from deploy.sandbox.discord.switches import Switches


class DiscordService(Acts, Choices, Filing, Others, Ranks, Readings, Switches):
    """What people do is in `Acts`, `Choices` and `Filing`, what can be read in `Readings`.

    What programs and the server itself say is in `Others`, who may do what in `Ranks`, what can be set and
    broken in `Switches`.
    """

    VERBS: ClassVar[frozenset[str]] = frozenset(
        name
        for part in (Acts, Choices, Filing, Others, Ranks, Readings, Switches)
        for name in vars(part)
        if not name.startswith("_")
    )

    def application(self) -> web.Application:
        return self._build()

    def opened(self, port: int) -> None:
        self._state.port = port
        self._state.cdn.base = f"http://127.0.0.1:{port}"

    def environment(self) -> dict[str, str]:
        """The settings under which a bot lives here."""
        return {
            "DISCORD_TOKEN": self._state.token,
            "DISCORD_API_URL": f"http://127.0.0.1:{self._state.port}{API}",
            "DISCORD_GATEWAY_URL": self._state.gateway_url,
        }

    async def close(self) -> None:
        """Close every gateway connection."""
        await self._gateway.close()
