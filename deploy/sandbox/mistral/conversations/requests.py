"""The bodies of starting, going on and restarting (Mistral OpenAPI: conversations); only the first is open."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from deploy.sandbox.mistral.agents.tools import AnyTool, CompletionArgs
from deploy.sandbox.mistral.closed import Closed
from deploy.sandbox.mistral.conversations.entries import Inputs


class StartRequest(Closed):
    """Mistral OpenAPI: ConversationRequest, in which an unknown key is passed over."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    inputs: Inputs
    stream: bool | None = None
    store: bool | None = None
    handoff_execution: Literal["client", "server"] | None = None
    instructions: str | None = None
    tools: list[AnyTool] | None = None
    completion_args: CompletionArgs | None = None
    guardrails: list[dict[str, Any]] | None = None
    name: str | None = None
    description: str | None = None
    metadata: dict[str, Any] | None = None
    agent_id: str | None = None
    agent_version: int | str | None = None
    model: str | None = None


class Confirmation(Closed):
    tool_call_id: str
    confirmation: Literal["allow", "deny"]


class AppendRequest(Closed):
    """Mistral OpenAPI: AppendConversationRequest."""

    inputs: Inputs = Field(default_factory=list)
    stream: bool = False
    store: bool = True
    handoff_execution: Literal["client", "server"] = "server"
    completion_args: CompletionArgs = CompletionArgs()
    tool_confirmations: Annotated[list[Confirmation], Field(min_length=1)] | None = None


class RestartRequest(AppendRequest):
    """Mistral OpenAPI: RestartConversationRequest."""

    from_entry_id: str
    guardrails: list[dict[str, Any]] | None = None
    metadata: dict[str, Any] | None = None
    agent_version: int | str | None = None
