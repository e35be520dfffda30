"""Files that are uploaded and downloaded. Slack: files.getUploadURLExternal, working with files."""

import base64

from aiohttp import web

from deploy.sandbox.http import Handler, suffer
from deploy.sandbox.slack.backend import Backend

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in to Slack</title></head><body>Sign in</body></html>"


class Hosting:
    """Faults go by the names "upload" and "download"."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def upload(self, request: web.Request) -> web.StreamResponse:
        return await self._serve("upload", request, self._take)

    async def download(self, request: web.Request) -> web.StreamResponse:
        return await self._serve("download", request, self._give)

    async def _serve(self, name: str, request: web.Request, handle: Handler) -> web.StreamResponse:
        backend = self._backend
        call = backend.log.record("slack", name, {"file": request.match_info["file"]})
        response = await suffer(backend.faults, backend.clock, "slack", name, request, handle)
        call.status = response.status
        backend.log.notify()
        return response

    async def _take(self, request: web.Request) -> web.Response:
        """The bytes, as they are or as the first part of a form. No token is asked for: the address is the secret."""
        file = self._backend.workspace.files.get(request.match_info["file"])
        if file is None or file.content is not None:
            return web.Response(status=404, text="no such upload")
        content = await _posted(request)
        if len(content) != file.size:
            return web.Response(status=400, text=f"expected {file.size} bytes, got {len(content)}")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _give(self, request: web.Request) -> web.Response:
        """The bytes; without the right token or scope a login page, with HTTP 200."""
        app = self._backend.workspace.app
        if request.headers.get("Authorization") != f"Bearer {app.bot_token}" or "files:read" not in app.scopes:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        file = self._backend.workspace.files.get(request.match_info["file"].partition("-")[2])
        if file is None or file.deleted or file.content is None:
            return web.Response(status=404, text="file not found")
        return web.Response(body=file.content, content_type=file.mimetype)


async def _posted(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


def from_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
