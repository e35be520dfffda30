"""Which conversation of the service belongs to which of ours, kept in the preferences."""

import logging
from typing import Final

from pydantic import ValidationError

from bot.core.ports import Preferences
from bot.mistral.agents.known import Known, known_json

log = logging.getLogger(__name__)
NAME: Final = "mistral conversation"


class Threads:
    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    async def known(self, conversation: str) -> Known | None:
        kept = await self._preferences.get(conversation, NAME)
        try:
            return known_json.validate_json(kept) if kept else None
        except ValidationError as error:
            log.warning("What was kept of a conversation cannot be read, it is begun anew: %s", error)
            return None

    async def keep(self, conversation: str, known: Known | None) -> None:
        await self._preferences.set(conversation, NAME, known_json.dump_json(known).decode() if known else "")
