"""What a workspace is made of."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Any, Literal

from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.sight import Sight
from deploy.sandbox.slack.streams import Stream

Kind = Literal["channel", "group", "im", "mpim"]
Rank = Literal["owner", "admin", "member", "guest", "single-channel guest", "stranger", "deactivated"]


@dataclass(slots=True)
class User:
    id: str
    name: str  # "ana"
    real_name: str  # "Ana"
    tz: str = "Europe/Paris"
    tz_label: str = "Central European Time"
    tz_offset: int = 3600  # seconds east of UTC
    is_bot: bool = False
    rank: Rank = "member"


@dataclass(slots=True)
class Message:
    ts: str
    channel: str
    user: str
    content: Content
    thread_ts: str = ""  # "" at the top level; the root's ts in a reply
    subtype: str = ""
    bot: bool = False  # the app itself
    program: str = ""  # the name under which another program posted it
    edited: dict[str, str] | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    stream: Stream | None = None
    sight: Sight = field(default_factory=Sight)

    def thread(self) -> str:
        """The ts under which an answer to this message goes."""
        return self.thread_ts or self.ts


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    tops: list[str] = field(default_factory=list)  # ts of what stands in the channel itself, oldest first
    replies: dict[str, list[str]] = field(default_factory=dict)  # by root, oldest first
    prompts: list[dict[str, Any]] = field(default_factory=list)

    def add(self, message: Message) -> None:
        self.messages[message.ts] = message
        line = self.replies.setdefault(message.thread_ts, []) if message.thread_ts else self.tops
        insort(line, message.ts)
        if message.subtype == "thread_broadcast":
            insort(self.tops, message.ts)

    def remove(self, message: Message) -> None:
        del self.messages[message.ts]
        for line in (self.replies.get(message.thread_ts, []), self.tops):
            at = bisect_left(line, message.ts)
            if at < len(line) and line[at] == message.ts:
                del line[at]

    def thread(self, root: str) -> list[str]:
        """The timestamps of a thread: the root, then the replies, oldest first."""
        return [root, *self.replies.get(root, ())]
