"""Messages and tool calls (Mistral OpenAPI: SystemMessage, UserMessage, AssistantMessage, ToolMessage, ToolCall)."""

from typing import Annotated, Any, Literal

from pydantic import Field

from deploy.sandbox.mistral.chunks import Chunk, SystemChunk
from deploy.sandbox.mistral.closed import Closed


class FunctionCall(Closed):
    name: str
    arguments: str | dict[str, Any]


class ToolCall(Closed):
    id: str = "null"
    type: Literal["function"] = "function"
    function: FunctionCall
    index: int = 0


class System(Closed):
    role: Literal["system"]
    content: str | list[SystemChunk]


class User(Closed):
    role: Literal["user"]
    content: str | list[Chunk] | None


class Assistant(Closed):
    role: Literal["assistant"]
    content: str | list[Chunk] | None = None
    tool_calls: list[ToolCall] | None = None
    prefix: bool = False


class Tool(Closed):
    """A tool's result."""

    role: Literal["tool"]
    content: str | list[Chunk] | None
    tool_call_id: str | None = None
    name: str | None = None


AnyMessage = System | User | Assistant | Tool
Message = Annotated[AnyMessage, Field(discriminator="role")]
