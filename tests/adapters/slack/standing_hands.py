"""How people of the loopback Slack come to be what they are."""

from bot.core.values import Address
from deploy.sandbox.world import World


class SlackStandingHands:
    def __init__(self, world: World) -> None:
        self._slack = world.slack

    def promote(self, who: str) -> None:
        self._slack.rank(who, "admin")

    def board(self) -> Address:
        return self._address("board")

    def let_in(self, who: str) -> None:
        self._slack.join(who, "board")

    def hidden(self) -> Address:
        self._slack.create_channel("hidden", ["Ana"], private=True)
        return self._address("hidden")

    def direct(self, who: str) -> Address:
        return Address("slack", self._slack.identity()["team"], self._slack.dm(who))

    def depart(self, who: str) -> None:
        self._slack.rank(who, "deactivated")
        for channel in ("general", "launch"):
            self._slack.leave(who, channel)

    def _address(self, channel: str) -> Address:
        return Address("slack", self._slack.identity()["team"], self._slack.channels()[channel])
