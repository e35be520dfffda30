"""Slash commands, buttons and forms: stored, and acknowledged before Discord's three seconds are over."""

import asyncio
import logging
from typing import Any, Final

from adapters.discord.buttons import form
from adapters.discord.fields import Json, obj, text, whole
from adapters.discord.handles import InteractionHandle, unpack_interaction
from adapters.discord.parse import parse
from adapters.discord.parse_interaction import AUTOCOMPLETE, COMPONENT, interaction_handle
from adapters.discord.payload import message_body
from adapters.discord.suggesting import suggest
from adapters.discord.viewpoint import Viewpoint
from adapters.discord.webhooks import ORIGINAL, Webhooks
from bot.core.errors import BotError, PlatformFailed, StoreFailed
from bot.core.platform_ports import Accept
from bot.core.ports import Clock
from bot.core.values import ActionPressed, CommandInvoked, Inbound

log = logging.getLogger(__name__)

PATIENCE: Final = 1.5  # seconds that the store has before Discord is told anyway
AGAIN_AFTER: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 20.0)  # seconds between tries; Discord waits for 15 minutes
UNKNOWN: Final = "I do not know that one any more; please type / to see what I can do."


class Interactions:
    def __init__(self, webhooks: Webhooks, clock: Clock, view: Viewpoint) -> None:
        self._webhooks = webhooks
        self._clock = clock
        self._view = view

    async def take(self, data: Any, accept: Accept) -> None:
        """Accept an interaction, and acknowledge it; whoever used it is told if it could not be stored.

        A button that asks for a form opens it, and nothing of that has to be stored.
        """
        if whole(data, "type") == COMPONENT and (wanted := _wanted_form(obj(data))):
            await self._open(obj(data), wanted)
            return
        if whole(data, "type") == AUTOCOMPLETE:
            await suggest(self._webhooks, obj(data), self._view, self._clock)
            return
        events = parse("INTERACTION_CREATE", data, self._view)
        for event in events:
            if isinstance(event, CommandInvoked | ActionPressed) and (to := unpack_interaction(event.handle)):
                await self._take(event, to, accept)
        if not events:
            await self._refuse(obj(data))

    async def _take(self, event: CommandInvoked | ActionPressed, to: InteractionHandle, accept: Accept) -> None:
        storing = asyncio.create_task(_stored(event, accept, self._clock))
        waiting = asyncio.create_task(self._clock.sleep(PATIENCE))
        try:
            await asyncio.wait({storing, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if storing.done() and (failure := storing.result()):
                await self._tell(to, failure)
                return
            await self._defer(event, to)
            if failure := await storing:
                await self._tell(to, failure, deferred=event)
        finally:
            waiting.cancel()

    async def _defer(self, event: CommandInvoked | ActionPressed, to: InteractionHandle) -> None:
        try:
            await self._webhooks.defer(to, silently=isinstance(event, ActionPressed))
        except PlatformFailed as error:  # it is stored: its answer comes, by another way if need be
            log.warning("Interaction %s could not be acknowledged: %s", to.id, error)

    async def _tell(
        self, to: InteractionHandle, failure: BotError, *, deferred: CommandInvoked | ActionPressed | None = None
    ) -> None:
        try:
            if deferred is None:
                await self._webhooks.answer(to, failure.notice)
            elif isinstance(deferred, CommandInvoked):
                await self._webhooks.edit(to, ORIGINAL, message_body(failure.notice))
            else:  # the original is the message that has the button
                await self._webhooks.follow_up(to, message_body(failure.notice, private=True))
        except PlatformFailed as error:
            log.warning("Interaction %s could not be told that it was not stored: %s", to.id, error)

    async def _open(self, data: Json, wanted: Json) -> None:
        """Whoever pressed is told by Discord itself if there comes no form."""
        if (to := interaction_handle(data, self._view)) is None:
            log.warning("Dropped a press that cannot be answered")
            return
        try:
            await self._webhooks.open_form(to, wanted)
        except PlatformFailed as error:
            log.warning("Interaction %s could not be answered with a form: %s", to.id, error)

    async def _refuse(self, data: Json) -> None:
        """A command of an older version, or something that Discord has learned since."""
        if (to := interaction_handle(data, self._view)) is None:
            log.warning("Dropped an interaction that cannot be answered")
            return
        try:
            await self._webhooks.answer(to, UNKNOWN)
        except PlatformFailed as error:
            log.warning("Interaction %s could not be refused: %s", to.id, error)


def _wanted_form(data: Json) -> Json | None:
    return form(text(obj(data, "data"), "custom_id"), obj(data, "message"))


async def _stored(event: Inbound, accept: Accept, clock: Clock) -> BotError | None:
    for wait in (*AGAIN_AFTER, None):
        try:
            await accept(event)
        except StoreFailed as error:
            log.warning("%s could not be stored: %s", event.event_id, error)
            if wait is None:
                return error
            await clock.sleep(wait)
        except Exception as error:  # a defect of ours: the one who waits for an answer has to be told
            log.exception("%s was lost to a defect", event.event_id)
            return BotError(str(error))
        else:
            break
    return None
