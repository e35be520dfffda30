"""Results of tools that were too long to be shown whole, found again among the steps of their conversation."""

from typing import Final

from bot.core.records import ToolFinished, step_json
from bot.core.values import Address
from bot.store.sql import Database

# Turns of the conversation: those that have ended are found by what they said, which is indexed.
_FINISHED: Final = """
    SELECT body FROM steps WHERE kind = 'finished' AND body LIKE :pattern AND turn_id IN (
        SELECT turn_id FROM messages WHERE conversation = :conversation AND turn_id IS NOT NULL
        UNION SELECT id FROM turns WHERE settled_at IS NULL AND conversation = :conversation)
    ORDER BY turn_id DESC, n DESC
"""


class SqlResults:
    """`core.ports.Results`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def whole(self, conversation: Address, name: str) -> str | None:
        if not name.isalnum():
            return None
        rows = await self._database.fetch(_FINISHED, conversation=str(conversation), pattern=f"%{name}%")
        for (body,) in rows:
            step = step_json.validate_json(body)
            if isinstance(step, ToolFinished) and step.call.id == name and not step.failed:
                return step.whole or step.text
        return None
