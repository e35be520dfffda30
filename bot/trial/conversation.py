"""One thread of one platform: people speak in it, and the bot's next answer is waited for."""

from collections.abc import Callable
from typing import Final

from bot.trial.screen import Audience, Line
from bot.trial.stage import Post, Stage
from deploy.sandbox.world import World

PATIENCE: Final = 20.0  # seconds for one answer


class Broken(Exception):
    """The story did not go as it should; says what was expected."""


class Conversation:
    def __init__(self, world: World, stage: Stage, audience: Audience) -> None:
        self.world = world
        self.stage = stage
        self.audience = audience
        self.thread = ""
        self._heard = 0  # how many of the bot's messages have been read

    def begin(self, who: str, text: str) -> None:
        self.audience.see(Line("said", text, who))
        self.thread = self.stage.begin(who, text)

    def say(self, who: str, text: str) -> str:
        """Say it in the thread; the message's id."""
        self.audience.see(Line("said", text, who))
        return self.stage.say(who, self.thread, text)

    async def answer(self) -> list[Post]:
        """Wait for the next answer, to its last message; the messages it consists of. Raises `Broken` if it pings."""

        def finished() -> list[Post] | None:
            new = self.stage.posts(self.thread)[self._heard :]
            return new if new and new[-1].footer else None

        posts = await self.world.log.until(finished, timeout=PATIENCE)
        self._heard += len(posts)
        for post in posts:
            self.audience.see(Line("posted", post.text, "Galerne", post.footer))
        if pinged := [name for post in posts for name in post.notified]:
            raise Broken(f"the answer pinged {', '.join(pinged)}")
        return posts


def expect(posts: list[Post], holds: Callable[[str], bool], what: str) -> None:
    """Raises `Broken` unless the answer's text is as expected."""
    if not holds(text := "\n".join(post.text for post in posts)):
        raise Broken(f"expected {what}, but it says {text[:120]!r}")
