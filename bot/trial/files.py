"""The story's scenes with files: a scanned PDF and a photo are dropped, read, and asked about."""

import base64

from bot.trial.conversation import PATIENCE, Broken, Conversation, expect
from bot.trial.material import offer_pdf, whiteboard_jpeg
from bot.trial.scenes import Scene
from bot.trial.screen import Line
from bot.trial.stage import Dropped


class FileScenes(Conversation):
    """A thread about an offer and a whiteboard."""

    @property
    def scenes(self) -> tuple[tuple[str, Scene], ...]:
        return (
            ("a scanned PDF is read page by page, and the page without text is named", self._pdf),
            ("a later question about the PDF is answered from what was read, and costs no OCR", self._again),
            ("the PDF's text comes back as a Markdown file", self._markdown),
            ("a photo that lies on its side is looked at", self._photo),
        )

    async def _pdf(self) -> None:
        self.begin("Bao", "The printer has sent an offer.")
        self._drop("Bao", "@Galerne until when does the offer hold?", "offer.pdf", "application/pdf", offer_pdf())
        posts = await self.answer()
        expect(posts, lambda text: "29 May" in text and "page 2 had no readable text" in text, "the day, and page 2")
        footer = posts[-1].footer
        if "offer.pdf: 2 of 3 pages read" not in footer or "OCR of 2 pages" not in footer:
            raise Broken(f"the receipt does not say which pages were read: {footer!r}")

    async def _again(self) -> None:
        self.say("Ana", "@Galerne and what is the price of the posters?")
        posts = await self.answer()
        expect(posts, lambda text: "1,840.00" in text, "the price, 1,840.00")
        if "OCR" in posts[-1].footer:
            raise Broken("the file was paid for a second time")

    async def _markdown(self) -> None:
        self.say("Ana", "@Galerne !ocr")
        expect(await self.answer(), lambda text: "The text is in offer.md" in text, "the name of the file")
        await self.world.log.until(lambda: self.stage.uploads(self.thread), timeout=PATIENCE)
        made = self.stage.uploads(self.thread)[-1]
        self.audience.see(Line("note", f"{made.name}:\n{base64.b64decode(made.base64).decode()}"))

    async def _photo(self) -> None:
        self._drop("Chloé", "@Galerne what does it say?", "whiteboard.jpg", "image/jpeg", whiteboard_jpeg())
        posts = await self.answer()
        expect(posts, lambda text: "banners" in text, "what is written on the whiteboard")

    def _drop(self, who: str, text: str, name: str, media_type: str, data: bytes) -> None:
        self.audience.see(Line("said", f"{text}\n[{name}, {len(data) / 1024:,.0f} kB]", who))
        self.stage.drop(who, self.thread, text, Dropped(name, media_type, base64.b64encode(data).decode()))
