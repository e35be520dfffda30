"""Which models there are: the service's own list over the built-in one, and a current id for every name."""

import difflib
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.core.errors import ModelRefused
from bot.core.messages import Choice, ModelCard
from bot.mistral.builtin import builtin
from bot.mistral.cards import ASSUMED, FLAGS
from bot.mistral.region import foreign, priced, regional

log = logging.getLogger(__name__)

_CANNOT: Final = {
    "chat": "chat",
    "tools": "call tools",
    "vision": "see images",
    "reasoning": "reason step by step",
    "ocr": "read documents",
    "embeddings": "embed text",
    "audio": "transcribe speech",
}
# Of these the service itself says who has them. What has an endpoint of its own is known by its card all the same: a
# flag that is missing there must not take files or voice clips away.
_LISTED: Final = frozenset(FLAGS.values()) - {"ocr", "audio"}


class Catalogue:
    """Finds models by id, alias, retired or friendly name. With no cards it knows the built-in models only."""

    def __init__(self, cards: Sequence[ModelCard] = (), base_url: str = "") -> None:
        self._factor = regional(base_url)
        self._foreign = foreign(base_url)
        self._said: set[str] = set()
        self.refresh(cards)

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """Every model that can be chosen, by id."""
        return tuple(sorted(self._cards.values(), key=lambda card: card.id))

    def refresh(self, cards: Sequence[ModelCard]) -> None:
        """Take the service's list, whose word on windows, capabilities and ends counts; empty: nothing is known."""
        ours = {card.id: priced(card, self._factor) for card in builtin().cards}
        listed = {card.id: _merged(card, ours.get(card.id)) for card in cards}
        self._served = frozenset(name for card in cards for name in (card.id, *card.aliases))
        self._cards = listed or ours
        names = {name: card for card in ours.values() for name in (card.id, *card.aliases)}
        self._names = names | {name: card for card in listed.values() for name in (*card.aliases, card.id)}

    def choose(self, name: str, needs: frozenset[str]) -> Choice:
        """See `bot.core.model_ports.Models`."""
        card, reasons = self._resolve(name.strip().lower())
        if missing := needs - card.capabilities:
            what = " or ".join(_CANNOT.get(each, each) for each in sorted(missing))
            reasons = [*reasons, f"{card.id} cannot {what}"]
            card = self._stand_in(needs, reasons)
        notice = f"{' and '.join(reasons)}, so I use {card.id} instead of {name.strip()}." if reasons else _ending(card)
        if notice and notice not in self._said:
            self._said.add(notice)
            log.warning("%s", notice)
        return Choice(card, notice)

    def _resolve(self, name: str) -> tuple[ModelCard, list[str]]:
        """The model that a name stands for, and why it is another than the one that was named, if it is."""
        renamed = builtin().renamed.get(name)
        if renamed and (renamed.always or name not in self._served):
            card, reasons = self._names[renamed.became], [renamed.because]
        else:
            card, reasons = self._named(name), []
        if self._served and card.id not in self._cards and not self._foreign:
            reasons.append(f"{card.id} is not served to this account")
            card = self._stand_in(card.capabilities - {"reasoning"}, reasons)
        return card, reasons

    def _named(self, name: str) -> ModelCard:
        own = builtin().friendly.get(name, name)
        if (card := self._names.get(name) or self._names.get(own)) is not None:
            return card
        if not self._served and (self._foreign or name.startswith("ft:")):
            return ModelCard(name, capabilities=ASSUMED)  # a model of their own, which the list will show later
        near = difflib.get_close_matches(name, [*self._names, *builtin().friendly, *builtin().renamed], n=3, cutoff=0.5)
        like = f"; the nearest is {' or '.join(near)}" if near else ""
        sentence = f"I know no model named {name}{like}: please ask your admin to correct its name in my settings."
        raise ModelRefused(sentence, notice=sentence)

    def _stand_in(self, needs: frozenset[str], reasons: Sequence[str]) -> ModelCard:
        """The cheapest current model that can do it, of those that are known to be fit for general use."""
        able = [card for card in self._cards.values() if needs <= card.capabilities and not card.deprecated]
        fit = [card for card in able if card.id in builtin().stand_ins] or able
        if not fit:
            sentence = f"{' and '.join(reasons)}, and I know no model that can; please ask your admin for another one."
            raise ModelRefused(sentence, notice=sentence)
        return min(fit, key=_cost)


def _merged(listed: ModelCard, ours: ModelCard | None) -> ModelCard:
    if ours is None:
        return listed
    return replace(listed, capabilities=listed.capabilities | (ours.capabilities - _LISTED), prices=ours.prices)


def _cost(card: ModelCard) -> tuple[float, str]:
    """For comparison: a model whose price is not known comes last."""
    price = card.price("USD")
    cost = price.prompt + price.completion + price.pages + price.minutes if price else float("inf")
    return (cost, card.id)


def _ending(card: ModelCard) -> str:
    if not card.deprecated:
        return ""
    instead = f"; please name {card.replacement} instead" if card.replacement else ""
    return f"{card.id} is deprecated and ends on {card.deprecated}{instead}."
