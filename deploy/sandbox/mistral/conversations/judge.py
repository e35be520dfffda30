"""What the API refuses in a conversation request whose shape is right.

Source: the OpenAPI file for what is closed, and what people have met (code 3001) for the order of entries.
"""

from collections.abc import Sequence

from deploy.sandbox.mistral.agents.tools import functions
from deploy.sandbox.mistral.conversations.entries import AnyEntry, FunctionCallEntry, FunctionResult, MessageInput
from deploy.sandbox.mistral.conversations.requests import StartRequest
from deploy.sandbox.mistral.judge import judge_tools
from deploy.sandbox.mistral.refusals import Refusal, misfit

MISSING = "Cannot append other inputs while function results are still missing for function calls: {}"


def judge_start(request: StartRequest) -> None:
    if (request.model is None) == (request.agent_id is None):
        raise misfit("value_error", (), "Value error, exactly one of model and agent_id must be given", None)
    if request.agent_id is not None and (request.tools or request.instructions):
        raise misfit("value_error", (), "Value error, an agent has its own tools and instructions", None)
    judge_tools(functions(list(request.tools or ())), "auto")


def judge_entries(before: Sequence[AnyEntry], added: Sequence[AnyEntry]) -> None:
    """A call of a function is answered by its result, before anything else is said."""
    open_calls = missing(before)
    for entry in added:
        if isinstance(entry, FunctionResult):
            if entry.tool_call_id not in open_calls:
                raise invalid(f"Function result {entry.tool_call_id} has no function call")
            open_calls.remove(entry.tool_call_id)
        elif isinstance(entry, FunctionCallEntry):
            open_calls.append(entry.tool_call_id)
        elif open_calls:
            raise invalid(MISSING.format(", ".join(open_calls)))
    if open_calls:
        raise invalid(MISSING.format(", ".join(open_calls)))
    if not any(isinstance(each, MessageInput | FunctionResult) for each in (*before, *added)):
        raise invalid("A conversation needs an input")


def missing(entries: Sequence[AnyEntry]) -> list[str]:
    """The calls that have no result."""
    results = {each.tool_call_id for each in entries if isinstance(each, FunctionResult)}
    calls = (each.tool_call_id for each in entries if isinstance(each, FunctionCallEntry))
    return [call for call in calls if call not in results]


def invalid(message: str) -> Refusal:
    return Refusal(400, message, "invalid_request_error", "3001")
