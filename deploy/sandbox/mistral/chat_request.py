"""The body of POST /v1/chat/completions (Mistral OpenAPI: ChatCompletionRequest, August 2026)."""

from typing import Annotated, Any, Literal

from pydantic import Field

from deploy.sandbox.mistral.closed import Closed
from deploy.sandbox.mistral.messages import Message


class Function(Closed):
    name: str
    parameters: dict[str, Any]
    description: str = ""
    strict: bool = False


class Tool(Closed):
    type: Literal["function"] = "function"
    function: Function


class FunctionName(Closed):
    name: str


class ToolChoice(Closed):
    type: Literal["function"] = "function"
    function: FunctionName


class JsonSchema(Closed):
    name: str
    body: Annotated[dict[str, Any], Field(alias="schema")]
    description: str | None = None
    strict: bool = False


class ResponseFormat(Closed):
    type: Literal["text", "json_object", "json_schema"] = "text"
    json_schema: JsonSchema | None = None


class Prediction(Closed):
    type: Literal["content"] = "content"
    content: str = ""


Penalty = Annotated[float, Field(ge=-2, le=2)]


class Sampling(Closed):
    """How the answer is drawn, and where it ends."""

    temperature: Annotated[float, Field(ge=0, le=1.5)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    stop: str | list[str] | None = None
    random_seed: Annotated[int, Field(ge=0)] | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    n: Annotated[int, Field(ge=1)] | None = None

    def stops(self) -> list[str]:
        """The texts at which the answer ends."""
        return [self.stop] if isinstance(self.stop, str) else self.stop or []


class ToolUse(Closed):
    """What the model may call; 128 tools at most."""

    tools: Annotated[list[Tool], Field(max_length=128)] | None = None
    tool_choice: Literal["auto", "none", "any", "required"] | ToolChoice = "auto"
    parallel_tool_calls: bool = True


class ChatRequest(Sampling, ToolUse):
    model: str
    messages: list[Message]
    stream: bool = False
    metadata: dict[str, Any] | None = None
    response_format: ResponseFormat = ResponseFormat()
    prediction: Prediction = Prediction()
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None = None
    prompt_mode: Literal["reasoning"] | None = None
    guardrails: list[dict[str, Any]] | None = None
    prompt_cache_key: str | None = None
    service_tier: Literal["auto", "standard_only"] | None = None
    safe_prompt: bool = False
