"""What an agent does with a conversation: hands it over, uses a connector, calls a function, or answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from deploy.sandbox.mistral.agents.store import Agent, CreateAgent
from deploy.sandbox.mistral.agents.tools import AnyTool, functions
from deploy.sandbox.mistral.chat import call_id
from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.chunks import Image, Text
from deploy.sandbox.mistral.conversations.connectors import used
from deploy.sandbox.mistral.conversations.entries import (
    AnyEntry,
    FunctionCallEntry,
    FunctionResult,
    Handoff,
    MessageInput,
    MessageOutput,
    text_in,
)
from deploy.sandbox.mistral.conversations.store import Setup
from deploy.sandbox.mistral.counting import count_prompt
from deploy.sandbox.mistral.judge import judge_context
from deploy.sandbox.mistral.quoter.answer import answer
from deploy.sandbox.mistral.quoter.question import question_of
from deploy.sandbox.mistral.replies import Reply
from deploy.sandbox.mistral.state import State


@dataclass(frozen=True, slots=True)
class Performed:
    """`outputs` have no ids yet; `usage` as the API shows it (Mistral OpenAPI: ConversationUsageInfo)."""

    outputs: tuple[AnyEntry, ...]
    usage: dict[str, Any]
    agent_id: str | None
    model: str


class Performer:
    def __init__(self, state: State) -> None:
        self._state = state

    def perform(self, setup: Setup, entries: Sequence[AnyEntry]) -> Performed:
        """Raises the `Refusal` of a context that is too long."""
        outputs: tuple[AnyEntry, ...] = ()
        request = chat_request(setup, entries)
        asked = question_of(request.messages).text if request.messages[-1].role == "user" else ""
        if asked and (handed := self._handed_over(setup, _last(entries))):
            handoff, setup = handed
            outputs, request = (handoff,), chat_request(setup, entries)
        model = self._state.catalogue.known(setup.model)
        prompt = count_prompt(request)
        judge_context(prompt, self._state.catalogue.context(model))
        scripted = self._state.script.take(_last(entries), _results(entries))
        done = None
        if scripted is None and asked and setup.arguments.tool_choice != "none":
            done = used(asked, list(setup.tools), self._state.shelves, self._state.files)
        if done is not None:
            outputs += done.entries
        else:
            outputs += _said(scripted or answer(request), f"{prompt}-{len(entries)}")
        completion = sum(_tokens(each) for each in outputs)
        usage: dict[str, Any] = {"prompt_tokens": prompt, "completion_tokens": completion}
        connector = done.tokens if done else 0
        usage |= {"total_tokens": prompt + completion + connector, "connector_tokens": connector or None}
        usage["connectors"] = {done.connector: 1} if done else None
        return Performed(outputs, usage, setup.agent_id or None, setup.model)

    def _handed_over(self, setup: Setup, asked: str) -> tuple[Handoff, Setup] | None:
        """To the agent whose name the question holds, of those it may be handed to."""
        agent = self._state.agents.find(setup.agent_id)
        for other_id in (agent.current.handoffs or ()) if agent else ():
            other = self._state.agents.find(other_id)
            if agent and other and other.current.name.casefold() in asked.casefold():
                handoff = Handoff(
                    previous_agent_id=agent.id,
                    previous_agent_name=agent.current.name,
                    next_agent_id=other.id,
                    next_agent_name=other.current.name,
                )
                return handoff, of_agent(other, other.current, len(other.versions) - 1, setup)
        return None


def of_agent(agent: Agent, fields: CreateAgent, version: int, before: Setup) -> Setup:
    """The setup of an agent; what the request says about sampling stands above what the agent says."""
    given = before.arguments.model_fields_set
    arguments = fields.completion_args.model_copy(update={name: getattr(before.arguments, name) for name in given})
    return Setup(agent.id, version, fields.model, fields.instructions or "", tuple(fields.tools), arguments)


def with_arguments(setup: Setup, arguments: Any) -> Setup:
    return setup if arguments is None else replace(setup, arguments=arguments)


def chat_request(setup: Setup, entries: Sequence[AnyEntry]) -> ChatRequest:
    """The same as a chat, which the honest model reads."""
    messages: list[dict[str, Any]] = []
    if setup.instructions:
        messages.append({"role": "system", "content": setup.instructions})
    for entry in entries:
        _add(messages, entry)
    offered: list[AnyTool] = [] if setup.arguments.tool_choice == "none" else list(setup.tools)
    tools = [tool.model_dump(by_alias=True) for tool in functions(offered)]
    body: dict[str, Any] = {"model": setup.model, "messages": messages}
    if tools:
        body |= {"tools": tools, "tool_choice": setup.arguments.tool_choice}
    if setup.arguments.max_tokens is not None:
        body["max_tokens"] = setup.arguments.max_tokens
    return ChatRequest.model_validate(body)


def _add(messages: list[dict[str, Any]], entry: AnyEntry) -> None:
    match entry:
        case MessageInput(role="user", content=content):
            messages.append({"role": "user", "content": _chunks(content)})
        case MessageInput() | MessageOutput():
            messages.append({"role": "assistant", "content": text_in(entry.content)})
        case FunctionCallEntry():
            call = {
                "id": entry.tool_call_id,
                "function": {"name": entry.name, "arguments": entry.arguments},
            }
            if messages and messages[-1]["role"] == "assistant":
                messages[-1].setdefault("tool_calls", []).append(call)
            else:
                messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
        case FunctionResult():
            messages.append({"role": "tool", "tool_call_id": entry.tool_call_id, "content": entry.result})


def _chunks(content: Any) -> Any:
    if isinstance(content, str):
        return content
    return [chunk.model_dump(by_alias=True) for chunk in content if isinstance(chunk, Text | Image)]


def _said(reply: Reply, seed: str) -> tuple[AnyEntry, ...]:
    """A reply as entries: its text, if it has one, and its calls."""
    text: list[AnyEntry] = [MessageOutput(content=reply.text)] if reply.text or not reply.calls else []
    calls = [
        FunctionCallEntry(tool_call_id=call_id(f"{seed}-{number}"), name=call.name, arguments=call.arguments)
        for number, call in enumerate(reply.calls)
    ]
    return (*text, *calls)


def _tokens(entry: AnyEntry) -> int:
    match entry:
        case MessageOutput(content=content):
            return Reply(text_in(content)).tokens()
        case FunctionCallEntry(name=name, arguments=arguments):
            return Reply(f"{name}{arguments}").tokens()
        case _:
            return 0


def _last(entries: Sequence[AnyEntry]) -> str:
    said = (each for each in reversed(entries) if isinstance(each, MessageInput) and each.role == "user")
    return next((text_in(each.content) for each in said), "")


def _results(entries: Sequence[AnyEntry]) -> int:
    count = 0
    for entry in reversed(entries):
        if isinstance(entry, MessageInput):
            break
        count += isinstance(entry, FunctionResult)
    return count
