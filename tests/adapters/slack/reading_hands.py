"""What people do in a channel of the loopback Slack that is to be read."""

from bot.core.values import Address, Author
from bot.trial.stage import Post, SlackStage
from deploy.sandbox.world import World


class SlackReadingHands:
    def __init__(self, world: World, channel: str = "launch") -> None:
        self._stage = SlackStage(world, channel)
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

    def posted(self) -> list[Post]:
        top = {each["ts"] for each in self._slack.messages(self._channel) if not each["thread"]}
        return [post for post in self._stage.posts("") if post.id in top]

    def below(self, message: str) -> list[Post]:
        return self._stage.posts(message)
