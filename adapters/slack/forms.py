"""Forms that ask for a line of text. Slack: views.open, whose trigger lives for three seconds."""

import logging
from typing import Final

from adapters.slack.parse_press import Wanted
from adapters.slack.place import Place
from adapters.slack.whisper import tell
from adapters.slack.workspace import Workspace
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

_AGAIN: Final = "Slack did not open the form; please press the button again."


class Forms:
    """A press that asks for a form is acknowledged while the form is being opened: nothing of it has to be stored."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def open(self, wanted: Wanted) -> None:
        self._workspace.background.begin(self._open(wanted))

    async def _open(self, wanted: Wanted) -> None:
        body = {"trigger_id": wanted.trigger, "view": wanted.view}
        try:
            opened = await self._workspace.api.attempt("views.open", body)
        except PlatformFailed as error:
            log.info("A form was not opened: %s", error)
            opened = None
        if opened is None:
            pressed = wanted.pressed
            place = Place(
                channel=pressed.channel,
                thread=pressed.thread,
                asker=wanted.user,
                name="",
                team=pressed.team,
                response_url=pressed.response_url,
            )
            await tell(self._workspace, place, _AGAIN)
