"""The JSON shapes of messages, users and channels, as the Web API and the events carry them."""

from typing import Any

from deploy.sandbox.slack.app import App
from deploy.sandbox.slack.file_shapes import file_in_message
from deploy.sandbox.slack.records import Channel, Message, User
from deploy.sandbox.slack.rich_text import rich_text
from deploy.sandbox.slack.workspace import Workspace

Json = dict[str, Any]

CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im", "mpim": "mpim"}
ELSEWHERE = "T0ELSEWHERE"  # the workspace of those who come in over Slack Connect
CARDS_TEXT = "This message contains interactive elements."


def user_shape(user: User, team: str) -> Json:
    profile = {"real_name": user.real_name, "display_name": user.real_name, "real_name_normalized": user.real_name}
    profile |= {"display_name_normalized": user.real_name, "image_48": "", "team": team}
    return {
        "id": user.id,
        "team_id": team,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": False,
        "tz": user.tz,
        "tz_label": user.tz_label,
        "tz_offset": user.tz_offset,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_795_000_000,
    } | _rank(user)


def _rank(user: User) -> Json:
    """What somebody is in the workspace; Slack leaves most of it out for who is gone, or comes from elsewhere."""
    if user.rank == "deactivated":
        return {"deleted": True}
    if user.rank == "stranger":
        return {"team_id": ELSEWHERE, "is_stranger": True}
    single = user.rank == "single-channel guest"
    return {
        "is_owner": user.rank == "owner",
        "is_primary_owner": user.rank == "owner",
        "is_admin": user.rank in {"owner", "admin"},
        "is_restricted": single or user.rank == "guest",
        "is_ultra_restricted": single,
    }


def channel_shape(channel: Channel, workspace: Workspace) -> Json:
    shape: Json = {"id": channel.id, "created": channel.created, "is_archived": channel.archived}
    shape |= {f"is_{kind}": channel.kind == kind for kind in ("channel", "group", "im", "mpim")}
    if channel.kind == "im":
        other = next(member for member in channel.members if member != workspace.app.user_id)
        return shape | {"user": other, "is_org_shared": False, "is_open": True}
    topic = {"value": "", "creator": "", "last_set": 0}
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "creator": channel.creator,
        "is_private": channel.kind != "channel",
        "is_member": workspace.app.user_id in channel.members,
        "is_general": channel.name == "general",
        "context_team_id": workspace.team,
        "topic": topic,
        "purpose": topic,
        "num_members": len(channel.members),
    }


def bot_profile(app: App, team: str) -> Json:
    shape: Json = {"id": app.bot_id, "app_id": app.id, "user_id": app.user_id, "name": app.name, "deleted": False}
    return shape | {"icons": {"image_48": ""}, "updated": 1_795_000_000, "team_id": team}


def message_shape(message: Message, channel: Channel, workspace: Workspace, base: str) -> Json:
    """A message as conversations.history gives it and as an event carries it."""
    content = message.content
    shape: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": content.text}
    shape |= {"team": workspace.team, "blocks": content.blocks or rich_text(content)}
    if message.program:
        shape |= {"bot_id": message.user, "username": message.program}
        del shape["user"]
    elif message.bot:
        shape |= {"bot_id": workspace.app.bot_id, "app_id": workspace.app.id}
        shape["bot_profile"] = bot_profile(workspace.app, workspace.team)
    else:
        shape["client_msg_id"] = f"{message.ts.replace('.', '-')}-{message.user.lower()}"
    shape |= _thread(message, channel)
    shape |= {name: value for name, value in _rest(message).items() if value}
    if content.files:
        shape["files"] = [file_in_message(workspace.files[id_], workspace, base) for id_ in content.files]
    return shape


def _thread(message: Message, channel: Channel) -> Json:
    if message.thread_ts:
        root = channel.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts, "parent_user_id": root.user if root else "USLACKBOT"}
    replies = channel.replies.get(message.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(channel.messages[ts].user for ts in replies))
    counts = {"reply_count": len(replies), "reply_users_count": len(people), "reply_users": people}
    return {"thread_ts": message.ts, **counts, "latest_reply": replies[-1], "subscribed": False}


def _rest(message: Message) -> Json:
    reactions = [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()]
    rest: Json = {"subtype": message.subtype, "edited": message.edited, "reactions": reactions}
    rest |= {"attachments": message.content.attachments, "metadata": message.content.metadata}
    if message.stream is not None:
        rest["streaming_state"] = message.stream.state
        rest["text"] = message.content.text or (CARDS_TEXT if message.stream.tasks else "")
    return rest
