"""What an agent, or a conversation, may use: functions of its caller's, and connectors of the service's own."""

from typing import Annotated, Any, Literal

from pydantic import Field

from deploy.sandbox.mistral.chat_request import Prediction, ResponseFormat, Tool
from deploy.sandbox.mistral.closed import Closed

CONNECTORS = frozenset({"web_search", "web_search_premium", "code_interpreter", "image_generation", "document_library"})
SEARCHES = ("web_search", "web_search_premium")


class ToolConfiguration(Closed):
    exclude: list[str] | None = None
    include: list[str] | None = None
    requires_confirmation: list[str] | None = None


class Builtin(Closed):
    type: Literal["web_search", "web_search_premium", "code_interpreter", "image_generation"]
    tool_configuration: ToolConfiguration | None = None


class DocumentLibrary(Closed):
    type: Literal["document_library"]
    library_ids: Annotated[list[str], Field(min_length=1)]
    tool_configuration: ToolConfiguration | None = None


class CustomConnector(Closed):
    type: Literal["connector"]
    connector_id: str
    authorization: dict[str, Any] | None = None
    tool_configuration: ToolConfiguration | None = None


class FunctionTool(Tool):
    type: Literal["function"] = "function"


AnyTool = Annotated[FunctionTool | Builtin | DocumentLibrary | CustomConnector, Field(discriminator="type")]


class CompletionArgs(Closed):
    """Sampling, as agents and conversations take it: `tool_choice` is one of four words."""

    stop: str | list[str] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    temperature: Annotated[float, Field(ge=0, le=1)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    random_seed: Annotated[int, Field(ge=0)] | None = None
    prediction: Prediction | None = None
    response_format: ResponseFormat | None = None
    tool_choice: Literal["auto", "none", "any", "required"] = "auto"
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None = None


def functions(tools: list[AnyTool]) -> list[FunctionTool]:
    return [tool for tool in tools if isinstance(tool, FunctionTool)]


def has(tools: list[AnyTool], *types: str) -> str:
    """The first of these connectors that is among the tools; empty if none is."""
    return next((tool.type for tool in tools if tool.type in types), "")
