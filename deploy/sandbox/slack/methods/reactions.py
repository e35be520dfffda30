"""reactions.add, reactions.remove."""

import re

from deploy.sandbox.slack import access
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import TIER_2, TIER_3
from deploy.sandbox.slack.records import Channel, Message
from deploy.sandbox.slack.refusals import Refused

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?")


def react(backend: Backend, channel: Channel, message: Message, user: str, name: str) -> bool:
    """Add a reaction and tell the app; False if it is there already."""
    users = message.reactions.setdefault(name, [])
    if user in users:
        return False
    users.append(user)
    _tell(backend, "reaction_added", channel, message, user, name)
    return True


def unreact(backend: Backend, channel: Channel, message: Message, user: str, name: str) -> bool:
    """Take a reaction away and tell the app; False if there was none."""
    users = message.reactions.get(name, [])
    if user not in users:
        return False
    users.remove(user)
    if not users:
        del message.reactions[name]
    _tell(backend, "reaction_removed", channel, message, user, name)
    return True


def add(backend: Backend, args: Arguments) -> Answer:
    channel, message, name = _target(backend, args)
    if not react(backend, channel, message, backend.workspace.app.user_id, name):
        raise Refused("already_reacted")
    return {}


def remove(backend: Backend, args: Arguments) -> Answer:
    channel, message, name = _target(backend, args)
    if not unreact(backend, channel, message, backend.workspace.app.user_id, name):
        raise Refused("no_reaction")
    return {}


def _target(backend: Backend, args: Arguments) -> tuple[Channel, Message, str]:
    name = args.need("name").strip(":")
    if _NAME.fullmatch(name) is None:
        raise Refused("invalid_name")
    channel = access.postable(backend, args.need("channel"))
    message = channel.messages.get(args.need("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return channel, message, name


def _tell(backend: Backend, kind: str, channel: Channel, message: Message, user: str, name: str) -> None:
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    event = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}
    backend.events.happened(event, "reactions:read", channel)
    backend.log.notify()


METHODS = {
    "reactions.add": Method(add, TIER_3, ("reactions:write",)),
    "reactions.remove": Method(remove, TIER_2, ("reactions:write",)),
}
