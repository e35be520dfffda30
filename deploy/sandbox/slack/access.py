"""What the app may see and where it may speak."""

from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.records import Channel, Message
from deploy.sandbox.slack.refusals import Refused

_PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def need_scope(backend: Backend, *any_of: str) -> None:
    """One of these is enough. Slack: the error names what is needed and what was provided."""
    granted = backend.workspace.app.scopes
    if any_of and not granted.intersection(any_of):
        raise Refused("missing_scope", needed=any_of[0], provided=",".join(sorted(granted)))


def is_member(backend: Backend, channel: Channel) -> bool:
    return backend.workspace.app.user_id in channel.members


def known(backend: Backend, id_: str) -> Channel:
    """A channel of whose existence the app may know: a public one, or one it is in."""
    channel = backend.workspace.channels.get(id_)
    if channel is None or (channel.kind != "channel" and not is_member(backend, channel)):
        raise Refused("channel_not_found")
    return channel


def described(backend: Backend, id_: str) -> Channel:
    """A channel whose description the app may read."""
    channel = known(backend, id_)
    need_scope(backend, f"{_PREFIX[channel.kind]}:read")
    return channel


def readable(backend: Backend, id_: str) -> Channel:
    """A channel whose messages the app may read."""
    channel = known(backend, id_)
    need_scope(backend, f"{_PREFIX[channel.kind]}:history")
    if not is_member(backend, channel):
        raise Refused("not_in_channel")
    return channel


def postable(backend: Backend, id_: str) -> Channel:
    """A channel to which the app may write; a user's id stands for the direct messages with them."""
    if id_ in backend.workspace.users and id_ != backend.workspace.app.user_id:
        id_ = backend.workspace.direct(id_).id
    channel = known(backend, id_)
    if not is_member(backend, channel) and "chat:write.public" not in backend.workspace.app.scopes:
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not backend.workspace.app.messages_tab:
        raise Refused("messages_tab_disabled")
    return channel


def thread_root(channel: Channel, ts: str) -> str:
    """A thread is named by its root; anything else, a reply too, is `invalid_thread_ts`."""
    if ts:
        root = channel.messages.get(ts)
        if root is None or root.thread_ts:
            raise Refused("invalid_thread_ts")
    return ts


def own_message(backend: Backend, channel: Channel, ts: str, complaint: str) -> Message:
    """A message of the app itself; `complaint` is the error for anyone else's."""
    message = channel.messages.get(ts)
    if message is None:
        raise Refused("message_not_found")
    if message.user != backend.workspace.app.user_id:
        raise Refused(complaint)
    return message
