"""What a request costs more for being answered in a chosen region (Mistral: regional endpoints)."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from bot.core.messages import ModelCard, Price

REGIONAL: Final = 1.1
_HOSTS: Final = frozenset({"api.eu.mistral.ai", "api.us.mistral.ai"})


def regional(base_url: str) -> float:
    """The factor on every price at this endpoint."""
    return REGIONAL if urlsplit(base_url).hostname in _HOSTS else 1.0


def priced(card: ModelCard, factor: float) -> ModelCard:
    return card if factor == 1.0 else replace(card, prices=tuple(_times(price, factor) for price in card.prices))


def _times(price: Price, factor: float) -> Price:
    return Price(
        price.currency,
        prompt=price.prompt * factor,
        completion=price.completion * factor,
        cached=price.cached * factor,
        pages=price.pages * factor,
        annotated=price.annotated * factor,
        minutes=price.minutes * factor,
    )


def foreign(base_url: str) -> bool:
    """Whether another than Mistral answers there: a compatible server, which has models of its own."""
    host = urlsplit(base_url).hostname or ""
    return bool(host) and host != "mistral.ai" and not host.endswith(".mistral.ai")
