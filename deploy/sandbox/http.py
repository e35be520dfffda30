"""What the three servers share: a loopback site, and the faults that are the same everywhere."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from deploy.sandbox.clock import Clock
from deploy.sandbox.faults import Fault, FaultPlan

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
GENERIC = frozenset({"status", "latency", "drop", "drop_after", "hang"})


class Site:
    """An aiohttp application on a free port of 127.0.0.1."""

    def __init__(self, application: web.Application, port: int = 0) -> None:
        self._runner = web.AppRunner(application, shutdown_timeout=0.2, access_log=None)
        self._wanted = port
        self.port = 0

    async def start(self) -> int:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._wanted)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self.port

    async def stop(self) -> None:
        await self._runner.cleanup()


def json_bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def status_fault(fault: Fault) -> web.Response:
    """The answer of a `status` fault: JSON from `with_["body"]`, `Retry-After` from `with_["retry_after"]`."""
    headers = {"Content-Type": str(fault.with_.get("content_type", "application/json"))}
    if (seconds := fault.with_.get("retry_after")) is not None:
        headers["Retry-After"] = str(seconds)
    headers.update(fault.with_.get("headers", {}))
    body = fault.with_.get("body", {})
    raw = body.encode() if isinstance(body, str) else json_bytes(body)
    return web.Response(status=int(fault.with_.get("status", 500)), body=raw, headers=headers)


async def suffer(
    plan: FaultPlan, clock: Clock, service: str, name: str, request: web.Request, handle: Handler
) -> web.StreamResponse:
    """Answer `request` with `handle`, unless the plan has one of the generic faults for this call."""
    fault = plan.take(service, name, GENERIC)
    if fault is None:
        return await handle(request)
    match fault.kind:
        case "status":
            return status_fault(fault)
        case "latency":
            await clock.sleep(float(fault.with_.get("seconds", 1.0)))
            return await handle(request)
        case "hang":
            await asyncio.Event().wait()
        case "drop_after":
            await handle(request)
    abort(request)
    return web.Response(status=500)


def abort(request: web.Request) -> None:
    """Close the connection under a request, as a network does."""
    if request.transport is not None:
        request.transport.abort()
