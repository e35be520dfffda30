"""Driving the sandbox from another process: its verbs, its faults and its log, as JSON over HTTP.

POST /control/{service}/{verb}   {"arguments": {...}}   -> {"result": ...}
POST /control/fault              a `Fault`'s fields      -> {}
GET  /control/log?from=N                                 -> {"calls": [...], "next": M}
"""

import inspect
from dataclasses import asdict
from typing import Any, ClassVar, Protocol

from aiohttp import web

from deploy.sandbox.faults import Fault
from deploy.sandbox.http import json_bytes
from deploy.sandbox.world import World

LARGEST_BODY = 256 * 1024 * 1024  # bytes; files travel in base64


class Service(Protocol):
    VERBS: ClassVar[frozenset[str]]


class Control:
    """An application over one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._services: dict[str, Service] = {
            "mistral": world.mistral,
            "slack": world.slack,
            "discord": world.discord,
        }

    def application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_post("/control/fault", self._fault)
        application.router.add_post("/control/{service}/{verb}", self._verb)
        application.router.add_get("/control/log", self._log)
        return application

    async def _verb(self, request: web.Request) -> web.Response:
        service = self._services.get(request.match_info["service"])
        verb = request.match_info["verb"]
        if service is None or verb not in service.VERBS:
            raise web.HTTPNotFound(text=f"There is no {request.path}")
        arguments = (await request.json()).get("arguments", {}) if request.can_read_body else {}
        result = getattr(service, verb)(**arguments)
        if inspect.isawaitable(result):
            result = await result
        return _json({"result": result})

    async def _fault(self, request: web.Request) -> web.Response:
        self._world.faults.add(Fault(**await request.json()))
        return _json({})

    async def _log(self, request: web.Request) -> web.Response:
        start = int(request.query.get("from", "0"))
        calls = list(self._world.log)[start:]
        return _json({"calls": [asdict(call) for call in calls], "next": start + len(calls)})


def _json(body: Any) -> web.Response:
    return web.Response(body=json_bytes(body), content_type="application/json")
