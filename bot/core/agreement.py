"""Which pages of a turn's files are read: a person is asked first where that is long or dear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

from bot.core.asking import CANCEL, Cancelled, PersonAsked, about_files, last_question, next_number
from bot.core.desk import Desk
from bot.core.documents import Plan
from bot.core.errors import BotError, CommandRejected, ModelRefused
from bot.core.messages import Price
from bot.core.model_ports import Models
from bot.core.ports import Clock, Preferences
from bot.core.pricing import ALL, Estimate, Prices, estimate, question, selected
from bot.core.records import Turn

_CANCELLED: Final = "_Cancelled: I read nothing of {names}._"
_UNDECIDED: Final = "Nobody chose, so I read nothing of the file; please send it again to be asked again."
_DECLINED: Final = "declined"
_IN_PART: Final = "wanted in part"


@dataclass(frozen=True, slots=True)
class FileRules:
    """What holds for files.

    More than `ask_pages` to be paid for, or `ask_cost` in money, is asked about first; a question waits for
    `ask_within` seconds.
    """

    ask_pages: int = 50
    ask_cost: float = 0.25
    ask_within: float = 86_400.0
    ocr_model: str = "mistral-ocr-latest"
    speech_model: str = "voxtral-mini-latest"
    embedding_model: str = "mistral-embed"
    chat_model: str = "mistral-small-latest"
    shown_tokens: int = 32_000  # what is longer is made searchable
    currency: str = "EUR"


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
        self,
        turn: Turn,
        own: Sequence[Plan],
        earlier: Sequence[Plan],
        desk: Desk,
        *,
        named: bool = False,
        through: bool = False,
    ) -> Agreed:
        """The pages to read of the files that came with the turn's message, and of older ones that are not all read.

        `named`: the plans hold only pages that were asked for by their numbers; `through`: the model is to go through
        all of the text, which has its price. What a person has declined before,
        wanted only in part, or is being asked about in another turn, is gone into again only with the file itself.
        Raises `PersonAsked` once the question is recorded, `Cancelled`, or a `BotError` for a question that nobody has
        answered in time.
        """
        plans = await self._wanted(turn, own, earlier, named=named)
        asked = last_question(turn.steps, about_files)
        if asked is None:
            if self._is_dear(expected := self._expected(plans, through=through)):
                await self._ask(turn, plans, desk, expected, whole=named or through)
            await self._mark(turn, plans if named else (), _IN_PART)
            return Agreed(selected(None, plans))
        before, decided = asked
        put = [plan for plan in plans if plan.document.id in before.documents]
        if decided is None:
            if self._clock.time() - before.asked_at >= self._rules.ask_within:
                await self._mark(turn, put, _DECLINED)
                raise BotError("nobody decided about a file", notice=_UNDECIDED)
            raise PersonAsked
        if decided.value == CANCEL:
            await self._mark(turn, put, _DECLINED)
            raise Cancelled(_CANCELLED.format(names=", ".join(plan.document.name for plan in put) or "the file"))
        try:
            chosen = selected(decided, put)
        except CommandRejected as error:
            expected = self._expected(put, through=through)
            await self._ask(turn, put, desk, expected, whole=named or through, problem=str(error))
        await self._mark(turn, put, "" if decided.value == ALL and not named else _IN_PART)
        # What was found since then was not part of the question: it is read if it would not have been asked about.
        rest = [plan for plan in plans if plan not in put]
        besides = {} if self._is_dear(self._expected(rest)) else selected(None, rest)
        return Agreed({**chosen, **besides}, before.estimate)

    async def _wanted(self, turn: Turn, own: Sequence[Plan], earlier: Sequence[Plan], *, named: bool) -> list[Plan]:
        """The files to be read, each once however often it was sent, with what is wanted of them."""
        if named:
            plans = [*own, *earlier]
        else:
            unread = [plan for plan in earlier if plan.free or plan.paid]
            plans = [*own, *[plan for plan in unread if await self._is_open(turn, plan)]]
        return list({plan.document.id: plan for plan in plans}.values())

    async def _ask(
        self,
        turn: Turn,
        plans: Sequence[Plan],
        desk: Desk,
        expected: Estimate,
        *,
        whole: bool,
        problem: str = "",
    ) -> NoReturn:
        """Record the question, and let the attempt end."""
        asked = question(
            turn,
            next_number(turn.steps),
            plans,
            expected,
            currency=self._rules.currency,
            now=self._clock.time(),
            problem=problem,
            whole=whole or any(plan.uncounted for plan in plans),
        )
        await desk.record(asked)
        await self._mark(turn, plans, _asked_by(turn))
        raise PersonAsked

    def _expected(self, plans: Sequence[Plan], *, through: bool = False) -> Estimate:
        rules = self._rules
        prices = Prices(
            ocr=self._price(rules.ocr_model),
            speech=self._price(rules.speech_model),
            search=self._price(rules.embedding_model),
            chat=self._price(rules.chat_model),
            shown=rules.shown_tokens,
        )
        return estimate(plans, prices, through=through)

    def _is_dear(self, expected: Estimate) -> bool:
        return expected.paid > self._rules.ask_pages or (expected.cost or 0.0) > self._rules.ask_cost

    def _price(self, model: str) -> Price | None:
        """None where it is not known, or where the account has no such model and it may not be needed either."""
        try:
            return self._models.choose(model, frozenset()).card.price(self._rules.currency)
        except ModelRefused:
            return None

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
