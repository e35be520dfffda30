"""A tool that is called because it is named: "add to the list: coffee" calls `add_to_list` with "coffee"."""

import json
import re
from collections.abc import Sequence

from deploy.sandbox.mistral.chat_request import Function
from deploy.sandbox.mistral.replies import Call

_BETWEEN = r"[\s_-]+(?:(?:the|a|an|our|my)\s+)?"


def named(text: str, functions: Sequence[Function]) -> Call | None:
    """The first tool of one required text whose name's words are said in order, with what follows a colon."""
    for each in functions:
        words = [re.escape(word) for word in re.split(r"[_-]+", each.name) if word]
        found = re.search(rf"\b{_BETWEEN.join(words)}\b\s*:\s*(.+)", text, re.IGNORECASE | re.DOTALL)
        if found and len(words) > 1 and (name := _only_text(each)):
            return Call(each.name, json.dumps({name: found[1].strip()}, ensure_ascii=False))
    return None


def _only_text(function: Function) -> str:
    """The one parameter that has to be given, if it is a text."""
    required = function.parameters.get("required") or []
    properties = function.parameters.get("properties") or {}
    if len(required) != 1 or properties.get(required[0], {}).get("type") != "string":
        return ""
    return str(required[0])
