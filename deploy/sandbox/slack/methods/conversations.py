"""conversations.info, .list, .members, .open."""

from deploy.sandbox.slack import access
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.methods.paging import page
from deploy.sandbox.slack.rates import TIER_2, TIER_3, TIER_4
from deploy.sandbox.slack.records import Channel
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.shapes import channel_shape

_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_SCOPES = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def info(backend: Backend, args: Arguments) -> Answer:
    channel = access.described(backend, args.need("channel"))
    return {"channel": channel_shape(channel, backend.workspace)}


def list_(backend: Backend, args: Arguments) -> Answer:
    types = args.text("types", "public_channel").split(",")
    if not set(types) <= set(_TYPES):
        raise Refused("invalid_types")
    for type_ in types:
        access.need_scope(backend, _SCOPES[type_])
    kinds = {_TYPES[type_] for type_ in types}
    found = [channel for channel in backend.workspace.channels.values() if channel.kind in kinds]
    found = [channel for channel in found if channel.kind == "channel" or access.is_member(backend, channel)]
    if args.flag("exclude_archived"):
        found = [channel for channel in found if not channel.archived]
    shown, metadata = page(args, "channels", found)
    return {"channels": [channel_shape(channel, backend.workspace) for channel in shown], **metadata}


def members(backend: Backend, args: Arguments) -> Answer:
    channel = access.described(backend, args.need("channel"))
    shown, metadata = page(args, "members", channel.members)
    return {"members": list(shown), **metadata}


def open_(backend: Backend, args: Arguments) -> Answer:
    if args.has("channel"):
        return _opened(backend, args, access.known(backend, args.need("channel")))
    users = args.need("users").split(",")
    if not set(users) <= set(backend.workspace.users):
        raise Refused("user_not_found")
    if len(users) == 1:
        access.need_scope(backend, "im:write")
        return _opened(backend, args, backend.workspace.direct(users[0]))
    access.need_scope(backend, "mpim:write")
    people = [*users, backend.workspace.app.user_id]
    for channel in backend.workspace.channels.values():
        if channel.kind == "mpim" and set(channel.members) == set(people):
            return _opened(backend, args, channel)
    return _opened(backend, args, backend.workspace.open_channel("mpdm-" + "--".join(users), "mpim", people))


def _opened(backend: Backend, args: Arguments, channel: Channel) -> Answer:
    shape = channel_shape(channel, backend.workspace)
    return {"channel": shape if args.flag("return_im") else {"id": channel.id}}


METHODS = {
    "conversations.info": Method(info, TIER_3),
    "conversations.list": Method(list_, TIER_2),
    "conversations.members": Method(members, TIER_4),
    "conversations.open": Method(open_, TIER_3),
}
