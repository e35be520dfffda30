"""Downloads that go wrong on demand; the file servers of Slack and Discord play the same kinds.

============ ==============================================================================================
truncate     the length is right, then the connection closes after `with_["bytes"]` (half of them)
wrong_length Content-Length says `with_["bytes"]` (half): what is beyond is cut off without a complaint, and of what
             is not there the client waits for in vain until the connection closes
zero         HTTP 200 and nothing in it
slow         the body in `with_["pieces"]` (10) pieces, `with_["seconds"]` (1.0) before each
unsized      the whole body, chunked, without a Content-Length
============ ==============================================================================================
"""

from collections.abc import Iterator

from aiohttp import web

from deploy.sandbox.clock import Clock
from deploy.sandbox.faults import Fault

BROKEN = frozenset({"truncate", "wrong_length", "zero", "slow", "unsized"})


async def broken(fault: Fault, clock: Clock, request: web.Request, whole: web.Response) -> web.StreamResponse:
    """Send `whole` as the fault has it. It must have a body of bytes."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    at = int(fault.with_.get("bytes", len(body) // 2))
    match fault.kind:
        case "truncate":
            return await _send(request, whole, [body[:at]], len(body))
        case "wrong_length":
            return await _send(request, whole, [body[:at]], at)
        case "slow":
            return await _drip(fault, clock, request, whole)
        case "unsized":
            return await _send(request, whole, [body], None)
    return await _send(request, whole, [], 0)


async def _drip(fault: Fault, clock: Clock, request: web.Request, whole: web.Response) -> web.StreamResponse:
    body = whole.body if isinstance(whole.body, bytes) else b""
    response = await _begin(request, whole, len(body))
    for piece in _pieces(body, int(fault.with_.get("pieces", 10))):
        await clock.sleep(float(fault.with_.get("seconds", 1.0)))
        await response.write(piece)
    return response


async def _send(
    request: web.Request, whole: web.Response, pieces: list[bytes], length: int | None
) -> web.StreamResponse:
    response = await _begin(request, whole, length)
    for piece in pieces:
        await response.write(piece)
    if length is not None and sum(map(len, pieces)) < length and request.transport is not None:
        request.transport.close()
    return response


async def _begin(request: web.Request, whole: web.Response, length: int | None) -> web.StreamResponse:
    headers = {name: value for name, value in whole.headers.items() if name != "Content-Length"}
    response = web.StreamResponse(status=whole.status, headers=headers)
    response.content_length = length
    if length is None:
        response.enable_chunked_encoding()
    await response.prepare(request)
    return response


def _pieces(body: bytes, number: int) -> Iterator[bytes]:
    size = max(1, -(-len(body) // max(1, number)))
    return (body[start : start + size] for start in range(0, len(body), size))
