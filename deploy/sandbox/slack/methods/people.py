"""auth.test, apps.connections.open, users.*, team.info, bots.info."""

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.methods.paging import page
from deploy.sandbox.slack.rates import SPECIAL, TIER_2, TIER_3, TIER_4
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.shapes import bot_profile, user_shape


def auth_test(backend: Backend, _: Arguments) -> Answer:
    workspace = backend.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": "Sandbox",
        "user": workspace.app.name,
        "team_id": workspace.team,
        "user_id": workspace.app.user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(backend: Backend, _: Arguments) -> Answer:
    if "connections:write" not in backend.workspace.app.app_scopes:
        raise Refused("missing_scope", needed="connections:write", provided="")
    socket = backend.base.replace("http://", "ws://")
    return {"url": f"{socket}/link?ticket={backend.sockets.ticket()}&app_id={backend.workspace.app.id}"}


def users_info(backend: Backend, args: Arguments) -> Answer:
    user = backend.workspace.users.get(args.need("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user_shape(user, backend.workspace.team)}


def users_list(backend: Backend, args: Arguments) -> Answer:
    shown, metadata = page(args, "users", list(backend.workspace.users.values()))
    members = [user_shape(user, backend.workspace.team) for user in shown]
    return {"members": members, "cache_ts": int(backend.clock.time()), **metadata}


def team_info(backend: Backend, args: Arguments) -> Answer:
    workspace = backend.workspace
    if args.text("team") not in {"", workspace.team}:
        raise Refused("team_not_found")
    return {"team": {"id": workspace.team, "name": "Sandbox", "domain": workspace.domain, "email_domain": ""}}


def bots_info(backend: Backend, args: Arguments) -> Answer:
    if args.text("bot") not in {"", backend.workspace.app.bot_id}:
        raise Refused("bot_not_found")
    return {"bot": bot_profile(backend.workspace.app, backend.workspace.team)}


METHODS = {
    "auth.test": Method(auth_test, SPECIAL),
    "apps.connections.open": Method(connections_open, TIER_3, app_level=True),
    "users.info": Method(users_info, TIER_4, ("users:read",)),
    "users.list": Method(users_list, TIER_2, ("users:read",)),
    "team.info": Method(team_info, TIER_3, ("team:read",)),
    "bots.info": Method(bots_info, TIER_3, ("users:read",)),
}
