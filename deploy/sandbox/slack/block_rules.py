"""The limits of Block Kit. Slack: reference/block-kit; the total of 13,200 characters was measured by others."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deploy.sandbox.slack.content import block_pieces
from deploy.sandbox.slack.refusals import Refused

MARKDOWN_LIMIT = 12_000  # characters of all markdown blocks of a message together
TOTAL_LIMIT = 13_200  # characters of all blocks together
ITEM_LIMIT = 50  # headings and dividers into which Markdown may unfold

_KNOWN = frozenset(
    {
        "actions",
        "alert",
        "card",
        "carousel",
        "container",
        "context",
        "context_actions",
        "data_table",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "markdown",
        "plan",
        "rich_text",
        "section",
        "table",
        "task_card",
        "video",
    }
)
_ITEM = re.compile(r"^ {0,3}(?:#{1,6}(?:\s|$)|(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$)", re.MULTILINE)


def check_blocks(blocks: Sequence[Any], *, most: int = 50) -> None:
    """Raise `Refused` if Slack would refuse these blocks."""
    if len(blocks) > most:
        raise _invalid(f"no more than {most} items allowed [json-pointer:/blocks]")
    for number, block in enumerate(blocks):
        _check_block(block, f"/blocks/{number}")
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise Refused("invalid_attachments", response_metadata={"messages": ["only_one_table_allowed"]})
    _check_lengths(blocks)


def check_markdown(text: str) -> None:
    """The rules for one run of Markdown, be it markdown_text or a markdown block."""
    if len(text) > MARKDOWN_LIMIT:
        raise Refused("msg_too_long")
    if len(_ITEM.findall(text)) > ITEM_LIMIT:
        raise _invalid("Markdown unfolds into more than 50 items")


def _check_lengths(blocks: Sequence[Mapping[str, Any]]) -> None:
    markdown = [str(block.get("text", "")) for block in blocks if block["type"] == "markdown"]
    for text in markdown:
        check_markdown(text)
    if sum(len(_ITEM.findall(text)) for text in markdown) > ITEM_LIMIT:
        raise _invalid("Markdown unfolds into more than 50 items")
    total = sum(len(piece.text) for block in blocks for piece in block_pieces(block))
    if sum(map(len, markdown)) > MARKDOWN_LIMIT or total > TOTAL_LIMIT:
        raise Refused("msg_blocks_too_long")


def _check_block(block: Any, where: str) -> None:
    if not isinstance(block, dict) or block.get("type") not in _KNOWN:
        raise _invalid(f"unsupported type [json-pointer:{where}/type]")
    if len(str(block.get("block_id", ""))) > 255:
        raise _invalid(f"must be less than 256 characters [json-pointer:{where}/block_id]")
    check = _RULES.get(block["type"])
    if check is not None and (complaint := check(block)):
        raise _invalid(f"{complaint} [json-pointer:{where}]")


def _length(value: Any, most: int) -> str:
    text = value.get("text") if isinstance(value, Mapping) else None
    if not isinstance(text, str) or not text:
        return "missing required field: text"
    return f"must be less than {most + 1} characters" if len(text) > most else ""


def _section(block: Mapping[str, Any]) -> str:
    fields = block.get("fields") or []
    if "text" not in block and not fields:
        return "missing required field: text"
    if len(fields) > 10:
        return "no more than 10 items allowed"
    found = [_length(block["text"], 3000)] if "text" in block else []
    return next(filter(None, found + [_length(value, 2000) for value in fields]), "")


def _elements(most: int) -> Callable[[Mapping[str, Any]], str]:
    def check(block: Mapping[str, Any]) -> str:
        elements = block.get("elements")
        if not isinstance(elements, list) or not 1 <= len(elements) <= most:
            return f"must have between 1 and {most} items"
        return next(filter(None, map(_element, elements)), "")

    return check


def _element(element: Any) -> str:
    if not isinstance(element, Mapping) or not element.get("type"):
        return "unsupported element"
    if len(str(element.get("action_id", ""))) > 255:
        return "action_id must be less than 256 characters"
    if element["type"] == "button":
        return _length(element.get("text"), 75) or _value(element)
    if element["type"] == "feedback_buttons":
        return next(filter(None, (_feedback(element.get(name)) for name in ("positive_button", "negative_button"))), "")
    return ""


def _feedback(button: Any) -> str:
    return (_length(button.get("text"), 75) or _value(button)) if isinstance(button, Mapping) else "missing button"


def _value(element: Mapping[str, Any]) -> str:
    return "value must be less than 2001 characters" if len(str(element.get("value", ""))) > 2000 else ""


def _table(block: Mapping[str, Any]) -> str:
    rows = block.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 100:
        return "must have between 1 and 100 rows"
    return "no more than 20 columns allowed" if any(len(row) > 20 for row in rows) else ""


def _invalid(complaint: str) -> Refused:
    return Refused("invalid_blocks", response_metadata={"messages": [f"[ERROR] {complaint}"]})


_RULES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "section": _section,
    "header": lambda block: _length(block.get("text"), 150),
    "markdown": lambda block: "" if isinstance(block.get("text"), str) and block["text"] else "missing field: text",
    "actions": _elements(25),
    "context": _elements(10),
    "context_actions": _elements(5),
    "image": lambda block: "" if block.get("alt_text") else "missing required field: alt_text",
    "table": _table,
}
