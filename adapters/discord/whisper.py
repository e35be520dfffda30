"""A sentence for the one who pressed a button, and for nobody else."""

import asyncio
import logging
from typing import Final

from adapters.discord.failures import TokenExpired
from adapters.discord.handles import unpack_interaction
from adapters.discord.layout import LIMIT
from adapters.discord.payload import message_body
from adapters.discord.webhooks import Webhooks
from bot.core.errors import PlatformFailed
from bot.core.values import ActionPressed

log = logging.getLogger(__name__)

SOON: Final = 5.0  # seconds in which it is of use


async def tell(webhooks: Webhooks, press: ActionPressed, text: str) -> None:
    """As the press's acknowledgement if it has none yet, which is one call less, or else after it."""
    to = unpack_interaction(press.handle)
    if to is None:
        log.info("%s can no longer be told anything", press.event_id)
        return
    text = text[:LIMIT]
    try:
        async with asyncio.timeout(SOON):
            try:
                said = await webhooks.answer(to, text)
            except TokenExpired:
                said = False
            if not said:
                await webhooks.follow_up(to, message_body(text, private=True))
    except (PlatformFailed, TimeoutError) as error:
        log.info("%s could not be told something: %s", press.event_id, str(error) or "Discord took too long")
