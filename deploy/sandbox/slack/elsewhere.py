"""A host that is not Slack's: to see whether a client carries Slack's token to where it does not belong.

It gives every file of the workspace to anyone who asks, by the same path as Slack, and every call there is recorded
under the name "elsewhere" with its path and with what token came along ("" is the right answer).
"""

from aiohttp import web

from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog
from deploy.sandbox.slack.app import App
from deploy.sandbox.slack.workspace import Workspace


class Elsewhere:
    def __init__(self, workspace: Workspace, log: CallLog) -> None:
        self._workspace = workspace
        self._log = log
        self._site: Site | None = None

    async def address(self) -> str:
        """Such as "http://127.0.0.1:4321", with a port of its own, opened when it is first asked for."""
        if self._site is None:
            application = web.Application()
            application.router.add_route("*", "/{path:.*}", self._give)
            self._site = Site(application)
            await self._site.start()
        return f"http://127.0.0.1:{self._site.port}"

    async def close(self) -> None:
        if self._site is not None:
            await self._site.stop()

    async def _give(self, request: web.Request) -> web.Response:
        told = {"path": request.path, "authorization": token_of(request, self._workspace.app)}
        self._log.record("slack", "elsewhere", told).status = 200
        for id_, file in self._workspace.files.items():
            if id_ in request.path and file.content is not None:
                return web.Response(body=file.content, content_type=file.mimetype)
        return web.Response(body=b"Not the file you were looking for.", content_type="text/plain")


def token_of(request: web.Request, app: App) -> str:
    """Whose token a request carries: "bot", "app", "other", or "" if none. The token itself is not told."""
    given = request.headers.get("Authorization", "")
    known = {"": "", f"Bearer {app.bot_token}": "bot", f"Bearer {app.app_token}": "app"}
    return known.get(given, "other")
