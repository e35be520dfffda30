"""Every REST call comes in here: recorded, failed on demand, authenticated, rated, then answered by its endpoint.

Faults of this service, beside those that every service has:

=========== ==========================================================================================
ratelimited 429 with Via, `with_["retry_after"]` seconds (0.5), `with_["scope"]` user | shared | global
error       `with_["status"]` (403) with a Discord error: `with_["code"]` (50013), `with_["message"]`
=========== ==========================================================================================
"""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from deploy.sandbox.discord.rates import Rates, TooMany, limited
from deploy.sandbox.discord.refusals import SAID, Refusal
from deploy.sandbox.discord.rest.body import read_body
from deploy.sandbox.discord.rest.route import Ask, Route
from deploy.sandbox.discord.state import State
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.http import Handler, json_bytes, suffer
from deploy.sandbox.log import Call

API = "/api/v10"
SERVICE = "discord"
_OWN_FAULTS = frozenset({"ratelimited", "error"})


class Door:
    def __init__(self, state: State, rates: Rates, faults: FaultPlan) -> None:
        self._state = state
        self._rates = rates
        self._faults = faults

    def hang(self, app: web.Application, routes: Iterable[Route]) -> None:
        """Make the routes reachable; what is not among them is a 404 as Discord has it."""
        for route in routes:
            app.router.add_route(route.method, API + route.path, self._handler(route))
        app.router.add_route("*", API + "/{rest:.*}", self._unknown)

    def _handler(self, route: Route) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            ask, broken = await self._read(request)
            call = self._state.log.record(SERVICE, route.name, _told(ask))

            async def answer(_: web.Request) -> web.Response:
                return self._answer(route, ask, broken, request.headers.get("Authorization", ""), call)

            response = await suffer(self._faults, self._state.clock, SERVICE, route.name, request, answer)
            dropped = request.transport is None or request.transport.is_closing()
            call.status, call.error = (0, "dropped") if dropped else (response.status, call.error)
            self._state.changed()
            return response

        return handle

    def _answer(self, route: Route, ask: Ask, broken: Refusal | None, token: str, call: Call) -> web.Response:
        headers: dict[str, str] = {}
        try:
            headers = self._rate(route, ask)
            self._fail_on_demand(route)
            if not route.open_to_all and token != f"Bot {self._state.token}":
                raise Refusal(0)  # noqa: TRY301  # one place turns refusals into answers
            if broken:
                raise broken
            answer = route.endpoint(ask)
        except Refusal as refusal:
            call.error = str(refusal)
            return _response(refusal.body, refusal.status, headers)
        except TooMany as many:
            call.error = str(many)
            return _response(many.limit.body, 429, headers | many.limit.headers)
        return _response(answer.body, answer.status, headers)

    def _fail_on_demand(self, route: Route) -> None:
        fault = self._faults.take(SERVICE, route.name, _OWN_FAULTS)
        if fault is None:
            return
        if fault.kind == "ratelimited":
            raise TooMany(limited(float(fault.with_.get("retry_after", 0.5)), str(fault.with_.get("scope", "user"))))
        code = int(fault.with_.get("code", 50013))
        status, message = SAID.get(code, (403, "Failed on demand"))
        refusal = Refusal(50013)
        refusal.status = int(fault.with_.get("status", status))
        refusal.body = {"message": str(fault.with_.get("message", message)), "code": code}
        raise refusal

    def _rate(self, route: Route, ask: Ask) -> dict[str, str]:
        headers, limit = self._rates.take(route.bucket or route.name, ask.path.get(route.major, ""))
        if limit is not None:
            raise TooMany(limit)
        return headers

    async def _read(self, request: web.Request) -> tuple[Ask, Refusal | None]:
        path, query = dict(request.match_info), dict(request.query)
        number = path.get("channel_id", "")
        place = self._state.places.get(int(number)) if number.isdecimal() else None
        guild = self._state.home(place) if place else self._state.guild
        try:
            body, files = await read_body(request, guild.file_limit(place))
        except Refusal as refusal:
            return Ask(path, query), refusal
        return Ask(path, query, body, files), None

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["rest"]
        self._state.log.record(SERVICE, f"{request.method} {path}").status = 404
        return _response({"message": "404: Not Found", "code": 0}, 404, {})


def _told(ask: Ask) -> dict[str, Any]:
    """What the log keeps: path, query and body as one object, without tokens; a list body under `items`."""
    body = ask.body if isinstance(ask.body, dict) else {"items": ask.body} if ask.body is not None else {}
    path = {key: value for key, value in ask.path.items() if key != "token"}
    told: dict[str, Any] = {**ask.query, **path, **body}
    return told | {"files": [upload.name for upload in ask.files.values()]} if ask.files else told


def _response(body: Any, status: int, headers: dict[str, str]) -> web.Response:
    """Discord's content type has no charset, and clients compare it as a whole."""
    if status == 204:
        return web.Response(status=status, headers=headers)
    return web.Response(status=status, body=json_bytes(body), headers={"Content-Type": "application/json"} | headers)
