"""Price before you pay: what reading files would take, the question about it, and which pages the answer means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.asking import CANCEL, option_value
from bot.core.documents import Plan
from bot.core.errors import CommandRejected
from bot.core.messages import Price, Usage
from bot.core.receipt import money
from bot.core.records import Asked, Decided, Turn, asker_of
from bot.core.values import Option

ALL: Final = "all"
FIRST: Final = "first"
CHOOSE: Final = "choose"
FIRST_PAGES: Final = 20
_BYTES_OF_A_SECOND: Final = 2_000  # of speech, narrowly packed
_BYTES_OF_A_PAGE: Final = 20_000  # in old office formats, about
_TOKENS_OF_A_PAGE: Final = 1_000  # of text, about

_RANGE: Final = re.compile(r"(\d{1,6})(?:\s*(?:-|–|to|bis|à)\s*(\d{1,6}))?")
_BETWEEN: Final = re.compile(r"[\s,;]*(?:(?:and|und|et|pages?\s*[=:]?|pp?\.)[\s,;]*)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prices:
    """Of the models that files are read with, None where one is not known.

    More text than `shown` tokens is made searchable, at the price `search`.
    """

    ocr: Price | None = None
    speech: Price | None = None
    search: Price | None = None
    chat: Price | None = None
    shown: int = 32_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What reading would take. `cost` is None where a price is not known."""

    pages: int  # that the files have
    paid: int  # of them, that OCR has to read
    seconds: float  # of sound
    cost: float | None


def estimate(plans: Sequence[Plan], prices: Prices, *, through: bool = False) -> Estimate:
    """Of pages whose text is good, and of those read before, no OCR is paid.

    What the model is then shown costs little beside that, unless it goes `through` all of the text.
    """
    paid = sum(_to_pay(plan) for plan in plans if plan.document.kind != "audio")
    seconds = sum(_seconds(plan) for plan in plans if plan.document.kind == "audio" and plan.paid)
    costs = (_cost(prices.ocr, pages=paid), _cost(prices.speech, seconds=seconds))
    known = [cost for cost in costs if cost is not None]
    pages = sum(max(plan.document.pages, _to_pay(plan) if plan.uncounted else 0) for plan in plans)
    text = _text_cost(plans, prices, through=through)
    return Estimate(pages, paid, seconds, sum(known) + text if len(known) == len(costs) else None)


def _text_cost(plans: Sequence[Plan], prices: Prices, *, through: bool) -> float:
    """Of the text itself, once it has been read; 0 where the price is not known."""
    written = [plan for plan in plans if plan.document.kind not in {"image", "audio"}]
    there = sum(len(_numbers(plan)) for plan in written) * _TOKENS_OF_A_PAGE
    if through:
        return prices.chat.of(Usage(there)) if prices.chat else 0.0
    new = sum(len(plan.free) + len(plan.paid) for plan in written) * _TOKENS_OF_A_PAGE
    return prices.search.of(Usage(new)) if prices.search and there > prices.shown else 0.0


def _seconds(plan: Plan) -> float:
    """Of sound whose length is not known, as long as its size may well last."""
    return plan.document.seconds or plan.document.size / _BYTES_OF_A_SECOND


def _to_pay(plan: Plan) -> int:
    """Pages; of a file whose pages nobody has counted yet, as many as its size may well hold."""
    return (
        max(len(plan.paid), plan.document.size // _BYTES_OF_A_PAGE) if plan.uncounted and plan.paid else len(plan.paid)
    )


def _cost(price: Price | None, *, pages: int = 0, seconds: float = 0.0) -> float | None:
    if not pages and not seconds:
        return 0.0
    return price.of(Usage(), pages, seconds) if price else None


def question(
    turn: Turn,
    number: int,
    plans: Sequence[Plan],
    expected: Estimate,
    *,
    currency: str,
    now: float,
    problem: str = "",
    whole: bool = False,
) -> Asked:
    """The question about files that are long or dear to read; `problem` is what was wrong with the last answer.

    `whole`: it is all or nothing, because the pages have been named already or are not known.
    """
    asker = asker_of(turn)
    entry = "Pages, for example 1-20, 45"
    options = [
        Option(option_value(turn, number, ALL, asker), "Read them" if whole else "Read all", "primary"),
        Option(option_value(turn, number, FIRST, asker), f"First {FIRST_PAGES} pages"),
        Option(option_value(turn, number, CHOOSE, asker), "Choose pages", entry=entry),
        Option(option_value(turn, number, CANCEL, asker), "Cancel", "danger"),
    ]
    if whole or all(plan.document.kind == "audio" for plan in plans):  # sound has no pages to choose from
        del options[1:3]
    elif len(plans) > 1:
        options.pop(2)  # which file's pages would be meant?
    words = f"{problem} {_facts(plans, expected, currency)} Shall I read them?".strip()
    return Asked(number, words, tuple(options), now, tuple(plan.document.id for plan in plans), expected.cost)


def _facts(plans: Sequence[Plan], expected: Estimate, currency: str) -> str:
    names = ", ".join(plan.document.name for plan in plans)
    have = "has" if len(plans) == 1 else "have together"
    about = "about " if any(plan.uncounted for plan in plans) else ""
    facts = []
    pages = f"{expected.pages:,} page{'s' if expected.pages != 1 else ''}"
    if expected.paid:
        facts.append(f"{pages}; {expected.paid:,} of them need OCR")
    elif not expected.seconds:
        facts.append(f"{pages} of text")
    if expected.seconds:
        facts.append(f"{expected.seconds / 60:,.0f} minutes of sound")
    price = "at a price I do not know"
    if expected.cost is not None:
        price = f"for about {money(expected.cost, currency)}"
    return f"{names} {have} {about}{' and '.join(facts)}, {price}."


def selected(decided: Decided | None, plans: Sequence[Plan]) -> Mapping[str, tuple[int, ...]]:
    """The pages to read of each document, by its id: all of them unless a person decided otherwise.

    Raises `CommandRejected` for pages that cannot be read as numbers.
    """
    choice = decided.value if decided else ALL
    if choice == CANCEL:
        return {plan.document.id: () for plan in plans}
    if choice == CHOOSE and decided is not None:
        return {plan.document.id: pages_of(plan, decided.text) for plan in plans}
    last = FIRST_PAGES if choice == FIRST else None
    return {plan.document.id: _numbers(plan)[:last] for plan in plans}


def narrowed(plan: Plan, numbers: Sequence[int]) -> Plan:
    """The plan for these of its pages alone."""
    wanted = frozenset(numbers)
    known, free, paid = (
        tuple(each for each in group if each in wanted) for group in (plan.known, plan.free, plan.paid)
    )
    return replace(plan, known=known, free=free, paid=paid)


def _numbers(plan: Plan) -> tuple[int, ...]:
    return tuple(sorted((*plan.known, *plan.free, *plan.paid)))


def pages_of(plan: Plan, text: str) -> tuple[int, ...]:
    """The pages that `1-20, 45` means; an uncounted file is read whole. Raises `CommandRejected`."""
    return (1,) if plan.uncounted else page_numbers(text, plan.document.pages)


def page_numbers(text: str, pages: int) -> tuple[int, ...]:
    """The pages that `1-20, 45` means, of a file with so many. Raises `CommandRejected`."""
    found: set[int] = set()
    at = _after_words(text, 0)
    while at < len(text):
        if (match := _RANGE.match(text, at)) is None:
            raise CommandRejected(f"I cannot read `{text[:60]}` as pages; write them as `1-20, 45`.")
        first, last = sorted((int(match[1]), int(match[2] or match[1])))
        found.update(range(max(first, 1), min(last, pages) + 1))
        at = _after_words(text, match.end())
    if not found:
        there = f"are only {pages:,} pages" if pages != 1 else "is only one page"
        raise CommandRejected(f"`{text[:60]}` names no page: there {there}; write them as `1-20, 45`.")
    return tuple(sorted(found))


def _after_words(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at
