"""Answering a question once more: which one is meant, and what the new answer begins with."""

import math
from typing import Final

from bot.core.command import Again, CommandContext, Commands
from bot.core.errors import CommandRejected
from bot.core.ports import Answers
from bot.core.records import Turn, asker_of
from bot.core.values import Address, CommandInvoked
from bot.core.verbs import DELETED, RETRY

NOTHING: Final = (
    "There is no answer of mine here that I could give again; press Retry below it, or write `!retry` in its thread."
)
_LOOKED_AT: Final = 20  # turns
_QUOTED: Final = 120  # characters of the question


class Retrying:
    """What a person asked in private is answered in private, so it is not found from a thread that others read."""

    def __init__(self, answers: Answers, commands: Commands) -> None:
        self._answers = answers
        self._commands = commands

    async def __call__(self, context: CommandContext, model: str) -> Again:
        """What is answered once more: the answer whose button was pressed, or the newest of the conversation.

        Raises `CommandRejected` where there is none.
        """
        if not context.about:
            return Again(await self._newest(context.conversation), model)
        found = await self._answers.find(context.about)
        if found is None or found.turn is None:
            raise CommandRejected(DELETED)
        return Again(await self._asked_first(found.turn), model)

    async def _asked_first(self, turn: Turn) -> Turn:
        """Behind a retry is another turn, and each is older than the one before."""
        while self._is_retry(turn):
            about = turn.event.about if isinstance(turn.event, CommandInvoked) else 0
            found = await self._answers.find(about) if about else None
            turn = found.turn if found and found.turn else await self._newest(turn.conversation, before=turn.id)
        return turn

    async def _newest(self, conversation: Address, *, before: float = math.inf) -> Turn:
        recent = await self._answers.recent(conversation, limit=_LOOKED_AT)
        meant = (each for each in recent if each.id < before and self._may_be_meant(each))
        if (turn := next(meant, None)) is None:
            raise CommandRejected(NOTHING)
        return turn

    def _is_retry(self, turn: Turn) -> bool:
        called = self._commands.called_by(turn.event)
        return called is not None and called[0].name == RETRY

    def _may_be_meant(self, turn: Turn) -> bool:
        """A question to the model, or a command that takes its time and answers for all; not a retry itself."""
        called = self._commands.called_by(turn.event)
        if called is None:
            return not isinstance(turn.event, CommandInvoked)
        return called[0].queued and called[0].name != RETRY and not self._commands.is_private(turn.event)


def headline(again: Again) -> str:
    """The line that says what is answered once more, and for whom it was asked."""
    event = again.turn.event
    words = f"/{event.name}" if isinstance(event, CommandInvoked) else " ".join(event.said.text.split())
    quoted = words if len(words) <= _QUOTED else f"{words[: _QUOTED - 1]}…"
    model = f", with {again.model}" if again.model else ""
    return f"_Once more{model}, for what {asker_of(again.turn).name} asked:_\n> {quoted or 'a file'}"
