"""The models as they are known without asking: `models.json`, taken from the vendor's public model cards.

Prices are per million tokens, per thousand pages or per minute of sound, before tax, at the global endpoint. The
service's own list says what a model can do; only this table says what it costs, and what became of a name that is no
longer served.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from bot.core.messages import ModelCard, Price

CACHED: Final = 0.1  # of the prompt's price (Mistral: prompt caching)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name that stands for another model now. `always`: even where the service still knows the name."""

    became: str
    because: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Builtin:
    """`stand_ins` are the ids fit to replace a model that cannot do what is asked."""

    cards: tuple[ModelCard, ...]
    titles: Mapping[str, str]
    stand_ins: frozenset[str]
    friendly: Mapping[str, str]
    renamed: Mapping[str, Renamed]


@cache
def builtin() -> Builtin:
    """Read once, on first use."""
    table = json.loads(Path(__file__).with_name("models.json").read_text(encoding="utf-8"))
    return Builtin(
        cards=tuple(_card(model) for model in table["models"]),
        titles={model["id"]: model["title"] for model in table["models"]},
        stand_ins=frozenset(table["stand_ins"]),
        friendly=table["friendly"],
        renamed={name: _renamed(entry) for entry in table["retired"] for name in entry["names"]},
    )


def _card(model: dict[str, Any]) -> ModelCard:
    return ModelCard(
        id=model["id"],
        aliases=tuple(model["aliases"]),
        context=model["context"],
        capabilities=frozenset(model["capabilities"]),
        prices=tuple(_price(currency, amounts) for currency, amounts in model["prices"].items()),
        deprecated=model.get("deprecated", ""),
        replacement=model.get("replacement", ""),
    )


def _price(currency: Literal["USD", "EUR"], amounts: dict[str, float]) -> Price:
    return Price(currency, cached=CACHED * amounts.get("prompt", 0.0), **amounts)


def _renamed(entry: dict[str, Any]) -> Renamed:
    because = entry.get("because") or f"{entry['title']} was retired on {entry['date']}"
    return Renamed(entry["became"], because, always=entry.get("always", False))
