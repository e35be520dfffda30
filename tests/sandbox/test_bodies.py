import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from deploy.sandbox.bodies import broken
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.faults import Fault
from deploy.sandbox.http import Site

BODY = bytes(range(200))
Ask = Callable[..., Awaitable[aiohttp.ClientResponse]]


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
async def ask(clock: TurnedClock) -> AsyncIterator[Ask]:
    """Ask for the body as a fault has it; its headers come back, the body is still to be read."""
    faults: list[Fault] = []
    opened: list[aiohttp.ClientResponse] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        return await broken(faults.pop(), clock, request, web.Response(body=BODY, content_type="image/png"))

    application = web.Application()
    application.router.add_get("/", answer)
    site = Site(application)
    port = await site.start()
    async with aiohttp.ClientSession() as session:

        async def get(kind: str, **with_: Any) -> aiohttp.ClientResponse:
            faults.append(Fault("slack", "download", kind, with_=with_))
            opened.append(await session.get(f"http://127.0.0.1:{port}/"))
            return opened[-1]

        yield get
        for response in opened:
            response.close()
    await site.stop()


async def test_a_truncated_body_breaks_off_under_the_right_length(ask: Ask) -> None:
    response = await ask("truncate", bytes=50)

    assert (response.content_length, response.content_type) == (200, "image/png")
    assert await response.content.readexactly(50) == BODY[:50]
    with pytest.raises(aiohttp.ClientPayloadError):
        await response.content.read()


async def test_too_small_a_length_cuts_without_a_complaint(ask: Ask) -> None:
    assert await (await ask("wrong_length", bytes=7)).read() == BODY[:7]
    assert len(await (await ask("wrong_length")).read()) == 100


async def test_too_large_a_length_is_never_reached(ask: Ask) -> None:
    response = await ask("wrong_length", bytes=300)

    assert await response.content.readexactly(200) == BODY
    with pytest.raises(aiohttp.ClientPayloadError):
        await response.content.read()


async def test_nothing_is_an_answer_too(ask: Ask) -> None:
    response = await ask("zero")
    assert (response.status, await response.read()) == (200, b"")


async def test_an_unsized_body_is_whole(ask: Ask) -> None:
    response = await ask("unsized")
    assert (response.content_length, await response.read()) == (None, BODY)


async def test_a_slow_body_comes_piece_by_piece(ask: Ask, clock: TurnedClock) -> None:
    response = await ask("slow", seconds=5, pieces=4)
    whole = asyncio.create_task(response.read())
    for _ in range(4):
        assert not whole.done()
        await clock.advance(5)
        await asyncio.sleep(0)

    assert await whole == BODY
