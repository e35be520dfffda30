"""files.info, files.list, files.delete."""

from deploy.sandbox.slack import access
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.file_shapes import file_shape, shared
from deploy.sandbox.slack.hosted_file import HostedFile
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import TIER_4
from deploy.sandbox.slack.refusals import Refused

_IMAGES = "image/"


def info(backend: Backend, args: Arguments) -> Answer:
    file = _known(backend, args)
    if file.info_error:
        raise Refused(file.info_error)
    if file.channels and not _visible(backend, file):
        raise Refused("not_visible")
    return {"file": _whole(backend, file), "comments": []}


def list_(backend: Backend, args: Arguments) -> Answer:
    """Files that the app can see, the newest first, by `channel`, `user`, `types` and time."""
    size, page = args.number("count", 100), args.number("page", 1)
    if args.has("channel"):
        access.known(backend, args.need("channel"))
    found = [file for file in reversed(backend.workspace.files.values()) if _wanted(backend, file, args)]
    shown = found[(page - 1) * size : page * size]
    paging = {"count": size, "total": len(found), "page": page, "pages": -(-len(found) // max(1, size))}
    return {"files": [_whole(backend, file) for file in shown], "paging": paging}


def delete(backend: Backend, args: Arguments) -> Answer:
    """Only one's own; messages keep a tombstone of it."""
    file = _known(backend, args)
    if file.owner != backend.workspace.app.user_id:
        raise Refused("cant_delete_file")
    remove_file(backend, file)
    return {}


def remove_file(backend: Backend, file: HostedFile) -> None:
    """Take a file away, and tell the app."""
    file.deleted = True
    backend.events.happened({"type": "file_deleted", "file_id": file.id}, "files:read")
    backend.log.notify()


def _known(backend: Backend, args: Arguments) -> HostedFile:
    file = backend.workspace.files.get(args.need("file"))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    if file.shown_mode == "tombstone":
        raise Refused("file_deleted")
    return file


def _wanted(backend: Backend, file: HostedFile, args: Arguments) -> bool:
    if file.content is None or file.shown_mode == "tombstone" or not _visible(backend, file):
        return False
    if args.text("channel") not in {"", *file.channels} or args.text("user") not in {"", file.owner}:
        return False
    return _of_type(file, args.text("types", "all")) and file.created >= args.number("ts_from", 0)


def _of_type(file: HostedFile, types: str) -> bool:
    kinds = {"images": file.mimetype.startswith(_IMAGES), "pdfs": file.mimetype == "application/pdf"}
    kinds |= {"all": True, "snippets": file.mode == "snippet", "gdocs": file.mode == "external"}
    return any(kinds.get(kind, False) for kind in types.split(","))


def _whole(backend: Backend, file: HostedFile) -> Answer:
    return file_shape(file, backend.workspace, backend.base) | shared(file, backend.workspace)


def _visible(backend: Backend, file: HostedFile) -> bool:
    return any(access.is_member(backend, backend.workspace.channels[channel]) for channel in file.channels)


METHODS = {
    "files.info": Method(info, TIER_4, ("files:read",)),
    "files.list": Method(list_, TIER_4, ("files:read",)),
    "files.delete": Method(delete, TIER_4, ("files:write",)),
}
