"""The chunks of a streaming call, read and checked. Slack: chat.appendStream, argument `chunks`."""

from collections.abc import Callable, Mapping
from typing import Any

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.block_rules import check_blocks
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.streams import BLOCK_LIMIT, TEXT_LIMIT, Delta

_TASK_STATUSES = frozenset({"pending", "in_progress", "complete", "error"})


def read_delta(args: Arguments) -> Delta:
    """What the call adds. Raises `Refused` for what Slack would not take."""
    text, chunks = args.text("markdown_text"), args.items("chunks")
    if text and chunks:
        raise Refused("cannot_provide_both_markdown_text_and_chunks")
    if chunks:
        delta = Delta(mode="chunks")
        for chunk in chunks:
            _add(delta, chunk)
    else:
        delta = Delta(mode="text" if text else "", text=text)
    if len(delta.text) > TEXT_LIMIT:
        raise Refused("msg_too_long")
    return delta


def _add(delta: Delta, chunk: Any) -> None:
    add = _READERS.get(str(chunk.get("type"))) if isinstance(chunk, Mapping) else None
    if add is None:
        raise Refused("invalid_chunks")
    add(delta, chunk)


def _add_text(delta: Delta, chunk: Mapping[str, Any]) -> None:
    delta.text += _string(chunk, "text")


def _add_task(delta: Delta, chunk: Mapping[str, Any]) -> None:
    if not (_string(chunk, "id") and _string(chunk, "title")) or chunk.get("status") not in _TASK_STATUSES:
        raise Refused("invalid_chunks")
    for name in ("details", "output"):
        if name in chunk:
            _string(chunk, name)
    if any(not isinstance(source, Mapping) or not source.get("url") for source in chunk.get("sources") or ()):
        raise Refused("invalid_chunks")
    delta.tasks.append({name: value for name, value in chunk.items() if name != "type"})


def _add_plan(delta: Delta, chunk: Mapping[str, Any]) -> None:
    delta.plan = _string(chunk, "title")


def _add_blocks(delta: Delta, chunk: Mapping[str, Any]) -> None:
    blocks = chunk.get("blocks")
    if not isinstance(blocks, list):
        raise Refused("invalid_chunks")
    if len(blocks) > BLOCK_LIMIT:
        raise Refused("msg_blocks_too_many")
    check_blocks(blocks)
    delta.blocks += blocks


def _string(chunk: Mapping[str, Any], name: str) -> str:
    value = chunk.get(name)
    if not isinstance(value, str):
        raise Refused("invalid_chunks")
    return value


_READERS: Mapping[str, Callable[[Delta, Mapping[str, Any]], None]] = {
    "markdown_text": _add_text,
    "task_update": _add_task,
    "plan_update": _add_plan,
    "blocks": _add_blocks,
}
