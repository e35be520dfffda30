"""Looking something up in files, with whatever tool is offered for that, when no text that was given tells it."""

import json
import re
from collections.abc import Sequence
from typing import Any

from deploy.sandbox.mistral.chat_request import Function
from deploy.sandbox.mistral.quoter.question import Question
from deploy.sandbox.mistral.quoter.search import known
from deploy.sandbox.mistral.quoter.words import telling
from deploy.sandbox.mistral.replies import Call

FILES = frozenset({"page", "pages", "document", "documents", "file", "files", "pdf", "passages"})
NUMBERS = re.compile(r"\bpages?\s+(\d+)(?:\s*(?:-|–|to|à|and|et)\s*(\d+))?", re.IGNORECASE)
NAME = re.compile(
    r"\bfile: (?P<framed>[^\]\n]+?)(?:, [\d,]+ pages?\b[^\]\n]*)?(?:\]|$)"
    r"|(?P<plain>[\w-][\w.()-]*\.(?:pdf|docx?|pptx?|xlsx?|csv|txt|md|epub|odt|png|jpe?g)\b)",
    re.IGNORECASE | re.MULTILINE,
)
WHOLE = re.compile(r"\b(?:summar\w+|whole|entire|everything|every page|résum\w+|overview|study)\b", re.IGNORECASE)
SAVED = re.compile(r"\b(?:as|into|in) (?:a |an )?(?:markdown|text|\.?md) ?file\b|\bas markdown\b", re.IGNORECASE)
SAVE = frozenset({"save", "export"})
SEARCH, READ, STUDY = frozenset({"search", "find"}), frozenset({"read", "open", "show"}), frozenset({"study", "whole"})
TEXTS = frozenset({"query", "question", "text", "words", "topic", "task", "about", "instruction", "goal"})
ADDRESSES = frozenset({"url", "address", "link", "uri"})
LAST = frozenset({"last", "to", "end", "until", "stop"})


def lookup(question: Question, functions: Sequence[Function]) -> Call | None:
    """A call of the tool whose name and description fit the question best, if it is needed and there is one."""
    tools = [each for each in functions if _words(each.name) & FILES and not _takes_address(each)]
    named = NUMBERS.search(question.text)
    savers = [each for each in tools if _words(each.name) & SAVE]
    tools = (savers if SAVED.search(question.text) else []) or [each for each in tools if each not in savers]
    needed = SAVED.search(question.text) or named or WHOLE.search(question.text) or not known(question)
    if not tools or not needed or not telling(question.text):
        return None
    wanted = READ if named else STUDY if WHOLE.search(question.text) else SEARCH
    tool = max(tools, key=lambda each: (bool(_words(each.name) & wanted), _fit(each, question.text)))
    return Call(tool.name, json.dumps(_arguments(tool, question), ensure_ascii=False))


def _words(name: str) -> set[str]:
    return set(re.split(r"[^a-z]+", name.casefold()))


def _takes_address(tool: Function) -> bool:
    """Its pages are those of the web."""
    return any(_words(name) & ADDRESSES for name in _properties(tool))


def _fit(tool: Function, text: str) -> int:
    """How many words the question shares with what the tool says of itself."""
    return len(set(telling(text)) & set(telling(f"{tool.name.replace('_', ' ')} {tool.description}")))


def _arguments(tool: Function, question: Question) -> dict[str, Any]:
    """Every required property, and those others for which the question has something."""
    required = tool.parameters.get("required", [])
    found = {name: _argument(name, schema, question) for name, schema in _properties(tool).items()}
    return {name: value for name, value in found.items() if name in required or value not in (None, "", [])} | {
        name: "" for name in required if found.get(name) is None
    }


def _properties(tool: Function) -> dict[str, Any]:
    found = tool.parameters.get("properties")
    return found if isinstance(found, dict) else {}


def _argument(name: str, schema: Any, question: Question) -> Any:
    kind = schema.get("type") if isinstance(schema, dict) else None
    words = _words(name)
    numbers = NUMBERS.search(question.text)
    if kind == "integer":
        number = (numbers[2] or numbers[1]) if numbers and words & LAST else numbers[1] if numbers else ""
        return int(number) if number else None
    if kind == "array":
        return _range(numbers) if numbers else []
    if words & TEXTS:
        return question.text
    if words & {"pages", "page"}:
        return f"{numbers[1]}-{numbers[2]}" if numbers and numbers[2] else numbers[1] if numbers else ""
    return _file(question) if words & {"file", "document", "name", "filename"} else None


def _range(numbers: re.Match[str]) -> list[int]:
    return list(range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1))


def _file(question: Question) -> str:
    """The file that was named last."""
    said = [question.utterance.text, *(each.text for each in reversed(question.before))]
    found = next((found for each in said if (found := NAME.search(each))), None)
    return (found["framed"] or found["plain"]) if found else ""
