"""The judge of our counting: mistral-common's own template and validator over the vocabulary that we ship."""

import base64
from collections.abc import Sequence
from functools import cache

from mistral_common.protocol.instruct.chunk import ContentChunk, TextChunk, ThinkChunk
from mistral_common.protocol.instruct.messages import (
    AssistantMessage as TheirAssistant,
    ChatMessage,
    SystemMessage as TheirSystem,
    ToolMessage as TheirTool,
    UserMessage as TheirUser,
)
from mistral_common.protocol.instruct.normalize import InstructRequestNormalizerV13
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.tool_calls import Function, FunctionCall, Tool, ToolCall
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV13, ValidationMode
from mistral_common.tokens.tokenizers.base import SpecialTokens, TokenizerVersion
from mistral_common.tokens.tokenizers.instruct import InstructTokenizerV13
from mistral_common.tokens.tokenizers.model_settings_builder import ModelSettingsBuilder
from mistral_common.tokens.tokenizers.tekken import SpecialTokenInfo, Tekkenizer, TokenInfo

from bot.core.messages import AssistantMessage, Message, SystemMessage, ToolMessage, ToolSpec, UserMessage
from bot.mistral.vocabulary import VOCABULARY, unpacked
from bot.mistral.wire import declared

SPECIAL = 1000


@cache
def tekkenizer() -> Tekkenizer:
    return tekkenizer_of(TokenizerVersion.v13)


def tekkenizer_of(version: TokenizerVersion, settings: ModelSettingsBuilder | None = None) -> Tekkenizer:
    pattern, tokens = unpacked(VOCABULARY.read_bytes())
    vocabulary = [
        TokenInfo(rank=rank, token_bytes=base64.b64encode(token).decode(), token_str=None)
        for rank, token in enumerate(tokens)
    ]
    special = [
        SpecialTokenInfo(rank=rank, token_str=token.value, is_control=True) for rank, token in enumerate(SpecialTokens)
    ]
    size = len(tokens) + SPECIAL
    return Tekkenizer(vocabulary, special, pattern, size, SPECIAL, version, model_settings_builder=settings)


@cache
def template() -> InstructTokenizerV13:
    return InstructTokenizerV13(tekkenizer())


def theirs(message: Message) -> ChatMessage:
    match message:
        case SystemMessage(text):
            return TheirSystem(content=text)
        case UserMessage(text):
            return TheirUser(content=text)
        case ToolMessage(call_id, name, text):
            return TheirTool(content=text, tool_call_id=call_id, name=name)
        case AssistantMessage(text, calls, thinking):
            asked = [ToolCall(id=c.id, function=FunctionCall(name=c.name, arguments=c.arguments)) for c in calls]
            chunks: list[ContentChunk] = [ThinkChunk(thinking=thinking), TextChunk(text=text)]
            return TheirAssistant(content=chunks if thinking else text, tool_calls=asked or None)


def request(messages: Sequence[Message], tools: Sequence[ToolSpec] = ()) -> ChatCompletionRequest[ChatMessage]:
    functions = [Function(**declared(tool)["function"]) for tool in tools]
    return ChatCompletionRequest(
        model="judge",
        messages=[theirs(message) for message in messages],
        tools=[Tool(function=function) for function in functions] or None,
    )


def validate(messages: Sequence[Message], tools: Sequence[ToolSpec] = ()) -> None:
    """Raises what the service would answer with a 400."""
    MistralRequestValidatorV13(ValidationMode.serving).validate_request(request(messages, tools))


def prompt_tokens(messages: Sequence[Message], tools: Sequence[ToolSpec] = ()) -> int:
    """Tokens of the prompt as mistral-common encodes it."""
    normalised = InstructRequestNormalizerV13.normalizer().from_chat_completion_request(request(messages, tools))
    return len(template().encode_instruct(normalised).tokens)
