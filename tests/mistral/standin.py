"""A server that answers what a test lays down, and keeps what arrived: for answers that no honest service gives."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

from bot.mistral.config import MistralConfig, open_http
from deploy.sandbox.http import Site
from tests.mistral.conftest import FakeClock, Json

FILE_ID = "497f6eca-6276-4993-bfeb-53cbbbba6f09"


@dataclass(frozen=True, slots=True)
class Arrived:
    call: str  # "POST /v1/ocr"
    headers: Json
    query: Json
    body: Any  # JSON, or the fields of a form: a file is its name, type and bytes


@dataclass(slots=True)
class FakeService:
    """`answers` by call: status and JSON, used up in order, the last one for ever."""

    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=lambda: defaultdict(list))
    arrived: list[Arrived] = field(default_factory=list)
    clock: FakeClock = field(default_factory=FakeClock)
    http: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)
    config: MistralConfig = field(default_factory=lambda: MistralConfig(""))

    def answer(self, call: str, body: Any, status: int = 200) -> None:
        self.answers[call].append((status, body))

    def of(self, call: str) -> list[Arrived]:
        return [each for each in self.arrived if each.call == call]

    async def handle(self, request: web.Request) -> web.Response:
        call = f"{request.method} {request.path}"
        body = await (fields(request) if request.content_type.startswith("multipart/") else json_of(request))
        self.arrived.append(Arrived(call, dict(request.headers), dict(request.query), body))
        laid = self.answers[call]
        status, said = (laid.pop(0) if len(laid) > 1 else laid[0]) if laid else (404, {"detail": "Not Found"})
        if callable(said):
            said = said(body)
        return (
            web.Response(status=status, text=said) if isinstance(said, str) else web.json_response(said, status=status)
        )


async def json_of(request: web.Request) -> Any:
    return await request.json() if request.can_read_body else None


async def fields(request: web.Request) -> Json:
    return {
        name: (value.filename, value.content_type, value.file.read()) if isinstance(value, web.FileField) else value
        for name, value in (await request.post()).items()
    }


@asynccontextmanager
async def standin() -> AsyncIterator[FakeService]:
    service = FakeService()
    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_route("*", "/{path:.*}", service.handle)
    site = Site(application)
    port = await site.start()
    service.config = MistralConfig("key", f"http://127.0.0.1:{port}", retry_seconds=5.0, attempts=3)
    try:
        async with open_http(service.config) as service.http:
            yield service
    finally:
        await site.stop()
