"""From a request of ours to the JSON body of POST /v1/chat/completions (Mistral OpenAPI: ChatCompletionRequest).

Pure, and a whitelist: the service answers a key it does not know with 422.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from bot.core.errors import ModelRefused
from bot.core.messages import (
    AssistantMessage,
    Message,
    ModelRequest,
    SystemMessage,
    ToolCall,
    ToolMessage,
    ToolSpec,
    UserMessage,
)
from bot.mistral.notices import TOO_MANY_IMAGES
from bot.mistral.order import in_order

HOTTEST: Final = 1.0  # the OpenAPI file says 1.5, the error glossary and the conversations API 1
_NOT_IN_A_NAME: Final = re.compile(r"[^a-zA-Z0-9_-]")
_NAME_LENGTH: Final = 64
IMAGES: Final = 8  # in one request (Mistral: vision)
_UNWANTED: Final = frozenset({"$schema", "$id"})  # grammars made from a schema have failed on them


def to_body(request: ModelRequest, *, stream: bool, reasons: bool) -> dict[str, Any]:
    """The body. `reasons` says whether the model takes thinking chunks and a reasoning effort at all.

    Raises `ModelRefused` for more images than the service takes: whoever has more asks about some at a time.
    """
    images = sum(len(message.images) for message in request.messages if isinstance(message, UserMessage))
    if images > IMAGES:
        raise ModelRefused(f"The request has {images} images, and the service takes {IMAGES}", notice=TOO_MANY_IMAGES)
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [_message(message, reasons=reasons) for message in in_order(request.messages)],
        "stream": stream,
    }
    if request.tools:
        body["tools"] = [declared(tool) for tool in request.tools]
        body["tool_choice"] = request.tool_choice
    if request.max_tokens is not None:
        body["max_tokens"] = max(1, request.max_tokens)
    if request.schema is not None:
        body["response_format"] = response_format(request.schema)
    if request.conversation:
        body["prompt_cache_key"] = hashlib.sha256(request.conversation.encode("utf-8", "replace")).hexdigest()[:32]
    return body | _sampling(request, reasons=reasons)


def encoded(body: Mapping[str, Any]) -> bytes:
    """The body as bytes; half of a surrogate pair, which is no text, becomes a question mark."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _sampling(request: ModelRequest, *, reasons: bool) -> dict[str, Any]:
    """A model that is to think sets its own temperature; one that cannot think is not told not to."""
    if request.reasoning_effort == "high":
        return {"reasoning_effort": "high"}
    sampling: dict[str, Any] = {}
    if request.reasoning_effort is not None and reasons:
        sampling["reasoning_effort"] = request.reasoning_effort
    if request.temperature is not None:
        sampling["temperature"] = min(max(request.temperature, 0.0), HOTTEST)
    return sampling


def _message(message: Message, *, reasons: bool) -> dict[str, Any]:
    match message:
        case SystemMessage(text):
            return {"role": "system", "content": text}
        case UserMessage():
            return {"role": "user", "content": _user_content(message)}
        case AssistantMessage():
            return _assistant(message, reasons=reasons)
        case ToolMessage(call_id, name, text):
            return {"role": "tool", "tool_call_id": call_id, "name": _name(name), "content": text}


def _user_content(message: UserMessage) -> str | list[dict[str, Any]]:
    if not message.images:
        return message.text
    text = [{"type": "text", "text": message.text}] if message.text else []
    return [*text, *({"type": "image_url", "image_url": image.url} for image in message.images)]


def _assistant(message: AssistantMessage, *, reasons: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"role": "assistant", "content": message.text}
    if message.thinking and reasons:
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": message.thinking}]}
        text = [{"type": "text", "text": message.text}] if message.text else []
        said["content"] = [thinking, *text]
    if message.calls:
        said["tool_calls"] = [_call(call) for call in message.calls]
    return said


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": _name(call.name), "arguments": call.arguments or "{}"}
    return {"id": call.id, "type": "function", "function": function}


def _name(name: str) -> str:
    """A model may call a tool by a name that no tool can have; replayed as it is, it would be refused."""
    return _NOT_IN_A_NAME.sub("_", name)[:_NAME_LENGTH] or "unnamed"


def declared(tool: ToolSpec) -> dict[str, Any]:
    """A tool as it is sent, and as its tokens are counted."""
    parameters = {"type": "object", "properties": {}} | plain(tool.parameters)
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.description, "parameters": parameters},
    }


def response_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Asks for an object of this schema and nothing else (Mistral OpenAPI: ResponseFormat)."""
    title = schema.get("title")
    name = _name(title) if isinstance(title, str) else "answer"
    return {"type": "json_schema", "json_schema": {"name": name, "schema": plain(schema), "strict": True}}


def plain(schema: Mapping[str, Any], *, names: bool = False) -> dict[str, Any]:
    """The schema without the keys that only name it; below `properties` a key is a name of theirs and stays."""
    return {
        key: plain(value, names=key in {"properties", "$defs"} and not names) if isinstance(value, Mapping) else value
        for key, value in schema.items()
        if names or key not in _UNWANTED
    }
