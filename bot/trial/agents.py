"""The story's scene with an agent: it searches the web that the sandbox has, and says where it found what."""

import json
from typing import Final

from bot.trial.conversation import PATIENCE, Broken, Conversation, expect
from bot.trial.scenes import Scene
from bot.trial.screen import Line

AGENTS: Final = json.dumps({"scout": {"model": "mistral-medium-latest", "tools": ["web_search"]}})
_PAGE: Final = {
    "title": "Printing works of Brittany",
    "url": "https://printers.example/brest",
    "text": "The works in Brest print posters overnight. They are closed in August.",
}


class AgentScenes(Conversation):
    """A thread that is given an agent."""

    @property
    def scenes(self) -> tuple[tuple[str, Scene], ...]:
        return (("an agent of Mistral's searches the web and cites the page", self._search),)

    async def _search(self) -> None:
        self.world.mistral.shelve([_PAGE])
        self.audience.see(Line("note", "the web of the sandbox is one page about printing works"))
        self.begin("Chloé", "The printer cancels. We need another one.")
        self.say("Chloé", "@Galerne !agent scout")
        await self.world.log.until(self._is_chosen, timeout=PATIENCE)
        self._heard = len(self.stage.posts(self.thread))
        self.audience.see(Line("posted", self.stage.posts(self.thread)[-1].text, "Galerne"))
        self.say("Chloé", "@Galerne search the web: who prints posters overnight?")
        posts = await self.answer()
        expect(posts, lambda text: "Brest" in text and _PAGE["url"] in text, "the works in Brest, with the page")
        if "web_search ×1" not in posts[-1].footer:
            raise Broken(f"the receipt does not say that the web was searched: {posts[-1].footer!r}")

    def _is_chosen(self) -> bool:
        return any("scout" in post.text for post in self.stage.posts(self.thread))
