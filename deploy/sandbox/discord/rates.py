"""Rate limits: buckets per route and channel, the global limit, and the headers that tell of both.

Numbers that Discord does not publish are the community's: five messages and five edits per 5 s and channel, five calls
per 2 s and webhook. Switched off, the headers describe buckets too large to matter.
"""

import hashlib
from dataclasses import dataclass

from deploy.sandbox.clock import Clock
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.refusals import SAID

BUCKETS: dict[str, tuple[int, float]] = {  # calls, seconds
    "message-create": (5, 5.0),
    "message-edit": (5, 5.0),
    "message-delete": (5, 1.0),
    "typing": (5, 5.0),
    "reaction": (1, 0.25),
    "webhook": (5, 2.0),
}
OTHERS = (50, 1.0)
GENEROUS = (1_000, 1.0)
GLOBAL = (50, 1.0)
OLD_EDITS = (3, 6.0)
OLD = 3_600.0  # seconds after which a message counts as old


@dataclass(slots=True)
class Window:
    opened: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Limited:
    """A 429: its body and the headers that only a 429 has."""

    body: Json
    headers: dict[str, str]


class TooMany(Exception):
    """The answer 429."""

    def __init__(self, limit: Limited) -> None:
        self.limit = limit
        super().__init__(str(limit.body["message"]))


def limited(retry_after: float, scope: str, more: dict[str, str] | None = None, *, code: int = 0) -> Limited:
    """`scope` is user, shared or global. Without a Via header a client takes it for a ban by the proxy in front."""
    message = SAID[code][1] if code else "You are being rate limited."
    body: Json = {"message": message, "code": code, "retry_after": retry_after, "global": scope == "global"}
    headers = {"Via": "1.1 google", "Retry-After": str(int(retry_after) + 1), "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return Limited(body, headers | (more or {}))


class Rates:
    def __init__(self, clock: Clock) -> None:
        self.enforced = False
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}

    def take(self, bucket: str, major: str) -> tuple[dict[str, str], Limited | None]:
        """Count one call: the headers of its answer, and the 429 it gets if there was no room.

        `major` is the id that splits the bucket: a channel, a guild, a webhook token. Webhook calls, interaction
        callbacks among them, are outside the global limit.
        """
        if self.enforced and bucket not in ("webhook", "interaction") and (wait := self._spend("global", "", GLOBAL)):
            return {}, limited(wait, "global")
        size = BUCKETS.get(bucket, OTHERS) if self.enforced else GENEROUS
        if not self.enforced:
            self._windows.pop((bucket, major), None)
        wait = self._spend(bucket, major, size)
        headers = self._headers(bucket, major, size)
        return headers, limited(wait, "user", headers) if wait else None

    def old_edit(self, channel_id: int, age: float) -> Limited | None:
        """The separate limit on edits of messages older than an hour."""
        if not self.enforced or age <= OLD:
            return None
        wait = self._spend("old-edit", str(channel_id), OLD_EDITS)
        return limited(wait, "user", code=30046) if wait else None

    def _spend(self, bucket: str, major: str, size: tuple[int, float]) -> float:
        """Use one call of a window; answers the seconds until there is room, 0 if there was."""
        now, (most, seconds) = self._clock.monotonic(), size
        window = self._windows.get((bucket, major))
        if window is None or now >= window.opened + seconds:
            window = self._windows[bucket, major] = Window(now)
        if window.used >= most:
            return round(window.opened + seconds - now, 3)
        window.used += 1
        return 0.0

    def _headers(self, bucket: str, major: str, size: tuple[int, float]) -> dict[str, str]:
        window, (most, seconds) = self._windows[bucket, major], size
        left = max(0.0, window.opened + seconds - self._clock.monotonic())
        return {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(most - window.used),
            "X-RateLimit-Reset": f"{self._clock.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.md5(bucket.encode(), usedforsecurity=False).hexdigest(),
        }
