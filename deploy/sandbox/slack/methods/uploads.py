"""files.getUploadURLExternal, files.completeUploadExternal."""

import mimetypes
from typing import Any

from deploy.sandbox.slack import access, posting
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.file_shapes import file_shape
from deploy.sandbox.slack.hosted_file import HostedFile
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import TIER_4
from deploy.sandbox.slack.records import Channel
from deploy.sandbox.slack.refusals import Refused


def get_upload_url(backend: Backend, args: Arguments) -> Answer:
    name, length = args.text("filename"), args.number("length", 0)
    if not name or length <= 0:
        raise Refused("missing_argument")
    snippet, kept = bool(args.text("snippet_type")), backend.workspace.files.values()
    backend.uploads.refuse(name, length, kept, snippet=snippet, alt_text=args.text("alt_txt"))
    app, now = backend.workspace.app, int(backend.clock.time())
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = HostedFile(backend.workspace.mint.id("F"), name, name, kind, app.user_id, now, length)
    file.mode = "snippet" if snippet else "hosted"
    backend.workspace.files[file.id] = file
    return {"upload_url": f"{backend.base}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(backend: Backend, args: Arguments) -> Answer:
    wanted = args.items("files")
    if not wanted:
        raise Refused("missing_argument")
    files = [_uploaded(backend, entry) for entry in wanted]
    share = _sharing(backend, args, files) if args.has("channel_id") else None
    for file, entry in zip(files, wanted, strict=True):
        file.title, file.completed = str(entry.get("title") or file.name), True
    if share is not None:
        backend.uploads.later(share)
    return {"files": [file_shape(file, backend.workspace, backend.base) for file in files]}


def _uploaded(backend: Backend, entry: Any) -> HostedFile:
    return backend.uploads.complete(
        backend.workspace.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    )


def _sharing(backend: Backend, args: Arguments, files: list[HostedFile]) -> Any:
    id_ = args.need("channel_id")
    if id_ not in backend.workspace.channels:  # here the id of a person does not stand for their direct messages
        raise Refused("channel_not_found")
    channel = access.postable(backend, id_)
    thread, comment = access.thread_root(channel, args.ts("thread_ts")), args.text("initial_comment")
    return lambda: _share(backend, channel, thread, comment, files)


def _share(backend: Backend, channel: Channel, thread: str, comment: str, files: list[HostedFile]) -> None:
    content = Content(comment, files=[file.id for file in files if not file.deleted])
    if thread and thread not in channel.messages:
        thread = ""
    posting.post(backend, channel, backend.workspace.app.user_id, content, thread=thread, subtype="file_share")


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, TIER_4, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, TIER_4, ("files:write",)),
}
