"""Files that are uploaded and downloaded. Slack: files.getUploadURLExternal, working with files.

Both calls are recorded, "upload" and "download", with the file and whose token came along: "bot", "app", "other", "".
Faults go by the same names. Beside the generic ones and those of `bodies`, a download knows:

========== ================================================================================================
login_page the login page instead of the file, whatever the token; `with_["redirected"]` sends a 302 to it
redirect   `with_["status"]` (302) to `with_["to"]`: "here" (the same host), "elsewhere" (another), or an address
========== ================================================================================================
"""

from urllib.parse import quote

from aiohttp import web

from deploy.sandbox.bodies import BROKEN, broken
from deploy.sandbox.faults import Fault
from deploy.sandbox.http import Handler, suffer
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.elsewhere import token_of
from deploy.sandbox.slack.hosted_file import HostedFile

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in to Slack</title></head><body>Sign in</body></html>"
_GIVEN = frozenset({"hosted", "snippet"})


class Hosting:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def upload(self, request: web.Request) -> web.StreamResponse:
        return await self._serve("upload", request, self._take)

    async def download(self, request: web.Request) -> web.StreamResponse:
        return await self._serve("download", request, self._play)

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Where the login page is; recorded as "sign_in"."""
        return await self._serve("sign_in", request, self._page)

    async def _serve(self, name: str, request: web.Request, handle: Handler) -> web.StreamResponse:
        backend, file = self._backend, request.match_info.get("file", "")
        told = {"file": file, "authorization": token_of(request, backend.workspace.app)}
        call = backend.log.record("slack", name, told)
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

    async def _play(self, request: web.Request) -> web.StreamResponse:
        fault = self._backend.faults.take("slack", "download", BROKEN | {"login_page", "redirect"})
        if fault is None:
            return self._give(request)
        if fault.kind == "login_page":
            return self._login(request, redirected=bool(fault.with_.get("redirected")))
        if fault.kind == "redirect":
            return await self._redirect(request, fault)
        return await broken(fault, self._backend.clock, request, self._give(request))

    def _give(self, request: web.Request) -> web.Response:
        """The bytes; without the right token or scope a login page, with HTTP 200 or behind a redirect."""
        app = self._backend.workspace.app
        if token_of(request, app) != "bot" or "files:read" not in app.scopes:
            return self._login(request, redirected=self._backend.login_redirects)
        file = self._backend.workspace.files.get(request.match_info["file"].partition("-")[2])
        if file is None or file.content is None or file.shown_mode not in _GIVEN:
            return web.Response(status=404, text="file not found")
        return web.Response(body=file.content, headers=_headers(file, request))

    def _login(self, request: web.Request, *, redirected: bool) -> web.Response:
        if not redirected:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        return web.Response(status=302, headers={"Location": f"{self._backend.base}/?redir={quote(request.path)}"})

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text=LOGIN_PAGE, content_type="text/html")

    async def _redirect(self, request: web.Request, fault: Fault) -> web.Response:
        to = str(fault.with_.get("to", "here"))
        if to in {"here", "elsewhere"}:
            host = self._backend.base if to == "here" else await self._backend.elsewhere.address()
            to = f"{host}{request.rel_url.raw_path}?moved=1"
        return web.Response(status=int(fault.with_.get("status", 302)), headers={"Location": to})


def _headers(file: HostedFile, request: web.Request) -> dict[str, str]:
    headers = {"Content-Type": file.mimetype}
    if "/download/" in request.path:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return headers


async def _posted(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""
