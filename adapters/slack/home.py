"""The app's own page as the place of an answer. Slack: surfaces/app-home, views.publish.

A view takes no `markdown` blocks, which are for messages alone. Slack: reference/block-kit, "Available in surfaces".
"""

import logging
import re
from collections.abc import Sequence
from typing import Any, Final

from adapters.slack.mrkdwn import mrkdwn
from adapters.slack.place import Place
from adapters.slack.workspace import Workspace
from bot.core.documents import OutFile
from bot.core.errors import NotAllowed
from bot.core.markdown import split
from bot.core.values import Option, Verb

log = logging.getLogger(__name__)

_SECTION: Final = 3_000  # characters of a section, and of a view's blocks
_BLOCKS: Final = 100
_ROOM: Final = 2_400  # characters of Markdown that fit when escaped
_HEADER: Final = 150
_HEADING: Final = re.compile(r"^## +(\S.*)$", re.MULTILINE)


class HomePage:
    """A `Reply`. It is published when it is whole, and takes the place of what stood there."""

    is_private: Final = True

    def __init__(self, workspace: Workspace, place: Place) -> None:
        self._workspace = workspace
        self._place = place

    async def status(self, text: str) -> None:
        """Slack shows by itself that a page is loading."""

    async def wait(self, text: str) -> None:
        """Nothing is shown before it is whole."""

    async def show(self, text: str) -> None:
        """It is published when it is whole."""

    def pause(self) -> float:
        return 60.0

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        del footer, verbs  # it is a page, not an answer
        view = {"type": "home", "blocks": _blocks(text)}
        await self._workspace.api.call("views.publish", {"user_id": self._place.asker, "view": view})

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        await self.finish(f"{text}\n\n{notice}".strip(), verbs=verbs)

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        raise NotAllowed(f"nothing is asked on a page: {text[:40]!r}, {len(options)} options")

    async def attach(self, file: OutFile, *, key: str) -> None:
        """A page carries no files: what it says has to do."""
        log.debug("Left %s (%s) out of a page", file.name, key)


def _blocks(text: str) -> list[dict[str, Any]]:
    """A header for each heading of the second level, and sections below it."""
    before, *rest = _HEADING.split(text)
    found = _sections(before)
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        found.append({"type": "header", "text": {"type": "plain_text", "text": title.strip()[:_HEADER]}})
        found += _sections(body)
    return found[:_BLOCKS]


def _sections(words: str) -> list[dict[str, Any]]:
    return [_section(piece.text) for piece in split(words.strip(), _ROOM) if piece.text.strip()]


def _section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn(words.strip())[:_SECTION]}}
