"""One turn with the model: it replies, calls tools, reads their results, and replies again until it is done.

A turn is a stream of frozen events and hides nothing: every step is yielded before the next begins, so that whoever
consumes the stream can record it. A turn begun again after a crash is given what was recorded and goes on from there.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from bot.core.messages import ModelRequest, ReplyEnded, TextDelta, Working
from bot.core.model_ports import Model
from bot.core.permission import Permission, nobody
from bot.core.records import Interjected, ModelReplied, Step
from bot.core.rounds import Round, replayed
from bot.core.tool_calls import carry_out
from bot.core.toolbox import Toolbox

MAX_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over. `finish` is the service's word for it, or "steps" if the bound on tool calls was reached."""

    finish: str


Joined = Callable[[], Sequence[Interjected]]
TurnEvent = TextDelta | Working | Step | TurnEnded


async def take_turn(
    model: Model,
    request: ModelRequest,
    toolbox: Toolbox,
    *,
    recorded: Sequence[Step] = (),
    max_steps: int = MAX_STEPS,
    joined: Joined = tuple,
    permission: Permission = nobody,
    saw: Sequence[str] = (),
) -> AsyncGenerator[TurnEvent, None]:
    """Yield the turn's events, the last of them `TurnEnded`.

    Raises `ModelFailed`, and `PersonAsked` after a question whether a tool may change the world; it is carried out
    only with `permission`. `saw` is recorded with each reply, as `ModelReplied` says.

    `joined` is asked after each reply for what people have said to the running turn; the model then goes on with it.
    `recorded` steps are not yielded again and not repeated. A tool that changes the world, was started and has no
    recorded result is not run again: the model is told that it may have happened.
    """
    messages = list(request.messages)
    rounds = replayed(recorded)
    for number in range(max_steps + 1):
        if number < len(rounds):
            current = rounds[number]
        else:
            # At the bound the model has to answer with what it has: no further call is possible.
            choice = "none" if number == max_steps else request.tool_choice
            asked = replace(request, messages=tuple(messages), tool_choice=choice)
            async with aclosing(_reply(model, asked, tuple(saw))) as reply:
                async for event in reply:
                    yield event
                    if isinstance(event, ModelReplied):
                        current = Round(event)
        if number == max_steps:
            yield TurnEnded("steps" if current.replied.message.calls else current.replied.finish)
            return
        async with aclosing(carry_out(current, toolbox, permission)) as steps:
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


async def _reply(
    model: Model, request: ModelRequest, saw: tuple[str, ...]
) -> AsyncGenerator[TextDelta | Working | ModelReplied, None]:
    async with aclosing(model.stream(request)) as stream:
        async for event in stream:
            match event:
                case TextDelta() | Working():
                    yield event
                case ReplyEnded(message, usage, finish, request_id, besides):
                    yield ModelReplied(message, usage, request.model, finish, request_id, besides, saw)
