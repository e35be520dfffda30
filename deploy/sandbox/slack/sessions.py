"""Agent sessions and the older status line. Slack: agents.sessions.setStatus, assistant.threads.setStatus."""

from dataclasses import dataclass, field
from typing import Any

from deploy.sandbox.clock import Clock

STATUSES = frozenset({"processing", "active", "suspended", "closed"})
PROCESSING_LIFE = 3600.0  # seconds after which "processing" falls back to "active"
LINE_LIFE = 120.0  # seconds for which a status line stands without a message


@dataclass(slots=True)
class Session:
    status: str = "active"
    title: str = ""
    since: float = 0.0  # Clock.time() of the last status
    line: str = ""  # the older free status line, "" if none
    line_since: float = 0.0
    loading: list[Any] = field(default_factory=list)
    exists: bool = False  # False while only a status line was set


class Sessions:
    """One per thread, made when a status is set or a stream begins."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[tuple[str, str], Session] = {}

    def find(self, channel: str, thread: str) -> Session | None:
        session = self._sessions.get((channel, thread))
        if session is None:
            return None
        now = self._clock.time()
        if session.status == "processing" and now - session.since >= PROCESSING_LIFE:
            session.status = "active"
        if session.line and now - session.line_since >= LINE_LIFE:
            session.line = ""
        return session

    def set(self, channel: str, thread: str, status: str, title: str = "") -> Session:
        """A title counts only when the session is made."""
        session = self._at(channel, thread)
        if not session.exists:
            session.title = title.replace(":", "_")
        session.status, session.since, session.exists = status, self._clock.time(), True
        return session

    def rename(self, session: Session, title: str) -> None:
        session.title = title.replace(":", "_")

    def say(self, channel: str, thread: str, line: str, loading: list[Any]) -> None:
        """Set the status line; "" clears it."""
        session = self._at(channel, thread)
        session.line, session.line_since, session.loading = line, self._clock.time(), loading

    def hush(self, channel: str, thread: str) -> None:
        """A message was posted: the status line goes."""
        if session := self._sessions.get((channel, thread)):
            session.line = ""

    def _at(self, channel: str, thread: str) -> Session:
        return self.find(channel, thread) or self._sessions.setdefault((channel, thread), Session())
