"""The story's scenes with buttons and menus: what an answer was made from, the answer again, a message translated."""

from bot.trial.conversation import PATIENCE, Broken, Conversation, expect
from bot.trial.pressing import DiscordPressing, Pressing, SlackPressing
from bot.trial.scenes import Scene
from bot.trial.screen import Line
from bot.trial.stage import SlackStage


class VerbScenes(Conversation):
    """A thread about posters."""

    _message = ""

    @property
    def scenes(self) -> tuple[tuple[str, Scene], ...]:
        return (
            ("“Why?” below an answer tells what it was made from to the one who presses", self._why),
            ("Retry gives the answer once more, and the old one stays", self._retry),
            ("Translate in the menu of a message is answered to the one who chose", self._menu),
        )

    @property
    def _pressing(self) -> Pressing:
        return SlackPressing(self.world) if isinstance(self.stage, SlackStage) else DiscordPressing(self.world)

    async def _why(self) -> None:
        self.begin("Chloé", "The posters are printed on Friday.")
        self._message = self.say("Bao", "Die Plakate hängen ab Montag.")
        self.say("Dev", "@Galerne when are the posters printed?")
        expect(await self.answer(), lambda text: "Friday" in text, "an answer that says Friday")
        await self._press("Ana", "Why?", "why")
        told = await self._told("Ana", "Model")
        self.audience.see(Line("note", f"Galerne tells Ana alone:\n{told}"))

    async def _retry(self) -> None:
        before = len(self.stage.posts(self.thread))
        await self._press("Ana", "Retry", "retry")
        answer = await self.answer()
        expect(answer, lambda text: "Once more" in text and "Friday" in text, "the answer once more")
        if len(self.stage.posts(self.thread)) <= before:
            raise Broken("the old answer is gone")

    async def _menu(self) -> None:
        self.audience.see(Line("note", "Chloé chooses Translate in the menu of Bao's message"))
        self._pressing.choose("Chloé", self.thread, self._message, "Translate")
        told = await self._told("Chloé", "Plakate")
        self.audience.see(Line("note", f"Galerne tells Chloé alone:\n{told}"))

    async def _press(self, who: str, label: str, action: str) -> None:
        await self.world.log.until(lambda: action in self._pressing.verbs(self.thread), timeout=PATIENCE)
        self.audience.see(Line("note", f"{who} presses {label}"))
        self._pressing.act(who, self.thread, action)

    async def _told(self, who: str, wanted: str) -> str:
        def look() -> str:
            return next((text for text in self._pressing.told(who, self.thread) if wanted in text), "")

        return await self.world.log.until(look, timeout=PATIENCE)
