"""Which turns a person has stopped, so that a cancelled task can tell a stop from the process going down."""

from bot.core.ports import Queue


class Stops:
    def __init__(self) -> None:
        self._asked: set[str] = set()

    def stop(self, conversation: str, queue: Queue) -> bool:
        """Cancel the conversation's running turn as stopped by a person; False if none runs."""
        self._asked.add(conversation)
        if queue.cancel(conversation):
            return True
        self._asked.discard(conversation)
        return False

    def take(self, conversation: str) -> bool:
        """Whether the cancellation just seen was a person's; asked once."""
        asked = conversation in self._asked
        self._asked.discard(conversation)
        return asked
