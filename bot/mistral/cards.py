"""The service's list of models, as our cards (Mistral OpenAPI: ModelList, BaseModelCard, ModelCapabilities)."""

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from bot.core.messages import ModelCard

FLAGS: Final = {
    "completion_chat": "chat",
    "function_calling": "tools",
    "vision": "vision",
    "reasoning": "reasoning",
    "ocr": "ocr",
    "audio_transcription": "audio",
    "moderation": "moderation",
}
ASSUMED: Final = frozenset({"chat", "tools"})  # of a compatible server's model that does not say what it can do
CONTEXT: Final = 32_768  # the service's own default
_DATED: Final = re.compile(r"-\d{4}$")


def parse_cards(body: Any, known: Collection[str]) -> list[ModelCard]:
    """A card for each model; what is not one is passed over.

    The service lists every alias as a card of its own. Of the names of a model its id is the one that it gives as
    `name`, else one of the `known` ids, else one that ends in a date.
    """
    data = body.get("data") if isinstance(body, dict) else body
    cards: dict[str, ModelCard] = {}
    for listed in data if isinstance(data, list) else ():
        if isinstance(listed, dict) and isinstance(listed.get("id"), str):
            card = _card(listed, known)
            cards.setdefault(card.id, card)
    return list(cards.values())


def _card(listed: dict[str, Any], known: Collection[str]) -> ModelCard:
    names = [listed["id"], *_texts(listed.get("aliases"))]
    own = min(names, key=lambda name: (name != listed.get("name"), name not in known, not _DATED.search(name)))
    context = listed.get("max_context_length")
    return ModelCard(
        id=own,
        aliases=tuple(dict.fromkeys(name for name in names if name != own)),
        context=context if isinstance(context, int) and context > 0 else CONTEXT,
        capabilities=_capabilities(own, listed.get("capabilities")),
        deprecated=str(listed.get("deprecation") or "")[:10],
        replacement=str(listed.get("deprecation_replacement_model") or ""),
    )


def _capabilities(name: str, flags: Any) -> frozenset[str]:
    """The service has no flag for embeddings; the name of such a model says so."""
    if not isinstance(flags, dict):
        return ASSUMED
    found = frozenset(ours for theirs, ours in FLAGS.items() if flags.get(theirs) is True)
    return found | {"embeddings"} if "embed" in name and "chat" not in found else found


def _texts(values: Any) -> Iterator[str]:
    return (value for value in (values if isinstance(values, list) else ()) if isinstance(value, str))
