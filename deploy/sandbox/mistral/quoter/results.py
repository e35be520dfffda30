"""Stating what tools have answered."""

from collections.abc import Sequence
from itertools import takewhile

from deploy.sandbox.mistral.chunks import text_of
from deploy.sandbox.mistral.messages import AnyMessage, Assistant, Tool

LONGEST = 1200  # characters of a result that are repeated


def results(messages: Sequence[AnyMessage]) -> list[Tool]:
    """The tool results at the end of the conversation, in order."""
    last = takewhile(lambda each: isinstance(each, Tool), reversed(messages))
    return [each for each in last if isinstance(each, Tool)][::-1]


def state(messages: Sequence[AnyMessage]) -> str:
    """One sentence with every result that has just come in."""
    names = {
        call.id: call.function.name
        for each in messages
        if isinstance(each, Assistant)
        for call in each.tool_calls or ()
    }
    said = [
        f"{names.get(each.tool_call_id or '', each.name or 'The tool')} answered {_short(each)}"
        for each in results(messages)
    ]
    return "; ".join(said) + "."


def _short(result: Tool) -> str:
    text = text_of(result.content).strip().removesuffix(".")
    if len(text) > LONGEST:
        return f"{len(text)} characters, beginning with {text[:LONGEST]}…"
    return text or "nothing"
