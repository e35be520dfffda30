"""views.open, views.publish."""

from typing import Any

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.block_rules import check_blocks
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import TIER_4
from deploy.sandbox.slack.refusals import Refused, malformed


def open_(backend: Backend, args: Arguments) -> Answer:
    view = read_view(args.record("view"), "modal")
    user = backend.triggers.use(args.need("trigger_id"))
    return {"view": keep_view(backend, view, user)}


def publish(backend: Backend, args: Arguments) -> Answer:
    user = args.need("user_id")
    if user not in backend.workspace.users:
        raise Refused("user_not_found")
    view = read_view(args.record("view"), "home")
    for id_ in [id_ for id_, old in backend.views.items() if old["type"] == "home" and old["user"] == user]:
        del backend.views[id_]
    return {"view": keep_view(backend, view, user)}


def read_view(view: dict[str, Any] | None, kind: str) -> dict[str, Any]:
    """A view as it was sent, checked. Slack: reference/views."""
    if view is None:
        raise malformed("missing required field: view")
    if view.get("type") != kind:
        raise malformed(f"must be of type {kind} [json-pointer:/view/type]")
    if not isinstance(view.get("blocks"), list):
        raise malformed("missing required field: blocks [json-pointer:/view]")
    check_blocks(view["blocks"], most=100)
    if kind == "modal" and not 1 <= len(str((view.get("title") or {}).get("text", ""))) <= 24:
        raise malformed("title must have between 1 and 24 characters [json-pointer:/view/title]")
    if len(str(view.get("private_metadata", ""))) > 3000:
        raise malformed("must be less than 3001 characters [json-pointer:/view/private_metadata]")
    return view


def keep_view(backend: Backend, view: dict[str, Any], user: str) -> dict[str, Any]:
    id_ = backend.workspace.mint.id("V")
    app, team = backend.workspace.app, backend.workspace.team
    kept = {"callback_id": "", "private_metadata": "", **view, "id": id_, "team_id": team, "app_id": app.id}
    kept |= {"bot_id": app.bot_id, "hash": f"{int(backend.clock.time())}.{id_}", "state": {"values": {}}, "user": user}
    backend.views[id_] = kept
    backend.log.notify()
    return {name: value for name, value in kept.items() if name != "user"}


METHODS = {
    "views.open": Method(open_, TIER_4),
    "views.publish": Method(publish, TIER_4),
}
