"""Stating what tools have answered."""

from collections.abc import Sequence
from itertools import takewhile

from deploy.sandbox.mistral.chunks import text_of
from deploy.sandbox.mistral.messages import AnyMessage, Assistant, Tool
from deploy.sandbox.mistral.quoter.heard import Utterance
from deploy.sandbox.mistral.quoter.pages import sections
from deploy.sandbox.mistral.quoter.question import Question
from deploy.sandbox.mistral.quoter.search import quotations, rank
from deploy.sandbox.mistral.quoter.words import telling

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


def found_in(messages: Sequence[AnyMessage], question: Question) -> str:
    """What pages that a tool has brought say about the question, quoted; empty where there is nothing to quote."""
    stems = telling(question.text)
    pages = [
        Utterance("", section.text, "user", number, section.mark)
        for number, each in enumerate(results(messages))
        for section in sections(text_of(each.content))
        if section.mark and section.text
    ]
    hits = rank(pages, stems)
    return quotations(hits, stems) if hits else ""


def _short(result: Tool) -> str:
    text = text_of(result.content).strip().removesuffix(".")
    if len(text) > LONGEST:
        return f"{len(text)} characters, beginning with {text[:LONGEST]}…"
    return text or "nothing"
