"""What all answers in one workspace share: the way to Slack, what Slack has refused, what is being streamed."""

from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakSet

from adapters.slack.api import SlackApi
from adapters.slack.background import Background
from adapters.slack.compose import Mark
from adapters.slack.refusals import NotOffered
from adapters.slack.sightings import Sightings
from bot.core.ports import Clock

_APPENDS: Final = 0.65  # seconds between two appends of one stream, for each stream that is open: 100 a minute for all
_EDITS: Final = 1.3  # the same for chat.update, 50 a minute
_STREAMS: Final = 20  # streams that may be open or just closed: each has to be stopped, and 20 a minute may be


@dataclass(slots=True)
class Features:
    """What this workspace does not offer, remembered for the life of the process."""

    refused: set[tuple[str, str]] = field(default_factory=set)  # method, channel; an empty channel is everywhere

    def offered(self, method: str, channel: str) -> bool:
        return (method, "") not in self.refused and (method, channel) not in self.refused

    def refuse(self, method: str, channel: str, error: NotOffered) -> None:
        self.refused.add((method, "" if error.everywhere else channel))


@dataclass(slots=True)
class Workspace:
    api: SlackApi
    clock: Clock
    sightings: Sightings
    features: Features = field(default_factory=Features)
    streamed: "WeakSet[Any]" = field(default_factory=WeakSet)  # messages that are being streamed now
    edited: "WeakSet[Any]" = field(default_factory=WeakSet)  # messages that grow by being edited
    lined: "WeakSet[Any]" = field(default_factory=WeakSet)  # status lines that say what is being done
    doubts: set[Mark] = field(default_factory=set)  # messages of which nobody knows whether they were posted
    background: Background = field(default_factory=Background)

    def streams_of_others(self, key: str) -> set[str]:
        """What the answers of other turns stream now; what is this turn's may be an attempt's that was let go."""
        return {message.ts for message in self.streamed if message.key != key}

    def may_stream(self, channel: str) -> bool:
        """Whether a stream may be begun and is sure to be stopped in time."""
        if not self.features.offered("chat.startStream", channel):
            return False
        return len(self.streamed) + self.api.budget.used("chat.stopStream") < _STREAMS

    def pace(self) -> float:
        """Seconds that one answer leaves between two steps, so that all together keep the limits."""
        return max(_APPENDS * len(self.streamed), _EDITS * len(self.edited))
