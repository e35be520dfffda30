"""How people of the loopback Discord come to be what they are."""

from bot.core.values import Address
from deploy.sandbox.world import World


class DiscordStandingHands:
    def __init__(self, world: World) -> None:
        self._discord = world.discord

    def promote(self, who: str) -> None:
        self._discord.empower("launch-crew", "manage_guild")
        self._discord.give_role(who, "launch-crew")

    def board(self) -> Address:
        self._discord.permit("#board", "view_channel", allowed=True)
        return self.hidden()

    def let_in(self, who: str) -> None:
        self._discord.give_role(who, "board")

    def hidden(self) -> Address:
        ids = self._discord.ids()
        return Address("discord", ids["guild"], ids["#board"])

    def direct(self, who: str) -> Address:
        return Address("discord", "dm", self._discord.dm(who))

    def depart(self, who: str) -> None:
        self._discord.depart(who)
