"""The door of the Web API: who calls, whether they may, how often, and then the method.

Faults of its own, beside the generic ones: `error` answers `ok: false` with `with_["error"]`; `ratelimited` answers
429 with `with_["retry_after"]` seconds (1); `close_stream` ends the stream that the call names before anything else.
"""

from typing import Any

from aiohttp import web

from deploy.sandbox.faults import Fault
from deploy.sandbox.http import json_bytes, suffer
from deploy.sandbox.log import Call
from deploy.sandbox.slack.access import need_scope
from deploy.sandbox.slack.arguments import Arguments, read_arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.methods.method import Method
from deploy.sandbox.slack.methods.table import METHODS
from deploy.sandbox.slack.refusals import Refused, limited

FAULTS = frozenset({"error", "ratelimited", "close_stream"})


class WebApi:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def handle(self, request: web.Request) -> web.StreamResponse:
        backend, name = self._backend, request.match_info["method"]
        values, unreadable = await _values(request)
        token = _token(request, values)
        call = backend.log.record("slack", name, values)

        async def answer(_: web.Request) -> web.StreamResponse:
            return self._answer(call, token, unreadable)

        response = await suffer(backend.faults, backend.clock, "slack", name, request, answer)
        call.status = response.status
        backend.log.notify()
        return response

    def _answer(self, call: Call, token: str, unreadable: Refused | None) -> web.Response:
        try:
            if unreadable is not None:
                raise unreadable
            body, status, headers = {"ok": True} | self._judge(call.name, token, call.body), 200, {}
        except Refused as refusal:
            body, status, headers = refusal.body(), refusal.status, refusal.headers
            call.error = refusal.error
        app = self._backend.workspace.app
        headers["Content-Type"] = "application/json; charset=utf-8"
        if token == app.bot_token:
            headers["X-OAuth-Scopes"] = ",".join(sorted(app.scopes))
        return web.Response(status=status, body=json_bytes(body), headers=headers)

    def _judge(self, name: str, token: str, values: Any) -> dict[str, Any]:
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        self._authenticate(method, token)
        args = Arguments(values)
        if fault := self._backend.faults.take("slack", name, FAULTS):
            self._play(fault, args)
        channel = args.text("channel") if method.bucket else ""
        if seconds := self._backend.rates.wait(name, method.per_minute, channel):
            raise limited(seconds)
        need_scope(self._backend, *method.scopes)
        return method.answer(self._backend, args)

    def _authenticate(self, method: Method, token: str) -> None:
        app = self._backend.workspace.app
        if not token:
            raise Refused("not_authed")
        if token not in {app.bot_token, app.app_token}:
            raise Refused("invalid_auth")
        if (token == app.app_token) != method.app_level:
            raise Refused("not_allowed_token_type")

    def _play(self, fault: Fault, args: Arguments) -> None:
        if fault.kind == "error":
            raise Refused(str(fault.with_.get("error", "internal_error")))
        if fault.kind == "ratelimited":
            raise limited(int(fault.with_.get("retry_after", 1)))
        channel = self._backend.workspace.channels.get(args.text("channel"))
        message = channel.messages.get(args.text("ts")) if channel else None
        if message is not None and message.stream is not None:
            message.stream.state = "errored"


async def _values(request: web.Request) -> tuple[dict[str, Any], Refused | None]:
    try:
        return await read_arguments(request), None
    except Refused as refusal:
        return {}, refusal


def _token(request: web.Request, values: dict[str, Any]) -> str:
    """The bearer token, or the one in the form; it is taken out so that the log does not keep it."""
    given = str(values.pop("token", "") or "")
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else given
