"""files.info, files.getUploadURLExternal, files.completeUploadExternal."""

import asyncio
import mimetypes
from typing import Any

from deploy.sandbox.slack import access, posting
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import TIER_4
from deploy.sandbox.slack.records import Channel, HostedFile
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.shapes import file_shape


def info(backend: Backend, args: Arguments) -> Answer:
    file = backend.workspace.files.get(args.need("file"))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    if file.channels and not any(_sees(backend, channel) for channel in file.channels):
        raise Refused("not_visible")
    return {"file": file_shape(file, backend.workspace, backend.base), "comments": []}


def get_upload_url(backend: Backend, args: Arguments) -> Answer:
    name, length = args.text("filename"), args.number("length", 0)
    if not name or length <= 0:
        raise Refused("missing_argument")
    app, now = backend.workspace.app, int(backend.clock.time())
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = HostedFile(backend.workspace.mint.id("F"), name, name, kind, app.user_id, now, length)
    backend.workspace.files[file.id] = file
    return {"upload_url": f"{backend.base}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(backend: Backend, args: Arguments) -> Answer:
    wanted = args.items("files")
    if not wanted:
        raise Refused("missing_argument")
    files = [_uploaded(backend, entry) for entry in wanted]
    if args.has("channel_id"):
        channel = access.postable(backend, args.need("channel_id"))
        thread = access.thread_root(channel, args.ts("thread_ts"))
        # The message comes into being after the call has been answered, as with Slack, which gives no ts for it.
        asyncio.get_running_loop().call_soon(_share, backend, channel, thread, args.text("initial_comment"), files)
    return {"files": [file_shape(file, backend.workspace, backend.base) for file in files]}


def _uploaded(backend: Backend, entry: Any) -> HostedFile:
    file = backend.workspace.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if file is None or file.content is None:
        raise Refused("file_not_found")
    file.title = str(entry.get("title") or file.name)
    return file


def _share(backend: Backend, channel: Channel, thread: str, comment: str, files: list[HostedFile]) -> None:
    for file in files:
        file.channels.append(channel.id)
    content = Content(comment, files=[file.id for file in files])
    posting.post(backend, channel, backend.workspace.app.user_id, content, thread=thread, subtype="file_share")


def _sees(backend: Backend, channel: str) -> bool:
    return access.is_member(backend, backend.workspace.channels[channel])


METHODS = {
    "files.info": Method(info, TIER_4, ("files:read",)),
    "files.getUploadURLExternal": Method(get_upload_url, TIER_4, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, TIER_4, ("files:write",)),
}
