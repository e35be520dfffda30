"""An answer that only the asker sees. Slack: response_url of a command, and chat.postEphemeral."""

import logging
from typing import Final

from adapters.slack.compose import Sheet, blocks, whisper
from adapters.slack.pieces import Piece, cut, skip_blank
from adapters.slack.place import Place
from adapters.slack.workspace import Workspace
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

_MOST: Final = 5  # messages: a response_url may be used five times
_LIMIT: Final = 10_900  # characters; some are left for the words about the rest
_REST: Final = "\n\n_The rest is too long to be shown privately._"


class Whisper:
    """A `Reply` without steps: it is shown when it is whole. Nothing is recorded, nobody else could read it."""

    def __init__(self, workspace: Workspace, place: Place) -> None:
        self._workspace = workspace
        self._place = place

    async def status(self, text: str) -> None:
        """A command was acknowledged by Slack itself."""

    async def wait(self, text: str) -> None:
        """Nothing is shown before it is whole."""

    async def show(self, text: str) -> None:
        """It is shown when it is whole."""

    def pause(self) -> float:
        return 60.0

    async def finish(self, text: str, *, footer: str = "") -> None:
        sheets = _sheets(text.strip(), footer)
        for sheet in sheets:
            await self._say(sheet)

    async def fail(self, text: str, notice: str) -> None:
        await self.finish(f"{text.strip()}\n\n{notice}".strip())

    async def _say(self, sheet: Sheet) -> None:
        if self._place.response_url:
            answer = {
                "response_type": "ephemeral",
                "text": whisper(self._place, sheet)["text"],
                "blocks": blocks(sheet),
            }
            try:
                await self._workspace.api.respond(self._place.response_url, answer)
            except PlatformFailed as error:
                log.info("%s; the answer goes another way", error)
            else:
                return
        await self._workspace.api.call("chat.postEphemeral", whisper(self._place, sheet))


def _sheets(words: str, footer: str) -> list[Sheet]:
    sheets: list[Sheet] = []
    start = 0
    while (end := cut(words, start, limit=_LIMIT)) is not None and len(sheets) < _MOST - 1:
        sheets.append(_sheet(words, start, end, ""))
        start = skip_blank(words, end)
    last = _sheet(words, start, len(words) if end is None else end, footer)
    return [*sheets, last if end is None else Sheet(last.shown + _REST, last.words, footer)]


def _sheet(words: str, start: int, end: int, footer: str) -> Sheet:
    return Sheet(Piece(words, start, end).shown(), words[start:end], footer)
