"""The JSON shape of a file, in messages and from files.info. Slack: reference/objects/file-object."""

import re
from typing import Any

from deploy.sandbox.slack.hosted_file import HostedFile
from deploy.sandbox.slack.workspace import Workspace

Json = dict[str, Any]

PREVIEW = 500  # characters of a snippet that travel with it
_UNUSUAL = re.compile(r"[^a-z0-9._-]")
_BARE = frozenset({"tombstone", "hidden_by_limit"})
_KINDS = {"channel": "public", "group": "private", "im": "private", "mpim": "private"}


def file_in_message(file: HostedFile, workspace: Workspace, base: str) -> Json:
    """A file as a message carries it; one of another workspace is a stub, to be asked for by files.info."""
    if file.stub and file.shown_mode not in _BARE:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info", "created": 0, "timestamp": 0}
    return file_shape(file, workspace, base)


def file_shape(file: HostedFile, workspace: Workspace, base: str) -> Json:
    """What is known of a file; of one that is deleted or hidden by the plan, hardly anything."""
    if file.shown_mode in _BARE:
        return {"id": file.id, "mode": file.shown_mode}
    shape: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": _type(file),
        "pretty_type": file.mimetype,
        "user": file.owner,
        "user_team": workspace.team,
        "editable": file.mode == "snippet",
        "size": file.size,
        "mode": file.mode,
        "is_external": file.mode == "external",
        "external_type": "gdrive" if file.mode == "external" else "",
        "is_public": False,
        "permalink": f"{base}/files/{file.owner}/{file.id}/{file.name}",
        "file_access": "visible",
    }
    return shape | _addresses(file, workspace, base) | _snippet(file) | _voice(file)


def shared(file: HostedFile, workspace: Workspace) -> Json:
    """Where a file was shared, as files.info tells it: by kind of channel, then by channel, the ts of each message."""
    shares: Json = {}
    for share in file.shares:
        channel = workspace.channels[share.channel]
        entry: Json = {"ts": share.ts, "channel_name": channel.name, "team_id": workspace.team, "reply_users": []}
        entry |= {"reply_users_count": 0, "reply_count": 0, "share_user_id": file.owner}
        if share.thread:
            entry["thread_ts"] = share.thread
        shares.setdefault(_KINDS[channel.kind], {}).setdefault(channel.id, []).append(entry)
    places = {kind: [id_ for id_ in file.channels if workspace.channels[id_].kind == kind] for kind in _KINDS}
    lists = {"channels": places["channel"], "groups": places["group"] + places["mpim"], "ims": places["im"]}
    return {"shares": shares, **lists}


def _addresses(file: HostedFile, workspace: Workspace, base: str) -> Json:
    if file.mode == "external":
        return {"url_private": file.external_url}
    path = f"{base}/files-pri/{workspace.team}-{file.id}"
    name = _UNUSUAL.sub("_", file.name.lower())
    return {"url_private": f"{path}/{name}", "url_private_download": f"{path}/download/{name}"}


def _snippet(file: HostedFile) -> Json:
    if file.mode != "snippet":
        return {}
    text = (file.content or b"").decode(errors="replace")
    lines, first = text.count("\n") + 1, text[:PREVIEW]
    more = lines - first.count("\n") - 1
    return {"preview": first, "preview_is_truncated": len(text) > PREVIEW, "lines": lines, "lines_more": more}


def _voice(file: HostedFile) -> Json:
    """What a recorded clip has beside: its length, the shape of its sound, and Slack's own transcript if there is."""
    if not file.seconds:
        return {}
    transcription: Json = {"status": "complete" if file.transcript else "none"}
    if file.transcript:
        more = len(file.transcript) > PREVIEW
        transcription |= {"locale": "en-US", "preview": {"content": file.transcript[:PREVIEW], "has_more": more}}
    sound = {"duration_ms": round(file.seconds * 1000), "audio_wave_samples": [0, 50, 100, 50, 0]}
    return {"subtype": "slack_audio", "media_display_type": "audio", "transcription": transcription} | sound


def _type(file: HostedFile) -> str:
    return "text" if file.mode == "snippet" else file.name.rpartition(".")[2].lower() or "binary"
