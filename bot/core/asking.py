"""Asking a person before something is done: the question is a step of the turn, and so is what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.lifecycle import State
from bot.core.records import Asked, Decided, Step, Turn
from bot.core.values import ActionPressed, Author

CANCEL: Final = "cancel"  # the choice that does nothing, which is also what Stop means


class PersonAsked(Exception):
    """Ends an attempt: the turn goes on once the person has decided."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press that decides something; only `asker` may make it."""

    turn_id: int
    decided: Decided
    asker: str


def option_value(turn: Turn, number: int, choice: str, asker: Author) -> str:
    """The value of a button: it names the turn, the question's number, the choice and who may press it."""
    return f"{turn.id}.{number}.{choice}.{asker.id}"


def pressed_option(press: ActionPressed) -> Pressed | None:
    """What a press of ours decides; None for a value that is not ours."""
    turn, number, choice, asker = (*press.value.split(".", 3), "", "", "")[:4]
    if not (turn.isdecimal() and number.isdecimal() and choice and asker):
        return None
    return Pressed(int(turn), Decided(int(number), choice, press.author, press.text), asker)


def last_question(steps: Sequence[Step]) -> tuple[Asked, Decided | None] | None:
    """The turn's newest question, and what was decided."""
    asked = next((step for step in reversed(steps) if isinstance(step, Asked)), None)
    if asked is None:
        return None
    decided = (step for step in steps if isinstance(step, Decided) and step.number == asked.number)
    return asked, next(decided, None)


def waits_for_person(turn: Turn, now: float, within: float) -> bool:
    """Whether the turn has asked, nobody has decided, and there is still time: there is nothing to do about it."""
    question = last_question(turn.steps)
    if turn.state is not State.ASKING or question is None:
        return False
    asked, decided = question
    return decided is None and now - asked.asked_at < within
