"""Where a turn stands in the queue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """`before` counts the turns of its conversation that come first, the one that runs included.

    `others` counts the turns of other conversations that are to begin first; it is 0 where `before` is not.
    """

    before: int
    others: int = 0

    @property
    def sentence(self) -> str:
        """What the asker is told."""
        if self.before:
            return f"I have seen this; {_counted(self.before, 'answer comes', 'answers come')} first."
        if self.others:
            return f"I have seen this; {_counted(self.others, 'question comes', 'questions come')} first."
        return "I have seen this, and answer it next."


def _counted(count: int, one: str, many: str) -> str:
    return f"one {one}" if count == 1 else f"{count:,} {many}"
