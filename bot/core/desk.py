"""What may be done in a turn besides answering: say what is being done, keep what it took, upload a file."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.documents import Charge, OutFile
from bot.core.errors import ModelRefused
from bot.core.model_ports import Models
from bot.core.platform_ports import Reply
from bot.core.records import Charged, Step


@dataclass(frozen=True, slots=True)
class Desk:
    """A turn's own. `say` shows what is being done; `record` keeps a step before the next one is begun."""

    say: Callable[[str], None]
    record: Callable[[Step], Awaitable[None]]
    reply: Reply
    models: Models
    currency: str

    async def progress(self, text: str) -> None:
        """As `bot.core.document_ports.Progress`."""
        self.say(text)

    async def charge(self, charge: Charge) -> None:
        """As `bot.core.document_ports.Charging`."""
        await self.record(Charged(charge, self._cost(charge)))

    async def attach(self, file: OutFile) -> None:
        """Upload a file below the answer; the same one once. Raises `PlatformFailed`."""
        digest = hashlib.sha256(file.name.encode() + b"\0" + file.data).hexdigest()
        await self.reply.attach(file, key=digest[:16])

    def _cost(self, charge: Charge) -> float | None:
        try:
            price = self.models.choose(charge.model, frozenset()).card.price(self.currency)
        except ModelRefused:  # a model of their own, whose price nobody knows
            return None
        return price.of(charge.usage, charge.pages, charge.seconds, charge.annotated) if price else None
