"""What an answer took, model by model."""

from collections.abc import Iterable, Sequence

from bot.core.messages import Choice, Usage
from bot.core.records import Charged, ModelReplied, Spent, Step


def spent_on(steps: Sequence[Step], choice: Choice | None, besides: Usage, currency: str) -> tuple[Spent, ...]:
    """The answer's own model first, with what it took `besides` its replies; then what was charged on the way."""
    own: list[Spent] = []
    if choice is not None:
        replies = (step.usage for step in steps if isinstance(step, ModelReplied))
        usage = sum(replies, start=Usage()) + besides
        price = choice.card.price(currency)
        own = [Spent(choice.card.id, usage, cost=None if price is None else price.of(usage))]
    charged = (step for step in steps if isinstance(step, Charged))
    return _by_model(
        [*own, *(Spent(each.charge.model, each.charge.usage, each.charge.pages, each.cost) for each in charged)]
    )


def _by_model(spent: Iterable[Spent]) -> tuple[Spent, ...]:
    found: dict[str, Spent] = {}
    for each in spent:
        before = found.get(each.model)
        found[each.model] = each if before is None else _sum(before, each)
    return tuple(found.values())


def _sum(one: Spent, other: Spent) -> Spent:
    return Spent(one.model, one.usage + other.usage, one.pages + other.pages, added(one.cost, other.cost))


def added(*costs: float | None) -> float | None:
    """The sum; None where one of them is not known."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None
