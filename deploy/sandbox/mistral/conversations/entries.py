"""The entries of a conversation, as they may be sent (Mistral OpenAPI: InputEntries); as closed as there."""

from typing import Annotated, Any, Literal

from pydantic import Field

from deploy.sandbox.mistral.chunks import Document, Image, Text, Thinking, ToolReference
from deploy.sandbox.mistral.closed import Closed


class ToolFile(Closed):
    type: Literal["tool_file"] = "tool_file"
    tool: str
    file_id: str
    file_name: str | None = None
    file_type: str | None = None


InputChunk = Annotated[Text | Image | ToolFile | Document | Thinking, Field(discriminator="type")]
OutputChunk = Annotated[Text | Image | ToolFile | Document | Thinking | ToolReference, Field(discriminator="type")]


class Entry(Closed):
    object: Literal["entry"] = "entry"
    id: str = ""
    created_at: str = ""
    completed_at: str | None = None


class MessageInput(Entry):
    type: Literal["message.input"] = "message.input"
    role: Literal["assistant", "user"]
    content: str | list[InputChunk]
    prefix: bool = False


class Made(Entry):
    """What the service itself has written."""

    agent_id: str | None = None
    model: str | None = None


class MessageOutput(Made):
    type: Literal["message.output"] = "message.output"
    role: Literal["assistant"] = "assistant"
    content: str | list[OutputChunk]


class FunctionCallEntry(Made):
    type: Literal["function.call"] = "function.call"
    tool_call_id: str
    name: str
    arguments: str | dict[str, Any]
    confirmation_status: Literal["pending", "allowed", "denied"] | None = None


class FunctionResult(Entry):
    type: Literal["function.result"] = "function.result"
    tool_call_id: str
    result: str


class ToolExecution(Made):
    type: Literal["tool.execution"] = "tool.execution"
    name: str
    arguments: str
    info: dict[str, Any] = Field(default_factory=dict)


class Handoff(Entry):
    type: Literal["agent.handoff"] = "agent.handoff"
    previous_agent_id: str
    previous_agent_name: str
    next_agent_id: str
    next_agent_name: str


AnyEntry = MessageInput | MessageOutput | FunctionCallEntry | FunctionResult | ToolExecution | Handoff
InputEntry = Annotated[AnyEntry, Field(discriminator="type")]
Inputs = str | list[InputEntry]


def listed(inputs: Inputs) -> list[AnyEntry]:
    """The inputs as entries: a text alone is a message of the user's."""
    return [MessageInput(role="user", content=inputs)] if isinstance(inputs, str) else list(inputs)


def text_in(content: str | list[InputChunk] | list[OutputChunk]) -> str:
    """What can be read in a content."""
    if isinstance(content, str):
        return content
    return "\n".join(chunk.text for chunk in content if isinstance(chunk, Text))
