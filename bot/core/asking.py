"""Asking a person before something is done: the question is a step of the turn, and so is what was decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.lifecycle import State
from bot.core.records import Asked, Decided, Step, Turn
from bot.core.values import ActionPressed, Author

CANCEL: Final = "cancel"  # the choice that does nothing, which is also what Stop means


class Cancelled(Exception):
    """The person wants the turn to end here; `str()` says so, for the answer."""


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


Question = tuple[Asked, Decided | None]


def last_question(steps: Sequence[Step], about: Callable[[Asked], bool] = lambda _: True) -> Question | None:
    """The turn's newest question, or the newest of a kind, and what was decided."""
    asked = next((step for step in reversed(steps) if isinstance(step, Asked) and about(step)), None)
    if asked is None:
        return None
    decided = (step for step in steps if isinstance(step, Decided) and step.number == asked.number)
    return asked, next(decided, None)


def about_files(asked: Asked) -> bool:
    return asked.call is None


def next_number(steps: Sequence[Step]) -> int:
    """The number of the turn's next question."""
    return 1 + sum(isinstance(step, Asked) for step in steps)


def waits_for_person(turn: Turn, now: float, within: float) -> bool:
    """Whether the turn has asked, nobody has decided, and there is still time: there is nothing to do about it."""
    question = last_question(turn.steps)
    if turn.state is not State.ASKING or question is None:
        return False
    asked, decided = question
    return decided is None and now - asked.asked_at < within
