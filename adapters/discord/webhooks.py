"""Answers to interactions: by their token instead of the bot's, outside the bot's global rate limit.

discord.py's webhook adapter is used, not its HTTP client, because the latter writes URLs into its warnings, and these
URLs hold the token. Discord: "Receiving and Responding to Interactions".
"""

import logging
from collections.abc import Awaitable
from typing import Any, Final

from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter

from adapters.discord.failures import ALREADY_ACKNOWLEDGED, code_of
from adapters.discord.fields import Json
from adapters.discord.handles import InteractionHandle
from adapters.discord.payload import EPHEMERAL, message_body
from adapters.discord.rest import ONCE, PATIENTLY, Rest
from adapters.discord.session import Session
from adapters.discord.upload import multipart
from bot.core.documents import OutFile
from bot.core.errors import PlatformFailed

log = logging.getLogger(__name__)

MESSAGE, DEFER, DEFER_SILENTLY, SUGGEST, FORM = 4, 5, 6, 8, 9  # interaction callback types
ORIGINAL: Final = "@original"
HOOK: Final = "/webhooks/{webhook_id}/{webhook_token}"
ONE: Final = f"{HOOK}/messages/{{message_id}}"


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

    async def answer(self, to: InteractionHandle, sentence: str) -> bool:
        """Acknowledge it with a sentence that only the asker sees; False if it was acknowledged before."""
        return await self._acknowledge(to, {"type": MESSAGE, "data": message_body(sentence, private=True)})

    async def open_form(self, to: InteractionHandle, form: Json) -> None:
        """Acknowledge it with a form to be filled in."""
        await self._acknowledge(to, {"type": FORM, "data": form})

    async def suggest(self, to: InteractionHandle, choices: list[dict[str, Any]]) -> None:
        """Answer what is being typed with what may be meant."""
        await self._acknowledge(to, {"type": SUGGEST, "data": {"choices": choices}})

    async def message(self, to: InteractionHandle, message: str) -> Json:
        """One of its answers, as it is now. Raises `PlatformFailed`."""
        return await self._call("GET", ONE, to, PATIENTLY, message_id=message)

    async def edit(
        self, to: InteractionHandle, message: str, body: Any, *, attempts: int = PATIENTLY, file: OutFile | None = None
    ) -> Json:
        """`message` may be `ORIGINAL`, the one that the acknowledgement promised. Raises `PlatformFailed`."""
        return await self._call("PATCH", ONE, to, attempts, body, file=file, message_id=message)

    async def follow_up(self, to: InteractionHandle, body: Any, *, attempts: int = PATIENTLY) -> Json:
        return await self._call("POST", HOOK, to, attempts, body, query={"wait": "1"})

    async def delete(self, to: InteractionHandle, message: str) -> None:
        await self._call("DELETE", ONE, to, PATIENTLY, message_id=message)

    async def _acknowledge(self, to: InteractionHandle, body: Any) -> bool:
        """False if that was done before. Raises `PlatformFailed`."""
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
            return False
        return True

    async def _call(
        self,
        method: str,
        path: str,
        to: InteractionHandle,
        attempts: int,
        body: Any = None,
        *,
        file: OutFile | None = None,
        query: dict[str, str] | None = None,
        **ids: str,
    ) -> Json:
        route = Route(method, path, webhook_id=to.application, webhook_token=to.token, **ids)
        session = self._session.open()

        def send() -> Awaitable[Any]:
            if file is None:
                return self._adapter.request(route, session, payload=body, params=query)
            fields, files = multipart(body, file)
            return self._adapter.request(route, session, multipart=fields, files=files, params=query)

        doing, size = ("upload", len(file.data)) if file else ("post", 0)
        found = await self._rest.tried(send, doing, attempts, repeatable=method != "POST", size=size)
        return found if isinstance(found, dict) else {}
