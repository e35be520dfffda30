"""The line below an answer."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.messages import Price, Usage
from bot.core.receipt import footer, money
from bot.core.records import Receipt

PARIS = ZoneInfo("Europe/Paris")


def test_the_footer_says_what_was_read_used_and_paid() -> None:
    receipt = Receipt(
        model="mistral-small-2603",
        usage=Usage(1100, 103),
        cost=0.000182,
        messages=14,
        since=1_795_000_000.0,
        summarised=1200,
        tools=("calculate", "clock", "calculate"),
        notes=("not read: plan.pdf",),
    )

    assert footer(receipt, PARIS) == (
        "Read 14 messages since 18 Nov 12:06 and a summary of 1,200 older ones · used calculate, clock · "
        "mistral-small-2603 · 1,203 tokens · €0.00018 · not read: plan.pdf"
    )


def test_one_message_needs_no_since() -> None:
    receipt = Receipt(model="small", usage=Usage(1, 1), cost=None, messages=1, since=1.0)
    assert footer(receipt, PARIS) == "Read 1 message · small · 2 tokens · price not known"


def test_an_answer_without_a_model_has_no_line() -> None:
    assert footer(Receipt(), PARIS) == ""


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (0.0, "EUR", "€0.00"),
        (0.00018, "EUR", "€0.00018"),
        (0.000000001, "USD", "$0.00000000"),
        (0.0123, "USD", "$0.012"),
        (0.5, "EUR", "€0.50"),
        (1234.5, "EUR", "€1,234.50"),
    ],
)
def test_small_sums_keep_two_digits(amount: float, currency: str, expected: str) -> None:
    assert money(amount, currency) == expected


def test_annotated_pages_are_billed_at_their_own_price_where_they_have_one() -> None:
    assert Price("EUR", pages=4.0, annotated=5.0).of(Usage(), pages=300, annotated=100) == pytest.approx(0.8 + 0.5)
    assert Price("EUR", pages=4.0).of(Usage(), pages=300, annotated=100) == pytest.approx(1.2)


def test_cached_tokens_are_billed_at_their_own_price() -> None:
    price = Price("EUR", prompt=1.0, completion=5.0, cached=0.1, pages=4.0)

    assert price.of(Usage(1_000_000, 100_000, 400_000), pages=500) == pytest.approx(0.6 + 0.04 + 0.5 + 2.0)
