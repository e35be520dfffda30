"""What people do in a channel of the loopback Slack that is to be read."""

from bot.core.values import Address, Author
from deploy.sandbox.world import World


class SlackReadingHands:
    def __init__(self, world: World, channel: str = "launch") -> None:
        self._slack = world.slack
        self._channel = channel

    def channel(self) -> Address:
        return Address("slack", self._slack.identity()["team"], self._slack.channels()[self._channel])

    def author(self, who: str) -> Author:
        return Author(self._slack.users()[who], who)

    def say(self, who: str, text: str) -> str:
        return self._slack.say(who, self._channel, text)

    def robot(self, text: str) -> None:
        self._slack.program("Builder", self._channel, text)

    def join(self) -> None:
        self._slack.leave("Dev", self._channel)
        self._slack.join("Dev", self._channel)

    def remove(self, who: str, thread: str, message: str) -> None:
        self._slack.delete(who, self._channel, message)

    def shut_out(self) -> None:
        self._slack.leave("galerne", self._channel)
