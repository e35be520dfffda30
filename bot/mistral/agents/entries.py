"""From messages of ours to the entries of a conversation, and to the arguments of a request.

A whitelist, because most of these objects are closed (Mistral OpenAPI: ConversationInputs, CompletionArgs). A
conversation knows no message of the system's: what it says goes first, as a message of the user's.
"""

from collections.abc import Sequence
from typing import Any, Final

from bot.core.messages import AssistantMessage, Message, ModelRequest, SystemMessage, ToolMessage, UserMessage
from bot.mistral.wire import HOTTEST

RULES: Final = "The rules of the chat that you are in:\n\n"


def to_entries(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """In the order of the messages; each of them makes one entry, and one for each call."""
    return [entry for message in messages for entry in entries_of(message)]


def entries_of(message: Message) -> list[dict[str, Any]]:
    match message:
        case SystemMessage(text):
            return [_input("user", RULES + text)]
        case UserMessage():
            return [_input("user", _content(message))]
        case AssistantMessage(text, calls):
            said = [_input("assistant", text)] if text or not calls else []
            called = [
                {
                    "type": "function.call",
                    "tool_call_id": call.id,
                    "name": call.name,
                    "arguments": call.arguments or "{}",
                }
                for call in calls
            ]
            return [*said, *called]
        case ToolMessage(call_id, _, text):
            return [{"type": "function.result", "tool_call_id": call_id, "result": text}]


def completion_args(request: ModelRequest) -> dict[str, Any]:
    """How the reply is drawn, and where it ends."""
    arguments: dict[str, Any] = {"tool_choice": request.tool_choice}
    if request.max_tokens is not None:
        arguments["max_tokens"] = max(1, request.max_tokens)
    if request.temperature is not None:
        arguments["temperature"] = min(max(request.temperature, 0.0), HOTTEST)
    return arguments


def _input(role: str, content: Any) -> dict[str, Any]:
    return {"type": "message.input", "role": role, "content": content}


def _content(message: UserMessage) -> str | list[dict[str, Any]]:
    if not message.images:
        return message.text
    text = [{"type": "text", "text": message.text}] if message.text else []
    return [*text, *({"type": "image_url", "image_url": image.url} for image in message.images)]
