"""Which tools a question calls for: a calculator for an expression, a clock for the time, a search for what is unknown.

A tool is called when the question names it, and any tool is called when one is demanded.
"""

import json
import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from deploy.sandbox.mistral.chat_request import ChatRequest, Function, ToolChoice
from deploy.sandbox.mistral.quoter.arithmetic import expression
from deploy.sandbox.mistral.quoter.lookup import lookup
from deploy.sandbox.mistral.quoter.named import named
from deploy.sandbox.mistral.quoter.question import Question
from deploy.sandbox.mistral.replies import Call

CLOCKS = frozenset({"time", "clock", "date", "datetime", "now", "today", "heure", "horloge"})
HOUR = re.compile(
    r"\bwhat(?:'s|’s| is) the (?:current )?(?:time|date)\b|\bwhat time (?:is it|now)\b|\bwhat time(?=\s*(?:\?|$|in\b))"
    r"|\b(?:which|what) (?:day|date)(?: is it| is today| today)?(?=\s*(?:\?|$|in\b|today))"
    r"|\btoday'?s date\b|\bdate today\b|\bcurrent (?:time|date)\b"
    r"|\bquelle heure\b|\bquel jour\b|\bquelle date\b|\bdate d'aujourd'hui\b",
    re.IGNORECASE,
)
REMIND = re.compile(
    r"\bremind (?P<whom>me|us|this channel|the channel|everybody) "
    r"(?:to (?P<what>.+?) (?P<then>(?:in (?:\d+|an?) \w+|tomorrow|today|every|on)\b.*?)[.!?]*$"
    r"|(?P<when>.+?) (?:to|about|that) (?P<text>.+))",
    re.IGNORECASE,
)
ZONE = re.compile(r"\b[A-Z]\w+/[A-Z][\w/]+|\bUTC\b|\bGMT\b")
PLACE = re.compile(r"\b(?:in|at|for|à|au|en)\s+([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*)")
ZONE_NAMES = ("zone", "tz")
PLACE_NAMES = ("place", "city", "location", "where", "ville", "lieu")
TEXTS = ("expression", "expr", "formula", "calculation", "query", "input")


def calls_for(question: Question, request: ChatRequest) -> tuple[Call, ...]:
    """The calls that the question asks for, one at most where parallel calls are not allowed."""
    functions = [tool.function for tool in request.tools or ()]
    if request.tool_choice == "none" or not functions:
        return ()
    if isinstance(request.tool_choice, ToolChoice):
        functions = [each for each in functions if each.name == request.tool_choice.function.name]
    if (call := _reminder(question, functions)) is not None:
        return (call,)
    calls = [call for call in (_calculation(question, functions), _clock(question, functions)) if call]
    if not calls and (call := named(question.text, functions) or lookup(question, functions)):
        calls = [call]
    if not calls and request.tool_choice != "auto":
        calls = [Call(functions[0].name, json.dumps(_filled(functions[0], question.text), ensure_ascii=False))]
    return tuple(calls if request.parallel_tool_calls else calls[:1])


def _reminder(question: Question, functions: Sequence[Function]) -> Call | None:
    """What is to be reminded of, when, and whether again and again, in the words of the one who asks."""
    tool = next((each for each in functions if "remind" in each.name.casefold()), None)
    found = REMIND.search(question.text)
    if tool is None or found is None:
        return None
    text, when = (found["text"] or found["what"]).rstrip(" .!"), found["when"] or found["then"]
    given = {
        "text": text,
        "when": re.sub(r"^every ", "", when.strip(), flags=re.IGNORECASE),
        "audience": "me" if found["whom"].casefold() == "me" else "channel",
        "repeats": when.strip().casefold().startswith("every "),
    }
    return Call(tool.name, json.dumps({name: given[name] for name in _properties(tool) if name in given}))


def _calculation(question: Question, functions: Sequence[Function]) -> Call | None:
    found = expression(question.text)
    tool = next((each for each in functions if "calc" in each.name.casefold()), None)
    if not found or tool is None:
        return None
    return Call(tool.name, json.dumps({_text_property(tool): found}, ensure_ascii=False))


def _clock(question: Question, functions: Sequence[Function]) -> Call | None:
    words = {each.name: set(re.split(r"[^a-z]+", each.name.casefold())) for each in functions}
    tool = next((each for each in functions if words[each.name] & CLOCKS), None)
    if tool is None or not HOUR.search(question.text):
        return None
    return Call(tool.name, json.dumps(_zone(question.text, tool), ensure_ascii=False))


def _zone(text: str, tool: Function) -> dict[str, str]:
    """The zone or the place that the question names, if the tool takes one."""
    place = found[1] if (found := PLACE.search(text)) else ""
    zone = found[0] if (found := ZONE.search(text)) else zone_of(place)
    for name in _properties(tool):
        if zone and any(part in name.casefold() for part in ZONE_NAMES):
            return {name: zone}
        if (zone or place) and any(part in name.casefold() for part in PLACE_NAMES):
            return {name: place or zone}
    return {}


def zone_of(place: str) -> str:
    """The IANA zone named after a city: Asia/Tokyo for Tokyo; empty where there is none."""
    ending = "/" + place.replace(" ", "_")
    return next((zone for zone in sorted(available_timezones()) if place and zone.endswith(ending)), "")


def _properties(tool: Function) -> dict[str, Any]:
    properties = tool.parameters.get("properties")
    return properties if isinstance(properties, dict) else {}


def _text_property(tool: Function) -> str:
    """The property that takes the expression: by its name, else the first one."""
    properties = _properties(tool)
    return next((name for name in TEXTS if name in properties), next(iter(properties), "expression"))


def _filled(tool: Function, text: str) -> dict[str, Any]:
    """Arguments for a tool that must be called though nothing asks for it: the question for every required text."""
    required = tool.parameters.get("required", [])
    return {name: _value(schema, text) for name, schema in _properties(tool).items() if name in required}


def _value(schema: Any, text: str) -> Any:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if isinstance(schema, dict) and schema.get("enum"):
        return schema["enum"][0]
    return {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}, "null": None}.get(str(kind), text)
