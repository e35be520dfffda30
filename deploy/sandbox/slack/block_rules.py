"""The limits of Block Kit. Slack: reference/block-kit; the total of 13,200 characters was measured by others."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deploy.sandbox.slack.content import block_pieces
from deploy.sandbox.slack.element_rules import element_rule, text_rule
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
_FEEDBACK = frozenset({"feedback_buttons", "icon_button"})
_ITEM = re.compile(r"^ {0,3}(?:#{1,6}(?:\s|$)|(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$)", re.MULTILINE)


def check_blocks(blocks: Sequence[Any], *, most: int = 50) -> None:
    """Raise `Refused` if Slack would refuse these blocks."""
    if len(blocks) > most:
        raise _invalid(f"no more than {most} items allowed [json-pointer:/blocks]")
    for number, block in enumerate(blocks):
        _check_block(block, f"/blocks/{number}")
    _check_ids(blocks)
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


def _check_ids(blocks: Sequence[Mapping[str, Any]]) -> None:
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    for number, id_ in enumerate(ids):
        if id_ in ids[:number]:
            raise _invalid(f"`block_id` {id_} already exists [json-pointer:/blocks]")


def _check_block(block: Any, where: str) -> None:
    if not isinstance(block, dict) or block.get("type") not in _KNOWN:
        raise _invalid(f"unsupported type [json-pointer:{where}/type]")
    if len(str(block.get("block_id", ""))) > 255:
        raise _invalid(f"must be less than 256 characters [json-pointer:{where}/block_id]")
    check = _RULES.get(block["type"])
    if check is not None and (complaint := check(block)):
        raise _invalid(f"{complaint} [json-pointer:{where}]")


def _section(block: Mapping[str, Any]) -> str:
    fields = block.get("fields") or []
    if "text" not in block and not fields:
        return "missing required field: text"
    if len(fields) > 10:
        return "no more than 10 items allowed"
    found = [text_rule(block["text"], 3000)] if "text" in block else []
    found += [element_rule(block["accessory"])] if "accessory" in block else []
    return next(filter(None, found + [text_rule(value, 2000) for value in fields]), "")


def _elements(most: int, *, feedback: bool = False) -> Callable[[Mapping[str, Any]], str]:
    """A row of elements. Those of `feedback`, which stand below an answer, have a block of their own."""

    def check(block: Mapping[str, Any]) -> str:
        elements = block.get("elements")
        if not isinstance(elements, list) or not 1 <= len(elements) <= most:
            return f"must have between 1 and {most} items"
        kinds = [element.get("type") for element in elements if isinstance(element, Mapping)]
        if any((kind in _FEEDBACK) is not feedback for kind in kinds):
            return "unsupported type of element"
        return next(filter(None, map(element_rule, elements)), "") or _repeated(elements)

    return check


def _repeated(elements: Sequence[Any]) -> str:
    """An action_id is unique in its block, a block_id in its message."""
    ids = [element["action_id"] for element in elements if isinstance(element, Mapping) and element.get("action_id")]
    again = next((id_ for number, id_ in enumerate(ids) if id_ in ids[:number]), "")
    return f"`action_id` {again} already exists" if again else ""


def _input(block: Mapping[str, Any]) -> str:
    if complaint := text_rule(block.get("label"), 2000, plain=True):
        return complaint
    return element_rule(block.get("element"))


def _table(block: Mapping[str, Any]) -> str:
    rows = block.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 100:
        return "must have between 1 and 100 rows"
    return "no more than 20 columns allowed" if any(len(row) > 20 for row in rows) else ""


def _invalid(complaint: str) -> Refused:
    return Refused("invalid_blocks", response_metadata={"messages": [f"[ERROR] {complaint}"]})


_RULES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "section": _section,
    "header": lambda block: text_rule(block.get("text"), 150, plain=True),
    "markdown": lambda block: "" if isinstance(block.get("text"), str) and block["text"] else "missing field: text",
    "actions": _elements(25),
    "input": _input,
    "context": _elements(10),
    "context_actions": _elements(5, feedback=True),
    "image": lambda block: "" if block.get("alt_text") else "missing required field: alt_text",
    "table": _table,
}
