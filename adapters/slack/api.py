"""Every call of Slack's Web API: within the rate limits, over one shared session, its failures translated."""

import json
import logging
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.budget import Budget
from adapters.slack.hosts import trusted
from adapters.slack.payload import Json, record, text
from adapters.slack.refusals import Unclear, Unreached, translated
from adapters.slack.tiers import FORMS, REPEATABLE
from bot.core.errors import Gone, NotAllowed, PlatformFailed, RateLimited
from bot.core.ports import Clock

log = logging.getLogger(__name__)

PATIENCE: Final = 300.0  # seconds for which a call that must get through is tried
_UPLOAD: Final = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=60)
_ELSEWHERE: Final = "Slack gave me an address that is not its own, which I do not use; please tell your admin."
_TRIES: Final = 3  # of a call whose answer was lost and that may be repeated


class SlackApi:
    """`call` gets through, `attempt` only if there is room now."""

    def __init__(self, client: AsyncWebClient, clock: Clock, budget: Budget) -> None:
        self._client = client
        self._clock = clock
        self.budget = budget

    async def call(self, method: str, body: Mapping[str, Any], *, patience: float = PATIENCE) -> Json:
        """Call when the limits allow it, and again where Slack says later, for `patience` seconds.

        Raises `PlatformFailed`: `Unclear` if the answer was lost and the method is not safe to repeat.
        """
        channel = text(body, "channel")
        give_up = self._clock.monotonic() + patience
        lost = 0
        while True:
            booked = await self.budget.wait(method, channel)
            try:
                return await self.send(method, body, booked=booked)
            except RateLimited as error:
                if self._clock.monotonic() + error.retry_after > give_up:
                    raise
            except Unclear as error:
                lost += 1
                if lost >= _TRIES or not (method in REPEATABLE or isinstance(error, Unreached)):
                    raise
                await self._clock.sleep(0.125 * 2**lost)

    async def attempt(self, method: str, body: Mapping[str, Any], *, spare: int = 0) -> Json | None:
        """Call if there is room now, with `spare` calls left for what matters more; None if there is not."""
        booked = self.budget.take(method, text(body, "channel"), spare=spare)
        if booked is None:
            return None
        try:
            return await self.send(method, body, booked=booked)
        except RateLimited:
            return None

    async def send(self, method: str, body: Mapping[str, Any], *, token: str = "", booked: float = 0.0) -> Json:
        """One request, whatever the limits. A 429 closes the method for as long as Slack says."""
        try:
            answer = await self._client.api_call(method, **_arguments(method, body, token))
        except SlackApiError as error:
            failure = _refusal(method, error)
            if isinstance(failure, RateLimited):
                self.budget.close(method, text(body, "channel"), failure.retry_after, booked)
            log.debug("%s", failure)
            raise failure from error
        except aiohttp.ClientConnectorError as error:
            raise Unreached(f"Slack could not be reached for {method}: {type(error).__name__}") from error
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
            # AttributeError: the SDK's own, on an answer that is not JSON
            raise Unclear(f"Slack did not answer {method}: {type(error).__name__}") from error
        return record(answer.data)

    async def scopes(self) -> frozenset[str]:
        """What the bot's token may do, as Slack says with each answer (the header X-OAuth-Scopes).

        Raises `PlatformFailed`.
        """
        try:
            answer = await self._client.api_call("auth.test")
        except SlackApiError as error:
            raise _refusal("auth.test", error) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unreached(f"Slack could not be reached for auth.test: {type(error).__name__}") from error
        said = str(answer.headers.get("X-OAuth-Scopes", ""))
        return frozenset(scope.strip() for scope in said.split(",") if scope.strip())

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Post to a command's or a click's response_url, which needs no token. Raises `PlatformFailed`."""
        try:
            async with self._post(url, json=dict(body)) as answer:
                if answer.status != HTTPStatus.OK:
                    raise Gone(f"a response_url answered HTTP {answer.status}")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unclear(f"a response_url did not answer: {type(error).__name__}") from error

    async def upload(self, url: str, data: bytes) -> None:
        """Bring a file's bytes to the address that Slack gave for them, without the token: the address is the secret.

        Raises `PlatformFailed`: `Unclear` if the bytes may not have arrived.
        """
        try:
            async with self._post(url, data=data, timeout=_UPLOAD) as answer:
                if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise Unclear(f"an upload was answered with HTTP {answer.status}")
                if answer.status != HTTPStatus.OK:
                    raise PlatformFailed(f"an upload was answered with HTTP {answer.status}")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unclear(f"an upload broke off: {type(error).__name__}") from error

    def _post(self, url: str, **body: Any) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """A request without a token, to one of Slack's own addresses; a redirect is an answer."""
        if not trusted(url, self._client.base_url):
            raise NotAllowed("an address that is not Slack's was not used", notice=_ELSEWHERE)
        if (session := self._client.session) is None:
            raise PlatformFailed("the session is closed")
        return session.post(url, allow_redirects=False, **body)


def _arguments(method: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
    """Methods that read take a form, in which everything is text; the others JSON."""
    given = {name: value for name, value in body.items() if value is not None}
    headers = {"Authorization": f"Bearer {token}"} if token else None
    if method not in FORMS:
        return {"json": given, "headers": headers}
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return {"data": form, "headers": headers}


def _refusal(method: str, error: SlackApiError) -> PlatformFailed:
    response: Any = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    body = getattr(response, "data", None)
    after = str(getattr(response, "headers", {}).get("Retry-After", ""))
    return translated(method, int(status or 0), body, float(after) if after.isdigit() else None)
