"""When a message became visible, when it last changed, and whom it notified."""

from dataclasses import dataclass, field

from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.pings import pings


@dataclass(slots=True)
class Sight:
    """`notified` only grows: what a text once pinged stays on record after an edit.

    An edit notifies nobody at Slack, but a live mention in one is live text all the same, and is recorded.
    """

    first: float | None = None  # monotonic seconds at which the first words could be read
    last: float | None = None  # monotonic seconds of the last change
    notified: list[str] = field(default_factory=list)

    def look(self, content: Content, now: float) -> None:
        """Take note of the whole content as it stands."""
        self.touch(bool(content.visible().strip()), now)
        self.notified += [ping for ping in pings(content) if ping not in self.notified]

    def grow(self, content: Content, added: str, now: float) -> None:
        """Take note of text added at the end; the whole is read again only if a mention can have been closed."""
        if ">" in added:
            self.look(content, now)
        else:
            self.touch(bool(added.strip()) or self.first is not None, now)

    def touch(self, readable: bool, now: float) -> None:
        self.last = now
        if self.first is None and readable:
            self.first = now
