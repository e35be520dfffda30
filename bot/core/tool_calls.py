"""Carrying out the calls of one reply: those that read side by side, those that change the world one by one.

A call that changes the world, or has a price worth a question, is carried out only once it is permitted. That it was
begun is recorded first, so that one that changes the world is never repeated after a crash.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from bot.core.asking import PersonAsked
from bot.core.messages import ToolCall
from bot.core.permission import Permission, Permitted, Refused
from bot.core.records import Asked, Step, ToolFinished
from bot.core.rounds import Round
from bot.core.toolbox import Toolbox

MOST_CALLS: Final = 32  # of one reply; no honest one asks for more

_TOO_MANY: Final = f"Not carried out: at most {MOST_CALLS} calls are, of one reply. Ask for fewer at a time."
_UNKNOWN: Final = "{name} was started before an interruption and may have happened; it was not run again. Say so."
MAY_HAVE_HAPPENED: Final = "`{name}` was begun before an interruption and may have happened; I did not repeat it."


async def carry_out(current: Round, toolbox: Toolbox, permission: Permission) -> AsyncGenerator[Step, None]:
    """Carry out what is missing of a round's calls; each step is yielded before the next begins.

    Raises `PersonAsked` after the question whether one of them may be carried out.
    """
    calls = current.replied.message.calls
    missing = [call for call in calls if call.id not in current.finished]
    allowed = {call.id for call in calls[:MOST_CALLS]}
    for call in missing:
        if call.id not in allowed:
            yield _settled(current, ToolFinished(call, _TOO_MANY, failed=True))
        elif _may_have_happened(current, toolbox, call):
            text, note = (words.format(name=call.name) for words in (_UNKNOWN, MAY_HAVE_HAPPENED))
            yield _settled(current, ToolFinished(call, text, failed=True, note=note))
    # One id is one call, however often a model repeats it in a reply.
    first: dict[str, ToolCall] = {}
    for call in missing:
        if call.id not in current.finished:
            first.setdefault(call.id, call)
    open_calls = list(first.values())
    prices = {call.id: await toolbox.price(call) for call in open_calls}
    asked = [call for call in open_calls if toolbox.changes(call) or prices[call.id]]
    async with aclosing(_harmless(current, toolbox, [c for c in open_calls if c not in asked])) as steps:
        async for step in steps:
            yield step
    for call in asked:
        async with aclosing(_permitted(current, toolbox, call, prices[call.id], permission)) as steps:
            async for step in steps:
                yield step


def _may_have_happened(current: Round, toolbox: Toolbox, call: ToolCall) -> bool:
    started = current.started.get(call.id)
    return started is not None and (started.changes or toolbox.changes(call))


def _settled(current: Round, result: ToolFinished) -> ToolFinished:
    current.finished[result.call.id] = result
    return result


async def _harmless(current: Round, toolbox: Toolbox, calls: Sequence[ToolCall]) -> AsyncGenerator[Step, None]:
    """Side by side; results are yielded as they come."""
    for call in calls:
        if call.id not in current.started:
            yield toolbox.started(call)
    tasks = [asyncio.ensure_future(toolbox.run(call)) for call in calls]
    try:
        for task in asyncio.as_completed(tasks):
            yield _settled(current, await task)
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _permitted(
    current: Round, toolbox: Toolbox, call: ToolCall, price: str, permission: Permission
) -> AsyncGenerator[Step, None]:
    verdict = await permission(call, price)
    match verdict:
        case Asked():
            yield verdict
            raise PersonAsked
        case Refused(text, note):
            yield _settled(current, ToolFinished(call, text, failed=True, note=note))
        case Permitted(by):
            yield toolbox.started(call)
            result = await toolbox.run(call)
            yield _settled(current, replace(result, note=_note(result, by)))


def _note(result: ToolFinished, by: str) -> str:
    name = result.call.name
    return f"`{name}` was {by}, and failed." if result.failed else f"Ran `{name}`, {by}."
