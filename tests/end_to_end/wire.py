"""A request as it arrived, read back into the core's values."""

import base64
import io
from typing import Any

from PIL import Image

from bot.core.messages import (
    AssistantMessage,
    ImagePart,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    ToolSpec,
    UserMessage,
)


def messages_of(request: dict[str, Any]) -> list[Message]:
    return [_message(each) for each in request["messages"]]


def tools_of(request: dict[str, Any]) -> list[ToolSpec]:
    functions = [tool["function"] for tool in request.get("tools", ())]
    return [ToolSpec(each["name"], each["description"], each["parameters"]) for each in functions]


def _message(each: dict[str, Any]) -> Message:
    content = each.get("content") or ""
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    text = "".join(part["text"] for part in parts if part["type"] == "text")
    match each["role"]:
        case "system":
            return SystemMessage(text)
        case "user":
            return UserMessage(text, tuple(_image(part) for part in parts if part["type"] == "image_url"))
        case "tool":
            return ToolMessage(each["tool_call_id"], each["name"], text)
        case _:
            calls = [call | call["function"] for call in each.get("tool_calls", ())]
            return AssistantMessage(text, tuple(ToolCall(c["id"], c["name"], c["arguments"]) for c in calls))


def _image(part: dict[str, Any]) -> ImagePart:
    """With the size that the image has, whatever was thought of it."""
    address = part["image_url"] if isinstance(part["image_url"], str) else part["image_url"]["url"]
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as image:
        return ImagePart(address, image.width, image.height)
