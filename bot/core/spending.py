"""What an answer took, model by model."""

from collections.abc import Iterable, Sequence

from bot.core.messages import Choice, ConnectorUse, Usage
from bot.core.records import Charged, ModelReplied, Spent, Step


def spent_on(steps: Sequence[Step], choice: Choice | None, besides: Usage, currency: str) -> tuple[Spent, ...]:
    """The answer's own model first, with what it took `besides` its replies; then what was charged on the way.

    Connectors whose price is not known are left out; the receipt says of those that they are not in the sum.
    """
    own: list[Spent] = []
    if choice is not None:
        replies = (step.usage for step in steps if isinstance(step, ModelReplied))
        usage = sum(replies, start=Usage()) + besides
        price = choice.card.price(currency)
        own = [Spent(choice.card.id, usage, cost=None if price is None else price.of(usage))]
    charged = (step for step in steps if isinstance(step, Charged))
    paid = [Spent(each.charge.model, each.charge.usage, each.charge.pages, each.cost) for each in charged]
    connectors = [Spent(use.name, cost=use.cost) for use in connectors_of(steps) if use.cost is not None]
    return _by_model([*own, *paid, *connectors])


def connectors_of(steps: Sequence[Step]) -> tuple[ConnectorUse, ...]:
    """Each connector once, with how often it was used in all."""
    used: dict[str, ConnectorUse] = {}
    replies = (step for step in steps if isinstance(step, ModelReplied))
    for use in (use for reply in replies for use in reply.besides.connectors):
        before = used.get(use.name, ConnectorUse(use.name, 0, 0.0))
        used[use.name] = ConnectorUse(use.name, before.count + use.count, added(before.cost, use.cost))
    return tuple(used.values())


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
