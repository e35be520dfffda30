"""chat.startStream, chat.appendStream, chat.stopStream."""

from deploy.sandbox.slack import access, posting
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.block_rules import check_blocks
from deploy.sandbox.slack.chunks import read_delta
from deploy.sandbox.slack.compose import read_metadata
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import TIER_2, TIER_4
from deploy.sandbox.slack.records import Channel, Message
from deploy.sandbox.slack.refusals import Refused, malformed
from deploy.sandbox.slack.sessions import STATUSES
from deploy.sandbox.slack.streams import Stream


def start(backend: Backend, args: Arguments) -> Answer:
    channel = access.postable(backend, args.need("channel"))
    if not backend.workspace.app.agent:
        raise Refused("feature_not_enabled")
    if any(args.has(name) for name in ("username", "icon_emoji", "icon_url")):
        access.need_scope(backend, "chat:write.customize")
    _recipient(backend, channel, args)
    if args.text("task_display_mode", "timeline") not in {"timeline", "plan", "dense"}:
        raise malformed("must be one of timeline, plan, dense [json-pointer:/task_display_mode]")
    thread = access.thread_root(channel, args.ts("thread_ts"))
    if not thread:
        # The page calls it optional; the live method answers this, in direct messages too.
        raise Refused("invalid_thread_ts")
    message = posting.begin_stream(backend, channel, thread, read_delta(args))
    return {"channel": channel.id, "ts": message.ts}


def append(backend: Backend, args: Arguments) -> Answer:
    channel, message, stream = _open_stream(backend, args)
    delta = read_delta(args)
    if delta.empty():
        raise Refused("no_text")
    posting.grow_stream(backend, message, stream, delta)
    return {"channel": channel.id, "ts": message.ts}


def stop(backend: Backend, args: Arguments) -> Answer:
    channel, message, stream = _open_stream(backend, args)
    status = args.text("session_status", "active")
    if status not in STATUSES:
        raise malformed("must be one of active, processing, suspended, closed [json-pointer:/session_status]")
    delta, blocks, metadata = read_delta(args), args.items("blocks") or [], read_metadata(args)
    if len(blocks) > 50:
        raise Refused("msg_blocks_too_many")
    check_blocks(blocks)
    before = backend.events.shape(channel, message)
    posting.grow_stream(backend, message, stream, delta)
    stream.complete()
    message.content.blocks += blocks
    message.content.metadata = metadata or message.content.metadata
    if blocks:
        message.sight.look(message.content, backend.clock.monotonic())
    backend.sessions.set(channel.id, message.thread_ts, status)
    backend.events.changed(channel, message, before)
    backend.log.notify()
    return {"channel": channel.id, "ts": message.ts, "message": backend.events.shape(channel, message)}


def _open_stream(backend: Backend, args: Arguments) -> tuple[Channel, Message, Stream]:
    channel = access.postable(backend, args.need("channel"))
    message = access.own_message(backend, channel, args.need("ts"), "message_not_owned_by_app")
    stream = posting.aged(backend, message).stream
    if stream is None:
        raise Refused("message_not_in_streaming_state")
    stream.refuse_unless_open()
    return channel, message, stream


def _recipient(backend: Backend, channel: Channel, args: Arguments) -> None:
    """Outside direct messages a stream is for one person, who must be named with their team."""
    user, team = args.text("recipient_user_id"), args.text("recipient_team_id")
    if channel.kind != "im":
        if not team:
            raise Refused("missing_recipient_team_id")
        if not user:
            raise Refused("missing_recipient_user_id")
    if team and team != backend.workspace.team:
        raise Refused("team_not_found")
    if user and user not in backend.workspace.users:
        raise Refused("user_not_found")


METHODS = {
    "chat.startStream": Method(start, TIER_2, ("chat:write",)),
    "chat.appendStream": Method(append, TIER_4, ("chat:write",)),
    "chat.stopStream": Method(stop, TIER_2, ("chat:write",)),
}
