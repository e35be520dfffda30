"""How messages come to be, change and go, whoever writes them."""

from deploy.sandbox.slack.access import is_member
from deploy.sandbox.slack.backend import Backend, Whisper
from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.hosted_file import Share
from deploy.sandbox.slack.pings import pings
from deploy.sandbox.slack.records import Channel, Message
from deploy.sandbox.slack.streams import Delta, Stream


def post(
    backend: Backend, channel: Channel, user: str, content: Content, *, thread: str = "", subtype: str = ""
) -> Message:
    """Put a message into a channel, tell the app, and take away the status line of its thread."""
    message = Message(backend.workspace.mint.ts(), channel.id, user, content, thread_ts=thread, subtype=subtype)
    message.bot = user == backend.workspace.app.user_id
    place(backend, channel, message)
    if message.bot and thread:
        backend.sessions.hush(channel.id, thread)
    return message


def place(backend: Backend, channel: Channel, message: Message) -> None:
    channel.add(message)
    for id_ in message.content.files:
        backend.workspace.files[id_].shares.append(Share(channel.id, message.ts, message.thread_ts))
    message.sight.look(message.content, backend.clock.monotonic())
    backend.events.said(channel, message)
    for id_ in message.content.files:
        event = {"type": "file_shared", "file_id": id_, "user_id": message.user, "channel_id": channel.id}
        backend.events.happened(event | {"file": {"id": id_}}, "files:read", channel)
    backend.log.notify()


def change(backend: Backend, message: Message, content: Content, by: str, *, mention: bool = False) -> None:
    """Give a message new content."""
    channel = backend.workspace.channels[message.channel]
    before = backend.events.shape(channel, message)
    message.content = content
    message.edited = {"user": by, "ts": backend.workspace.mint.ts()}
    message.sight.look(content, backend.clock.monotonic())
    backend.events.changed(channel, message, before, mention=mention)
    backend.log.notify()


def remove(backend: Backend, message: Message) -> None:
    """Take a message away; a root with replies leaves a tombstone."""
    channel = backend.workspace.channels[message.channel]
    before = backend.events.shape(channel, message)
    if channel.replies.get(message.ts):
        message.subtype, message.user = "tombstone", "USLACKBOT"
        message.content = Content("This message was deleted.")
        backend.events.changed(channel, message, before)
    else:
        channel.remove(message)
        backend.events.removed(channel, before)
    backend.log.notify()


def whisper(backend: Backend, channel: Channel, user: str, content: Content, thread: str = "") -> str:
    """Show a message to one person only. Returns its ts, which no other call accepts."""
    ts = backend.workspace.mint.ts()
    whispered = Whisper(channel.id, user, content.visible(), content.blocks, thread, ts, pings(content))
    backend.whispers.append(whispered)
    backend.log.notify()
    return ts


def begin_stream(backend: Backend, channel: Channel, thread: str, delta: Delta) -> Message:
    stream = Stream(backend.clock.time())
    stream.take(delta)
    content = Content(delta.text, markdown=True, blocks=list(delta.blocks))
    message = Message(
        backend.workspace.mint.ts(), channel.id, backend.workspace.app.user_id, content, thread, bot=True, stream=stream
    )
    place(backend, channel, message)
    backend.sessions.set(channel.id, thread, "processing")
    backend.sessions.hush(channel.id, thread)
    return message


def grow_stream(backend: Backend, message: Message, stream: Stream, delta: Delta) -> None:
    stream.take(delta)
    content = message.content
    content.text += delta.text
    content.blocks += delta.blocks
    if delta.blocks:
        message.sight.look(content, backend.clock.monotonic())
    else:
        message.sight.grow(content, delta.text, backend.clock.monotonic())
    backend.log.notify()


def aged(backend: Backend, message: Message) -> Message:
    """The message as it is by now: a stream that has outlived its five minutes is in error, its session active."""
    if message.stream is not None and message.stream.age(backend.clock.time()):
        backend.sessions.set(message.channel, message.thread_ts, "active")
        channel = backend.workspace.channels[message.channel]
        if is_member(backend, channel):
            shape = backend.events.shape(channel, message)
            backend.events.changed(channel, message, shape | {"streaming_state": "in_progress"})
    return message


def live_streams(backend: Backend, channel: Channel, thread: str) -> list[Message]:
    """The streams of a thread that are still open; those that were too old have ended now."""
    found = [channel.messages[ts] for ts in channel.thread(thread) if ts in channel.messages]
    return [each for each in found if (stream := aged(backend, each).stream) and stream.state == "in_progress"]
