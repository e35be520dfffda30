"""The models that the sandbox serves, after the public model cards as of November 2026 (Mistral: model pages).

Retired models are absent, so asking for one is refused as an invalid model.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FLAGS = (
    "completion_chat",
    "function_calling",
    "reasoning",
    "completion_fim",
    "fine_tuning",
    "vision",
    "ocr",
    "classification",
    "moderation",
    "audio",
    "audio_transcription",
    "audio_transcription_realtime",
    "audio_speech",
    "unified_resources",
)
K = 1024
CHAT = frozenset({"completion_chat", "function_calling"})
SEES = CHAT | {"vision"}
THINKS = SEES | {"reasoning"}


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `efforts` are the reasoning_effort values that it takes; `context` is in tokens.

    `fragmented`: its tool calls are streamed in pieces, as those of third-party models relayed by Mistral are.
    `dimensions`: of its embeddings, 0 for a model that makes none.
    """

    id: str
    name: str
    released: str
    context: int
    capabilities: frozenset[str]
    aliases: tuple[str, ...] = ()
    efforts: tuple[str, ...] = ()
    temperature: float | None = 0.3
    deprecation: str | None = None
    replacement: str | None = None
    documents: bool = False
    fragmented: bool = False
    dimensions: int = 0

    def names(self) -> tuple[str, ...]:
        return (self.id, *self.aliases)


EFFORT = ("none", "high")
MODELS = (
    Model("mistral-small-2603", "Mistral Small 4", "2026-03-16", 256 * K, THINKS, ("mistral-small-latest",), EFFORT,
          documents=True),
    Model("mistral-medium-3-5", "Mistral Medium 3.5", "2026-04-28", 256 * K, THINKS,
          ("mistral-medium-latest", "mistral-medium-3", "mistral-medium-2604", "mistral-medium-3.5"), EFFORT,
          documents=True),
    Model("mistral-large-2512", "Mistral Large 3", "2025-12-02", 256 * K, SEES,
          ("mistral-large-latest", "mistral-large-3"), documents=True),
    # Sources disagree on the context of Large 4 (512k or 1M) and are silent on its efforts.
    Model("mistral-large-4-0", "Mistral Large 4", "2026-10-06", 512 * K, THINKS, ("mistral-large-4",), EFFORT),
    Model("ministral-14b-2512", "Ministral 3 14B", "2025-12-02", 256 * K, SEES, ("ministral-14b-latest",),
          documents=True),
    Model("ministral-8b-2512", "Ministral 3 8B", "2025-12-02", 256 * K, SEES, ("ministral-8b-latest",),
          documents=True),
    Model("ministral-3b-2512", "Ministral 3 3B", "2025-12-02", 256 * K, SEES, ("ministral-3b-latest",),
          documents=True),
    Model("codestral-2508", "Codestral", "2025-07-30", 128 * K, CHAT | {"completion_fim"}, ("codestral-latest",),
          documents=True),
    Model("voxtral-small-2507", "Voxtral Small", "2025-07-15", 32 * K, CHAT | {"audio"}, ("voxtral-small-latest",),
          temperature=0.2, documents=True),
    Model("voxtral-mini-2602", "Voxtral Mini Transcribe 2", "2026-02-04", 32 * K, frozenset({"audio_transcription"}),
          ("voxtral-mini-latest",), temperature=0.0),
    Model("zai-glm-5-3", "Z.ai GLM 5.3", "2026-10-20", 1024 * K, CHAT | {"reasoning"}, ("zai-glm-latest",), EFFORT,
          fragmented=True),
    Model("mistral-embed-2312", "Mistral Embed", "2023-12-11", 8 * K, frozenset(), ("mistral-embed",),
          temperature=None, dimensions=1024),
    Model("codestral-embed-2505", "Codestral Embed", "2025-05-28", 8 * K, frozenset(), ("codestral-embed",),
          temperature=None, dimensions=1536),
    Model("mistral-moderation-2603", "Mistral Moderation 2", "2026-03-01", 128 * K, frozenset({"moderation"}),
          temperature=None),
    Model("mistral-ocr-4-1", "OCR 4.1", "2026-07-16", 32 * K, frozenset({"ocr"}),
          ("mistral-ocr-4", "mistral-ocr-latest"), temperature=None),
    Model("mistral-ocr-4-0", "OCR 4.0", "2026-06-23", 32 * K, frozenset({"ocr"}), temperature=None,
          deprecation="2026-09-29T00:00:00Z", replacement="mistral-ocr-4-1"),
    Model("mistral-ocr-2512", "OCR 3", "2025-12-18", 32 * K, frozenset({"ocr"}), temperature=None),
)  # fmt: skip


class Catalogue:
    """Finds models by id or alias. A test may set how much text one of them takes."""

    def __init__(self) -> None:
        self._models = {name: model for model in MODELS for name in model.names()}
        self._contexts: dict[str, int] = {}

    def find(self, name: str) -> Model | None:
        return self._models.get(name)

    def context(self, model: Model) -> int:
        return self._contexts.get(model.id, model.context)

    def known(self, name: str) -> Model:
        """The model, for a driver; `ValueError` if there is none."""
        if (model := self.find(name)) is None:
            msg = f"The sandbox has no model {name!r}; take one of GET /v1/models."
            raise ValueError(msg)
        return model

    def set_context(self, name: str, tokens: int) -> None:
        self._contexts[self.known(name).id] = tokens

    def clear(self) -> None:
        self._contexts.clear()

    def cards(self) -> Iterator[dict[str, Any]]:
        """One card for every id and every alias."""
        for name, model in self._models.items():
            yield self.card(name, model)

    def card(self, name: str, model: Model) -> dict[str, Any]:
        created = datetime.fromisoformat(model.released).replace(tzinfo=UTC)
        return {
            "id": name,
            "object": "model",
            "created": int(created.timestamp()),
            "owned_by": "mistralai",
            "capabilities": {flag: flag in model.capabilities for flag in FLAGS},
            "name": model.id,
            "description": f"{model.name}, as the sandbox plays it",
            "max_context_length": self.context(model),
            "aliases": [other for other in model.names() if other != name],
            "deprecation": model.deprecation,
            "deprecation_replacement_model": model.replacement,
            "default_model_temperature": model.temperature,
            "type": "base",
        }
