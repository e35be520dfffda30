"""views.open, views.update, views.publish."""

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import TIER_4
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.view_rules import keep_view, read_view, replace_view


def open_(backend: Backend, args: Arguments) -> Answer:
    view = read_view(args.record("view"), "modal")
    user = backend.triggers.use(args.need("trigger_id"))
    return {"view": keep_view(backend, view, user)}


def update(backend: Backend, args: Arguments) -> Answer:
    view = read_view(args.record("view"), "modal")
    old = _found(backend, args)
    if args.text("hash") not in {"", old["hash"]}:
        raise Refused("hash_conflict")
    return {"view": replace_view(backend, old["id"], view)}


def publish(backend: Backend, args: Arguments) -> Answer:
    user = args.need("user_id")
    if user not in backend.workspace.users:
        raise Refused("user_not_found")
    view = read_view(args.record("view"), "home")
    for id_ in [id_ for id_, old in backend.views.items() if old["type"] == "home" and old["user"] == user]:
        del backend.views[id_]
    return {"view": keep_view(backend, view, user)}


def _found(backend: Backend, args: Arguments) -> Answer:
    external = args.text("external_id")
    for view in backend.views.values():
        if view["id"] == args.text("view_id") or (external and view.get("external_id") == external):
            return view
    raise Refused("not_found")


METHODS = {
    "views.open": Method(open_, TIER_4),
    "views.update": Method(update, TIER_4),
    "views.publish": Method(publish, TIER_4),
}
