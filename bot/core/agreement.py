"""Which pages of a turn's files are read: a person is asked first where that is long or dear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.asking import CANCEL, PersonAsked, last_question
from bot.core.desk import Desk
from bot.core.documents import Plan
from bot.core.errors import BotError, CommandRejected
from bot.core.messages import Price
from bot.core.model_ports import Models
from bot.core.ports import Clock, Preferences
from bot.core.pricing import Estimate, estimate, pages_of, question, selected
from bot.core.records import Turn

_CANCELLED: Final = "_Cancelled: I read nothing of {names}._"
_UNDECIDED: Final = "Nobody chose, so I read nothing of the file; please send it again to be asked again."
_DECLINED: Final = "declined"


@dataclass(frozen=True, slots=True)
class FileRules:
    """What holds for files.

    `most` are read for one answer. More than `ask_pages` to be paid for, or `ask_cost` in money, is asked about first;
    a question waits for `ask_within` seconds.
    """

    most: int = 10
    ask_pages: int = 50
    ask_cost: float = 0.25
    ask_within: float = 86_400.0
    ocr_model: str = "mistral-ocr-latest"
    speech_model: str = "voxtral-mini-latest"
    currency: str = "EUR"


class Cancelled(Exception):
    """The person does not want the files to be read; `str()` says so, for the answer."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The pages to read, by document, and what that was said to cost if a person was asked."""

    pages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    estimate: float | None = None


class Agreement:
    def __init__(self, models: Models, preferences: Preferences, clock: Clock, rules: FileRules) -> None:
        self._models = models
        self._preferences = preferences
        self._clock = clock
        self._rules = rules

    async def __call__(
        self, turn: Turn, own: Sequence[Plan], earlier: Sequence[Plan], desk: Desk, *, pages: str = ""
    ) -> Agreed:
        """The pages to read of the files that came with the turn's message, and of older ones nobody has read yet.

        Where `pages` are named, such as `1-20, 45`, they are read of every file, and nobody is asked.

        What a person has declined before, or is being asked about in another turn, is asked about again only with the
        file itself. Raises `PersonAsked` once
        the question is recorded, `Cancelled`, or a `BotError` for a question that nobody has answered in time.
        """
        if pages:
            return Agreed({plan.document.id: pages_of(plan, pages) for plan in (*own, *earlier)})
        new = [plan for plan in earlier if not plan.known and await self._is_open(turn, plan)]
        plans = list({plan.document.id: plan for plan in (*own, *new)}.values())  # the same file may be sent twice
        asked = last_question(turn.steps)
        if asked is None:
            expected = self._expected(plans)
            if self._is_dear(expected):
                await self._ask(turn, plans, expected, 1, desk)
            return Agreed(selected(None, plans))
        before, decided = asked
        if decided is None:
            if self._clock.time() - before.asked_at >= self._rules.ask_within:
                await self._mark(turn, plans, _DECLINED)
                raise BotError("nobody decided about a file", notice=_UNDECIDED)
            raise PersonAsked
        if decided.value == CANCEL:
            await self._mark(turn, plans, _DECLINED)
            raise Cancelled(_CANCELLED.format(names=", ".join(plan.document.name for plan in plans) or "the file"))
        try:
            agreed = Agreed(selected(decided, plans), before.estimate)
        except CommandRejected as error:
            await self._ask(turn, plans, self._expected(plans), before.number + 1, desk, problem=str(error))
            raise
        await self._mark(turn, plans, "")
        return agreed

    async def _ask(
        self, turn: Turn, plans: Sequence[Plan], expected: Estimate, number: int, desk: Desk, *, problem: str = ""
    ) -> None:
        """Record the question, and let the attempt end."""
        now = self._clock.time()
        await desk.record(
            question(turn, number, plans, expected, currency=self._rules.currency, now=now, problem=problem)
        )
        await self._mark(turn, plans, _asked_by(turn))
        raise PersonAsked

    def _expected(self, plans: Sequence[Plan]) -> Estimate:
        return estimate(plans, self._price(self._rules.ocr_model), self._price(self._rules.speech_model))

    def _is_dear(self, expected: Estimate) -> bool:
        return expected.paid > self._rules.ask_pages or (expected.cost or 0.0) > self._rules.ask_cost

    def _price(self, model: str) -> Price | None:
        return self._models.choose(model, frozenset()).card.price(self._rules.currency)

    async def _mark(self, turn: Turn, plans: Sequence[Plan], value: str) -> None:
        for plan in plans:
            await self._preferences.set(str(turn.conversation), _name(plan), value)

    async def _is_open(self, turn: Turn, plan: Plan) -> bool:
        """Whether the turn may ask about an older file."""
        return await self._preferences.get(str(turn.conversation), _name(plan)) in {None, "", _asked_by(turn)}


def _name(plan: Plan) -> str:
    return f"file {plan.document.id}"


def _asked_by(turn: Turn) -> str:
    return f"asked {turn.id}"
