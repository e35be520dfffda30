"""An answer that only the asker sees. Slack: response_url of a command, and chat.postEphemeral."""

import asyncio
import logging
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from adapters.slack.api import PATIENCE
from adapters.slack.compose import Sheet, question, whisper
from adapters.slack.outgoing import safe
from adapters.slack.payload import identifier
from adapters.slack.pieces import Piece, cut, skip_blank
from adapters.slack.place import Place
from adapters.slack.uploads import attach_once
from adapters.slack.workspace import Workspace
from bot.core.documents import OutFile
from bot.core.errors import PlatformFailed
from bot.core.platform_ports import Outbox
from bot.core.values import Option, Verb

log = logging.getLogger(__name__)

_MOST: Final = 5  # messages: a response_url may be used five times
_LIMIT: Final = 10_900  # characters; some are left for the words about the rest
_SOON: Final = 5.0  # seconds for a sentence that is only of use now
_SLOW: Final = 4.0  # seconds without a word
_BUSY: Final = "_{doing}. The answer comes here, for you alone; `/stop` ends it._"
_SENT: Final = "{name} is in your direct messages with me: what only you can see cannot carry a file."
_SAID: Final = "said"
_REST: Final = "\n\n_The rest is too long to be shown privately._"


class Whisper:
    """A `Reply` without steps: it is shown when it is whole.

    No part is recorded, nobody else could read it; what was said already is kept among the uploads.

    Where that takes its time, what is being done is said once, since such a message cannot be changed.
    """

    is_private: Final = True

    def __init__(self, workspace: Workspace, place: Place, outbox: Outbox) -> None:
        self._workspace = workspace
        self._place = place
        self._outbox = outbox
        self._quiet_until = workspace.clock.monotonic() + _SLOW

    async def status(self, text: str) -> None:
        """What is soon done needs no words: a command was acknowledged by Slack itself."""
        if self._workspace.clock.monotonic() >= self._quiet_until:
            self._quiet_until = math.inf
            await tell(self._workspace, self._place, _BUSY.format(doing=text[:1].upper() + text[1:]))

    async def wait(self, text: str) -> None:
        """Nothing is shown before it is whole."""

    async def show(self, text: str) -> None:
        """It is shown when it is whole."""

    def pause(self) -> float:
        return 60.0

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        await self._say("answer", _sheets(text.strip(), footer), verbs)

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        await self._say("failure", _sheets(f"{text.strip()}\n\n{notice}".strip(), ""), verbs)

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        await whispered(self._workspace, self._place, question(text, options))

    async def attach(self, file: OutFile, *, key: str) -> None:
        """Only messages that all can see carry files: it goes to the direct messages with the asker."""
        if await attach_once(self._workspace, self._outbox, file, key, self._direct):
            await whispered(self._workspace, self._place, _plain(_SENT.format(name=file.name)))

    async def _say(self, what: str, sheets: Sequence[Sheet], verbs: Sequence[Verb]) -> None:
        """Say what has not been said yet. What a process says that dies before it can record that is said again."""
        *others, last = sheets
        for number, sheet in enumerate((*others, replace(last, verbs=tuple(verbs)))):
            if (key := f"{what} {number}") not in self._outbox.uploads:
                await whispered(self._workspace, self._place, sheet)
                await self._outbox.record_upload(key, _SAID)

    async def _direct(self) -> tuple[str, str]:
        """Channel and thread."""
        if self._place.direct:
            return self._place.channel, self._place.thread
        opened = await self._workspace.api.call("conversations.open", {"users": self._place.asker})
        return identifier(opened, "channel", "id"), ""


async def whispered(workspace: Workspace, place: Place, sheet: Sheet, *, patience: float = PATIENCE) -> None:
    """Say something to the asker alone. Raises `PlatformFailed`."""
    body = whisper(place, sheet)
    if place.response_url:
        answer = {name: body[name] for name in ("text", "blocks", "thread_ts") if body[name]}
        answer |= {"response_type": "ephemeral", "replace_original": False}
        try:
            await workspace.api.respond(place.response_url, answer)
        except PlatformFailed as error:
            log.info("%s; the answer goes another way", error)
        else:
            return
    await workspace.api.call("chat.postEphemeral", body, patience=patience)


async def tell(workspace: Workspace, place: Place, text: str) -> None:
    """Say a sentence to the asker alone: best effort, and soon or not at all."""
    try:
        async with asyncio.timeout(_SOON):
            await whispered(workspace, place, _plain(text), patience=_SOON)
    except (TimeoutError, PlatformFailed) as error:
        log.info("Could not say something to one person: %s", str(error) or "Slack took too long")


def _plain(text: str) -> Sheet:
    return Sheet(safe(text), text)


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
