"""The judge of our counting where a request has settings: version 15 of mistral-common's template."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mistral_common.protocol.instruct.normalize import InstructRequestNormalizerV15
from mistral_common.protocol.instruct.request import JsonSchema, ReasoningEffort, ResponseFormat, ResponseFormats
from mistral_common.tokens.tokenizers.base import TokenizerVersion
from mistral_common.tokens.tokenizers.instruct import InstructTokenizerV15
from mistral_common.tokens.tokenizers.model_settings_builder import (
    JSONSchemaBuilder,
    ModelSettingsBuilder,
    ReasoningEffortEnumBuilder,
)

from bot.core.messages import Message, ToolSpec
from tests.mistral.judge import request, tekkenizer_of


@cache
def builder() -> ModelSettingsBuilder:
    efforts = ReasoningEffortEnumBuilder(values=list(ReasoningEffort), accepts_none=True, default=ReasoningEffort.none)
    return ModelSettingsBuilder(
        reasoning_effort=efforts, json_schema=JSONSchemaBuilder(accepts_none=False, default=None)
    )


@cache
def template() -> InstructTokenizerV15:
    return InstructTokenizerV15(tekkenizer_of(TokenizerVersion.v15, builder()))


def prompt_tokens(
    messages: Sequence[Message], tools: Sequence[ToolSpec], schema: Mapping[str, Any], *, effort: bool
) -> int:
    """Tokens of the prompt as mistral-common encodes it."""
    asked = request(messages, tools).model_copy(
        update={
            "response_format": ResponseFormat(
                type=ResponseFormats.json_schema,
                json_schema=JsonSchema(name="answer", schema=dict(schema), strict=True),
            ),
            "reasoning_effort": ReasoningEffort.high if effort else None,
        }
    )
    normalised = InstructRequestNormalizerV15.normalizer(builder()).from_chat_completion_request(asked)
    return len(template().encode_instruct(normalised).tokens)
