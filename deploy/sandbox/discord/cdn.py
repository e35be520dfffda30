"""The CDN: files under signed, expiring addresses. An address that no longer works says so as plain text.

It asks for no token; that one came along ("bot" or "other") is on record, since a client should not send any. Faults of
its own, beside the generic ones, are those of `bodies`.
"""

from aiohttp import web

from deploy.sandbox.bodies import BROKEN, broken
from deploy.sandbox.discord.state import State
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.http import suffer

GONE = "This content is no longer available."


class FileServer:
    """Recorded as "GET attachments"."""

    def __init__(self, state: State, faults: FaultPlan) -> None:
        self._state = state
        self._faults = faults

    def hang(self, app: web.Application) -> None:
        for start in ("", "/media"):
            app.router.add_get(start + "/attachments/{channel_id}/{attachment_id:\\d+}/{filename}", self._handle)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        told = {key: request.match_info[key] for key in ("channel_id", "attachment_id", "filename")}
        given = request.headers.get("Authorization", "")
        told["authorization"] = "bot" if self._state.token in given else "other" if given else ""
        call = self._state.log.record("discord", "GET attachments", told)
        response = await suffer(self._faults, self._state.clock, "discord", "GET attachments", request, self._give)
        call.status = response.status
        self._state.changed()
        return response

    async def _give(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/media")
        found = self._state.cdn.fetch(path, int(request.match_info["attachment_id"]), request.query)
        if isinstance(found, int):
            return web.Response(status=found, text=GONE)
        kind = found.content_type or "application/octet-stream"
        whole = web.Response(body=found.data, headers={"Content-Type": kind})
        fault = self._faults.take("discord", "GET attachments", BROKEN)
        return whole if fault is None else await broken(fault, self._state.clock, request, whole)
