"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral, chat.getPermalink."""

from deploy.sandbox.slack import access, posting
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.compose import POST_LIMIT, read_content, read_update
from deploy.sandbox.slack.links import permalink
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import SPECIAL, TIER_3, TIER_4
from deploy.sandbox.slack.refusals import Refused, malformed


def post_message(backend: Backend, args: Arguments) -> Answer:
    channel = access.postable(backend, args.need("channel"))
    _identity(backend, args)
    content = read_content(args)
    thread = access.thread_root(channel, args.ts("thread_ts"))
    subtype = "thread_broadcast" if thread and args.flag("reply_broadcast") else ""
    message = posting.post(backend, channel, backend.workspace.app.user_id, content, thread=thread, subtype=subtype)
    answer = {"channel": channel.id, "ts": message.ts, "message": backend.events.shape(channel, message)}
    if len(args.text("text")) > POST_LIMIT:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def update(backend: Backend, args: Arguments) -> Answer:
    channel = access.postable(backend, args.need("channel"))
    message = access.own_message(backend, channel, args.need("ts"), "cant_update_message")
    stream = posting.aged(backend, message).stream
    if stream is not None and stream.state == "in_progress":
        raise Refused("streaming_state_conflict")
    posting.change(backend, message, read_update(args, message.content), backend.workspace.app.user_id)
    shape = backend.events.shape(channel, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.content.text, "message": shape}


def delete(backend: Backend, args: Arguments) -> Answer:
    channel = access.postable(backend, args.need("channel"))
    message = access.own_message(backend, channel, args.need("ts"), "cant_delete_message")
    posting.remove(backend, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(backend: Backend, args: Arguments) -> Answer:
    channel = access.postable(backend, args.need("channel"))
    user = args.need("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    thread = access.thread_root(channel, args.ts("thread_ts"))
    return {"message_ts": posting.whisper(backend, channel, user, read_content(args), thread)}


def get_permalink(backend: Backend, args: Arguments) -> Answer:
    channel = access.known(backend, args.need("channel"))
    message = channel.messages.get(args.need("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": permalink(backend, message)}


def _identity(backend: Backend, args: Arguments) -> None:
    """A name or a face of one's own wants a scope of its own."""
    if any(args.has(name) for name in ("username", "icon_emoji", "icon_url")):
        access.need_scope(backend, "chat:write.customize")
    if args.text("parse", "none") not in {"none", "full"}:
        raise malformed("must be one of none, full [json-pointer:/parse]")


METHODS = {
    "chat.postMessage": Method(post_message, SPECIAL, ("chat:write",), bucket=True),
    "chat.update": Method(update, TIER_3, ("chat:write",)),
    "chat.delete": Method(delete, TIER_3, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, TIER_4, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink, SPECIAL),
}
