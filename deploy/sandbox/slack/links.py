"""The permanent address of a message. Slack: chat.getPermalink."""

from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.records import Message


def permalink(backend: Backend, message: Message) -> str:
    """That of a reply names its thread."""
    domain, channel = backend.workspace.domain, message.channel
    link = f"https://{domain}.slack.com/archives/{channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={channel}" if message.thread_ts else link
