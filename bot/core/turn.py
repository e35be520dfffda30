"""One turn with the model: it replies, calls tools, reads their results, and replies again until it is done.

A turn is a stream of frozen events and hides nothing: every step is yielded before the next begins, so that whoever
consumes the stream can record it. A turn begun again after a crash is given what was recorded and goes on from there.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final

from bot.core.errors import ToolFailed
from bot.core.messages import Message, ModelRequest, ReplyEnded, TextDelta, ToolCall, ToolMessage, UserMessage, Working
from bot.core.model_ports import Model
from bot.core.records import Interjected, ModelReplied, Step, ToolFinished, ToolStarted
from bot.core.speech import spoken
from bot.core.toolbox import Toolbox
from bot.core.values import Author

MAX_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over. `finish` is the service's word for it, or "steps" if the bound on tool calls was reached."""

    finish: str


Joined = Callable[[], Sequence[Interjected]]
TurnEvent = TextDelta | Working | Step | TurnEnded


@dataclass(slots=True)
class _Round:
    """One reply of the model and what is known of the calls it asked for."""

    replied: ModelReplied
    started: set[str] = field(default_factory=set)
    finished: dict[str, ToolFinished] = field(default_factory=dict)
    interjected: list[Interjected] = field(default_factory=list)

    def messages(self) -> list[Message]:
        results = [self.finished[call.id] for call in self.replied.message.calls]
        messages: list[Message] = [self.replied.message]
        messages += [ToolMessage(r.call.id, r.call.name, r.text) for r in results]
        messages += [UserMessage(spoken(Author("", each.name), each.text)) for each in self.interjected]
        return messages


async def take_turn(
    model: Model,
    request: ModelRequest,
    toolbox: Toolbox,
    *,
    recorded: Sequence[Step] = (),
    max_steps: int = MAX_STEPS,
    joined: Joined = tuple,
) -> AsyncGenerator[TurnEvent, None]:
    """Yield the turn's events, the last of them `TurnEnded`. Raises `ModelFailed`.

    `joined` is asked after each reply for what people have said to the running turn; the model then goes on with it.
    `recorded` steps are not yielded again and not repeated. A tool that changes the world, was started and has no
    recorded result is not run again: the model is told that it may have happened.
    """
    messages = list(request.messages)
    rounds = _replayed(recorded)
    for number in range(max_steps + 1):
        if number < len(rounds):
            current = rounds[number]
        else:
            # At the bound the model has to answer with what it has: no further call is possible.
            choice = "none" if number == max_steps else request.tool_choice
            asked = replace(request, messages=tuple(messages), tool_choice=choice)
            async with aclosing(_reply(model, asked)) as reply:
                async for event in reply:
                    yield event
                    if isinstance(event, ModelReplied):
                        current = _Round(event)
        if number == max_steps:
            yield TurnEnded("steps" if current.replied.message.calls else current.replied.finish)
            return
        async with aclosing(_run_tools(current, toolbox)) as steps:
            async for step in steps:
                yield step
        if number >= len(rounds) - 1:
            for each in joined():
                current.interjected.append(each)
                yield each
        if not current.replied.message.calls and not current.interjected:
            yield TurnEnded(current.replied.finish)
            return
        messages += current.messages()


def step_messages(steps: Sequence[Step]) -> tuple[Message, ...]:
    """What the model is shown of a turn later on: its replies and the results they led to, in the order it needs.

    A last reply whose calls were never carried out is kept without them.
    """
    messages: list[Message] = []
    for each in _replayed(steps):
        if all(call.id in each.finished for call in each.replied.message.calls):
            messages += each.messages()
        else:
            messages.append(replace(each.replied.message, calls=()))
    return tuple(messages)


async def _reply(model: Model, request: ModelRequest) -> AsyncGenerator[TextDelta | Working | ModelReplied, None]:
    async with aclosing(model.stream(request)) as stream:
        async for event in stream:
            match event:
                case TextDelta() | Working():
                    yield event
                case ReplyEnded(message, usage, finish, request_id, besides):
                    yield ModelReplied(message, usage, request.model, finish, request_id, besides)


async def _run_tools(current: _Round, toolbox: Toolbox) -> AsyncGenerator[Step, None]:
    """Carry out what is missing of a round's calls, side by side; results are yielded as they come."""
    missing: list[ToolCall] = []
    for call in current.replied.message.calls:
        if call.id in current.finished:
            continue
        if call.id in current.started and toolbox.changes(call.name):
            unknown = ToolFinished(call, toolbox.unknown_outcome(call.name), failed=True)
            current.finished[call.id] = unknown
            yield unknown
            continue
        if call.id not in current.started:
            yield ToolStarted(call)
        missing.append(call)
    tasks = [asyncio.ensure_future(_run_tool(toolbox, call)) for call in missing]
    try:
        for task in asyncio.as_completed(tasks):
            result = await task
            current.finished[result.call.id] = result
            yield result
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run_tool(toolbox: Toolbox, call: ToolCall) -> ToolFinished:
    try:
        return ToolFinished(call, await toolbox.run(call))
    except ToolFailed as error:
        return ToolFinished(call, str(error), failed=True)


def _replayed(steps: Sequence[Step]) -> list[_Round]:
    rounds: list[_Round] = []
    for step in steps:
        match step:
            case ModelReplied():
                rounds.append(_Round(step))
            case ToolStarted(call):
                rounds[-1].started.add(call.id)
            case ToolFinished(call):
                rounds[-1].finished[call.id] = step
            case Interjected():
                rounds[-1].interjected.append(step)
    return rounds
