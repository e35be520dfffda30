"""A request as it arrived, read back into the core's values."""

from typing import Any

from bot.core.messages import AssistantMessage, Message, SystemMessage, ToolCall, ToolMessage, ToolSpec, UserMessage


def messages_of(request: dict[str, Any]) -> list[Message]:
    return [_message(each) for each in request["messages"]]


def tools_of(request: dict[str, Any]) -> list[ToolSpec]:
    functions = [tool["function"] for tool in request.get("tools", ())]
    return [ToolSpec(each["name"], each["description"], each["parameters"]) for each in functions]


def _message(each: dict[str, Any]) -> Message:
    text = each.get("content") or ""
    match each["role"]:
        case "system":
            return SystemMessage(text)
        case "user":
            return UserMessage(text)
        case "tool":
            return ToolMessage(each["tool_call_id"], each["name"], text)
        case _:
            calls = [call | call["function"] for call in each.get("tool_calls", ())]
            return AssistantMessage(text, tuple(ToolCall(c["id"], c["name"], c["arguments"]) for c in calls))
