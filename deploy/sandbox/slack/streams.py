"""A message that is being streamed. Slack: chat.startStream, chat.appendStream, chat.stopStream.

What the page does not say was measured by those who use it and holds here: a stream dies five minutes after its start
however busy it is; all text of one streamed message together is at most 12,000 characters (`msg_too_long`);
markdown_text and chunks exclude each other within a call and within a stream; a task's details are appended, its other
fields replaced; a stream that is stopped with a task in progress shows that task as failed.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from deploy.sandbox.slack.refusals import Refused

LIFE = 300.0  # seconds
TEXT_LIMIT = 12_000  # characters, per call and per streamed message
BLOCK_LIMIT = 50  # in all chunks of a stream together

State = Literal["in_progress", "completed", "errored"]


@dataclass(slots=True)
class Delta:
    """What one call adds to a stream."""

    mode: Literal["", "text", "chunks"] = ""
    text: str = ""
    tasks: list[dict[str, Any]] = field(default_factory=list)
    plan: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def empty(self) -> bool:
        return not (self.text or self.tasks or self.plan or self.blocks)


@dataclass(slots=True)
class Stream:
    started: float  # Clock.time()
    state: State = "in_progress"
    stopped: bool = False  # a person pressed Stop
    mode: Literal["", "text", "chunks"] = ""
    length: int = 0
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    plan: str = ""
    chunk_blocks: int = 0

    def age(self, now: float) -> bool:
        """Let the stream die of age; whether it did so just now."""
        if self.state == "in_progress" and now - self.started >= LIFE:
            self.state = "errored"
            return True
        return False

    def refuse_unless_open(self) -> None:
        if self.stopped:
            raise Refused("stopped_by_user")
        if self.state != "in_progress":
            raise Refused("message_not_in_streaming_state")

    def take(self, delta: Delta) -> None:
        """Accept what a call adds, whole or not at all."""
        if delta.mode and self.mode and delta.mode != self.mode:
            raise Refused("streaming_mode_mismatch")
        if self.length + len(delta.text) > TEXT_LIMIT:
            raise Refused("msg_too_long")
        if self.chunk_blocks + len(delta.blocks) > BLOCK_LIMIT:
            raise Refused("msg_blocks_too_many")
        self.mode = self.mode or delta.mode
        self.length += len(delta.text)
        self.chunk_blocks += len(delta.blocks)
        self.plan = delta.plan or self.plan
        for task in delta.tasks:
            self._put(task)

    def complete(self) -> None:
        self.state = "completed"
        for task in self.tasks.values():
            if task["status"] in {"pending", "in_progress"}:
                task["status"] = "error"
                self.plan = "Something went wrong"

    def stop(self) -> None:
        """A person pressed Stop."""
        self.state = "completed"
        self.stopped = True

    def _put(self, task: dict[str, Any]) -> None:
        known = self.tasks.setdefault(task["id"], {})
        details = known.get("details", "") + task.get("details", "")
        known |= task | ({"details": details} if details else {})
