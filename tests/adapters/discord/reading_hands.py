"""What people do in a channel of the loopback Discord that is to be read."""

from bot.core.values import Address, Author
from bot.trial.stage import DiscordStage, Post
from deploy.sandbox.world import World


class DiscordReadingHands:
    def __init__(self, world: World, channel: str = "#launch") -> None:
        self._stage = DiscordStage(world, channel)
        self._discord = world.discord
        self._channel = channel

    def channel(self) -> Address:
        ids = self._discord.ids()
        return Address("discord", ids["guild"], ids[self._channel])

    def author(self, who: str) -> Author:
        return Author(self._discord.ids()[who], who)

    def say(self, who: str, text: str) -> str:
        return self._discord.say(who, self._channel, text)

    def robot(self, text: str) -> None:
        self._discord.program("Builder", self._channel, text)

    def join(self) -> None:
        self._discord.join("Dev", self._channel)

    def remove(self, who: str, thread: str, message: str) -> None:
        self._discord.delete(who, thread or self._channel, message)

    def shut_out(self) -> None:
        self._discord.permit(self._channel, "read_message_history", allowed=False)

    def posted(self) -> list[Post]:
        return self._stage.posts(self._channel)

    def below(self, message: str) -> list[Post]:
        return [post for post in self.posted() if int(post.id) >= int(message)]
