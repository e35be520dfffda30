"""Views: checked, named and kept. Slack: reference/views."""

from typing import Any

from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.block_rules import check_blocks
from deploy.sandbox.slack.refusals import malformed

Json = dict[str, Any]

_OF_MESSAGES = frozenset({"context_actions", "file", "markdown", "plan", "table", "task_card"})
"""Blocks that are for messages alone. Slack: reference/block-kit/blocks, "Available in surfaces"."""


def read_view(view: Any, kind: str) -> Json:
    """A view as it was sent. Raises `Refused` as Slack does."""
    if not isinstance(view, dict):
        raise malformed("missing required field: view")
    if view.get("type") != kind:
        raise malformed(f"must be of type {kind} [json-pointer:/view/type]")
    if not isinstance(view.get("blocks"), list):
        raise malformed("missing required field: blocks [json-pointer:/view]")
    check_blocks(view["blocks"], most=100)
    if of_messages := [block["type"] for block in view["blocks"] if block["type"] in _OF_MESSAGES]:
        raise malformed(f"unsupported type: {of_messages[0]} [json-pointer:/view/blocks]")
    if kind == "modal":
        _check_words(view)
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(str(view.get(name, ""))) > most:
            raise malformed(f"must be less than {most + 1} characters [json-pointer:/view/{name}]")
    return view


def keep_view(backend: Backend, view: Json, user: str) -> Json:
    """Open a view for a person. Returns it as the app sees it."""
    return _kept(backend, backend.workspace.mint.id("V"), view, user)


def replace_view(backend: Backend, id_: str, view: Json) -> Json:
    """Put another view in the place of one that is open."""
    return _kept(backend, id_, view, str(backend.views[id_]["user"]))


def _kept(backend: Backend, id_: str, view: Json, user: str) -> Json:
    app, team = backend.workspace.app, backend.workspace.team
    kept = {"callback_id": "", "private_metadata": "", **view, "id": id_, "team_id": team, "app_id": app.id}
    kept |= {"bot_id": app.bot_id, "hash": f"{int(backend.clock.time())}.{backend.workspace.mint.id('')}"}
    kept |= {"state": {"values": {}}, "user": user, "blocks": [_named(backend, block) for block in view["blocks"]]}
    backend.views[id_] = kept
    backend.log.notify()
    return {name: value for name, value in kept.items() if name != "user"}


def _named(backend: Backend, block: Json) -> Json:
    """With the ids that Slack gives to what has none."""
    named = {"block_id": backend.workspace.mint.id(""), **block}
    if isinstance(block.get("element"), dict):
        named["element"] = {"action_id": backend.workspace.mint.id(""), **block["element"]}
    return named


def _check_words(view: Json) -> None:
    for name in ("title", "submit", "close"):
        text = (view.get(name) or {}).get("text", "")
        if not (1 <= len(str(text)) <= 24) and (name == "title" or name in view):
            raise malformed(f"{name} must have between 1 and 24 characters [json-pointer:/view/{name}]")
    if any(block["type"] == "input" for block in view["blocks"]) and not view.get("submit"):
        raise malformed("submit is required when an input block is within the blocks array [json-pointer:/view]")
