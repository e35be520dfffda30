"""Answers to interactions: by their token instead of the bot's, outside the bot's global rate limit.

discord.py's webhook adapter is used, not its HTTP client, because the latter writes URLs into its warnings, and these
URLs hold the token. Discord: "Receiving and Responding to Interactions".
"""

import logging
from typing import Any, Final

from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter

from adapters.discord.failures import ALREADY_ACKNOWLEDGED, code_of
from adapters.discord.fields import Json
from adapters.discord.handles import InteractionHandle
from adapters.discord.payload import EPHEMERAL, message_body
from adapters.discord.rest import ONCE, PATIENTLY, Rest
from adapters.discord.session import Session
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

MESSAGE, DEFER, DEFER_SILENTLY = 4, 5, 6  # interaction callback types
ORIGINAL: Final = "@original"


class Webhooks:
    """`session` carries no credentials of its own."""

    def __init__(self, rest: Rest, session: Session) -> None:
        self._rest = rest
        self._session = session
        self._adapter = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]  # discord.py left its type out

    async def defer(self, to: InteractionHandle, *, silently: bool = False) -> None:
        """Acknowledge it; the answer follows. `silently`: nothing is shown as under way."""
        body: dict[str, Any] = {"type": DEFER_SILENTLY if silently else DEFER}
        if to.private:
            body["data"] = {"flags": EPHEMERAL}
        await self._acknowledge(to, body)

    async def answer(self, to: InteractionHandle, sentence: str) -> None:
        """Acknowledge it with a sentence that only the asker sees."""
        await self._acknowledge(to, {"type": MESSAGE, "data": message_body(sentence, private=True)})

    async def edit(self, to: InteractionHandle, message: str, body: Any, *, attempts: int = PATIENTLY) -> Json:
        """`message` may be `ORIGINAL`, the one that the acknowledgement promised. Raises `PlatformFailed`."""
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
        return await self._call("PATCH", path, to, attempts, body, message_id=message)

    async def follow_up(self, to: InteractionHandle, body: Any, *, attempts: int = PATIENTLY) -> Json:
        path = "/webhooks/{webhook_id}/{webhook_token}"
        return await self._call("POST", path, to, attempts, body, query={"wait": "1"})

    async def delete(self, to: InteractionHandle, message: str) -> None:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
        await self._call("DELETE", path, to, PATIENTLY, message_id=message)

    async def _acknowledge(self, to: InteractionHandle, body: Any) -> None:
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=to.id, webhook_token=to.token)
        query = {"with_response": "1"}
        session = self._session.open()
        try:
            await self._rest.tried(
                lambda: self._adapter.request(route, session, payload=body, params=query), "acknowledge", ONCE
            )
        except PlatformFailed as error:
            # Delivered twice, or an answer that got lost: either way Discord knows that it is being answered.
            if code_of(error.__cause__) != ALREADY_ACKNOWLEDGED:
                raise
            log.debug("Interaction %s was acknowledged before", to.id)

    async def _call(
        self,
        method: str,
        path: str,
        to: InteractionHandle,
        attempts: int,
        body: Any = None,
        *,
        query: dict[str, str] | None = None,
        **ids: str,
    ) -> Json:
        route = Route(method, path, webhook_id=to.application, webhook_token=to.token, **ids)
        session = self._session.open()
        found = await self._rest.tried(
            lambda: self._adapter.request(route, session, payload=body, params=query),
            "post",
            attempts,
            repeatable=method != "POST",
        )
        return found if isinstance(found, dict) else {}
