"""The story's scenes of remembering: what was said is searched, and a note is kept; both for one person's eyes."""

import re
from collections.abc import Callable
from typing import Final

from bot.trial.conversation import PATIENCE, Broken, Conversation
from bot.trial.scenes import Scene
from bot.trial.screen import Line

_LINK: Final = re.compile(r"https?://[^\s()<>|]+")


class MemoryScenes(Conversation):
    """A thread about a venue."""

    @property
    def scenes(self) -> tuple[tuple[str, Scene], ...]:
        return (
            ("a search finds what was said, with a link to the message, for the asker alone", self._search),
            ("what is remembered is listed for the one whom it is about", self._notes),
        )

    async def _search(self) -> None:
        self.begin("Ana", "The party is in the old lighthouse, at seven.")
        message = self.say("Bao", "@Galerne the caterer brings forty crêpes, note that down.")
        await self.answer()
        told = await self._whisper("Dev", "@Galerne !search who brings the crepes?", lambda text: "crêpes" in text)
        if not any(message.replace(".", "") in link for link in _LINK.findall(told)):
            raise Broken(f"no link leads to Bao's message: {told!r}")
        if any("Searched" in post.text for post in self.stage.posts(self.thread)):
            raise Broken("the answer to a search was posted for all to see")

    async def _notes(self) -> None:
        await self._whisper("Dev", "@Galerne !memory add eats no eggs", lambda text: "Remembered about you" in text)
        await self._whisper("Dev", "@Galerne !memory list", lambda text: "1. eats no eggs" in text)

    async def _whisper(self, who: str, text: str, holds: Callable[[str], bool]) -> str:
        """What the bot answers this person alone. Raises `TimeoutError` if it does not."""
        before = len(self.stage.whispers(who))
        self.say(who, text)

        def told() -> list[str]:
            return [each for each in self.stage.whispers(who)[before:] if holds(each)]

        found = await self.world.log.until(told, timeout=PATIENCE)
        self.audience.see(Line("posted", found[0], "Galerne", f"only {who} can see this"))
        return str(found[0])
