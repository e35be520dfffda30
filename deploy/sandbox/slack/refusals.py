"""How the Web API says no: HTTP 200 with `ok: false` and the name of an error."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A call that is answered `ok: false`; `also` goes beside the error in the answer."""

    def __init__(self, error: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **also: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = dict(headers or {})
        self.also = also

    def body(self) -> dict[str, Any]:
        return {"ok": False, "error": self.error, **self.also}


def malformed(complaint: str) -> Refused:
    """`invalid_arguments`, with the complaint where Slack puts it."""
    return Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {complaint}"]})


def limited(seconds: int) -> Refused:
    return Refused("ratelimited", status=429, headers={"Retry-After": str(seconds)})
