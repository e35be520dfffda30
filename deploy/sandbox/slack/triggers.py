"""Short-lived keys that come with a command or a click: trigger ids and response URLs."""

from dataclasses import dataclass

from deploy.sandbox.clock import Clock
from deploy.sandbox.slack.ids import Mint
from deploy.sandbox.slack.refusals import Refused

TRIGGER_LIFE = 3.0  # seconds
RESPONSE_LIFE = 1800.0  # seconds
RESPONSE_USES = 5


@dataclass(slots=True)
class ResponseUrl:
    channel: str
    user: str
    message: str  # ts of the message whose button was pressed, "" for a command
    since: float
    uses: int = 0


class Triggers:
    def __init__(self, clock: Clock, mint: Mint) -> None:
        self._clock = clock
        self._mint = mint
        self._issued: dict[str, tuple[float, str]] = {}
        self._used: set[str] = set()
        self._urls: dict[str, ResponseUrl] = {}

    def issue(self, user: str) -> str:
        trigger = f"{self._mint.id('')}.2148000000.sandbox"
        self._issued[trigger] = (self._clock.monotonic(), user)
        return trigger

    def use(self, trigger: str) -> str:
        """The user behind a trigger id, once and within three seconds."""
        if trigger in self._used:
            raise Refused("exchanged_trigger_id")
        if trigger not in self._issued:
            raise Refused("invalid_trigger_id")
        since, user = self._issued.pop(trigger)
        if self._clock.monotonic() - since >= TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        self._used.add(trigger)
        return user

    def response(self, channel: str, user: str, message: str = "") -> str:
        """The key of a new response URL."""
        key = self._mint.id("R")
        self._urls[key] = ResponseUrl(channel, user, message, self._clock.monotonic())
        return key

    def spend(self, key: str) -> ResponseUrl:
        """One of the five uses within thirty minutes. Raises `Refused` with HTTP 404 when they are over."""
        url = self._urls.get(key)
        if url is None:
            raise Refused("invalid_url", status=404)
        if self._clock.monotonic() - url.since >= RESPONSE_LIFE:
            raise Refused("expired_url", status=404)
        if url.uses >= RESPONSE_USES:
            raise Refused("used_url", status=404)
        url.uses += 1
        return url
