import pytest

from bot.core.messages import ModelCard, Price
from bot.mistral.region import foreign, priced, regional


@pytest.mark.parametrize(
    ("url", "factor", "other"),
    [
        ("https://api.mistral.ai", 1.0, False),
        ("https://api.eu.mistral.ai/v1", 1.1, False),
        ("https://api.us.mistral.ai", 1.1, False),
        ("http://127.0.0.1:8000", 1.0, True),
        ("https://mistral.ai.example.com", 1.0, True),
        ("https://notmistral.ai", 1.0, True),
        ("", 1.0, False),
    ],
)
def test_endpoint_says_what_is_paid_and_who_answers(url: str, factor: float, *, other: bool) -> None:
    assert regional(url) == factor
    assert foreign(url) is other


def test_every_price_is_multiplied() -> None:
    card = ModelCard(
        "x", prices=(Price("EUR", prompt=1.0, completion=2.0, cached=0.1, pages=4.0, annotated=5.0, minutes=3.0),)
    )

    price = priced(card, 1.1).price("EUR")

    assert price is not None
    assert (price.prompt, price.completion, price.cached) == pytest.approx((1.1, 2.2, 0.11))
    assert (price.pages, price.annotated, price.minutes) == pytest.approx((4.4, 5.5, 3.3))
    assert priced(card, 1.0) is card
