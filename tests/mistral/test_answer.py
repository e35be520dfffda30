"""Answers as bytes on a socket: what a well-behaved service would not send, and when what it sends is handed on."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.core.errors import ModelRefused, ModelUnavailable, ReplyBroken
from bot.core.messages import ReplyEnded, TextDelta
from bot.mistral.client import Mistral, MistralConfig, open_http
from tests.mistral.conftest import FakeClock, asking, heard

OK = b"HTTP/1.1 200 OK\r\n"
STREAM = OK + b"Content-Type: text/event-stream\r\nmistral-correlation-id: r-1\r\nTransfer-Encoding: chunked\r\n"
WIND = b'data: {"choices":[{"delta":{"content":"wind"}}]}\n\n'
SEA = 'data: {"choices":[{"delta":{"content":" \u2028 sea"}}]}\r\n\r\n'.encode()
STOP = b'data: {"choices":[{"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":3}}\n\n'
DONE = b"data: [DONE]\n\n"
END = b"0\r\n\r\n"
Send = Callable[[bytes], Awaitable[None]]
Answering = Callable[[Send, asyncio.Event], Awaitable[None]]


def chunked(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


class FakeService:
    """Answers each request with the next of `answers`, byte by byte as they say, and then closes the connection."""

    def __init__(self, *answers: Answering | bytes) -> None:
        self._answers = list(answers)
        self.requests = 0
        self.go_on = asyncio.Event()

    @asynccontextmanager
    async def client(self, *, silence: float = 5.0, attempts: int = 3) -> AsyncIterator[Mistral]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        config = MistralConfig("key", url, silence_seconds=silence, whole_seconds=silence, attempts=attempts)
        async with server, open_http(config) as http:
            yield Mistral(http, config, FakeClock())
            self.go_on.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        self.requests += 1

        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        answer = self._answers.pop(0)
        try:
            await (send(answer) if isinstance(answer, bytes) else answer(send, self.go_on))
            writer.close()
            await writer.wait_closed()
        except ConnectionError:  # the client has left, as some of these tests want
            writer.close()


def whole(*events: bytes) -> bytes:
    return STREAM + b"\r\n" + b"".join(chunked(event) for event in events) + END


def text_of(events: list[object]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_each_piece_is_handed_on_as_soon_as_it_is_there() -> None:
    async def slowly(send: Send, go_on: asyncio.Event) -> None:
        await send(STREAM + b"\r\n" + chunked(WIND))
        await go_on.wait()
        await send(chunked(SEA) + chunked(STOP) + chunked(DONE) + END)

    service = FakeService(slowly)
    async with service.client() as client:
        events = client.stream(asking("go"))
        assert await anext(events) == TextDelta("wind")
        service.go_on.set()
        second, ended = [event async for event in events]

    assert second == TextDelta(" \u2028 sea")
    assert isinstance(ended, ReplyEnded)
    assert (ended.message.text, ended.request_id, ended.usage.prompt_tokens) == ("wind \u2028 sea", "r-1", 3)


async def test_reply_is_not_held_back_by_a_stream_that_stays_open_after_its_end() -> None:
    async def staying(send: Send, go_on: asyncio.Event) -> None:
        await send(STREAM + b"\r\n" + chunked(WIND + STOP + DONE))
        await go_on.wait()

    async with FakeService(staying).client() as client, asyncio.timeout(2):
        events = await heard(client, asking("go"))

    assert isinstance(events[-1], ReplyEnded)


async def test_bytes_may_be_cut_anywhere() -> None:
    async def byte_by_byte(send: Send, _: asyncio.Event) -> None:
        await send(STREAM + b"\r\n")
        for byte in b"\xef\xbb\xbf" + WIND.replace(b"\n", b"\r\n") + SEA + STOP + b"data: [DONE]":
            await send(chunked(bytes([byte])))
        await send(END)

    async with FakeService(byte_by_byte).client() as client:
        events = await heard(client, asking("go"))

    assert text_of([*events]) == "wind \u2028 sea"


async def test_compressed_stream_is_read() -> None:
    packed = gzip.compress(WIND + STOP + DONE)
    answer = STREAM + b"Content-Encoding: gzip\r\n\r\n" + chunked(packed) + END

    async with FakeService(answer).client() as client:
        assert text_of([*await heard(client, asking("go"))]) == "wind"


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(STREAM + b"\r\n" + END, id="nothing in it"),
        pytest.param(STREAM + b"\r\n", id="cut before the first byte"),
        pytest.param(STREAM, id="cut in the headers"),
        pytest.param(STREAM + b"Content-Encoding: gzip\r\n\r\n" + chunked(b"no gzip") + END, id="unreadable"),
    ],
)
async def test_answer_that_breaks_before_its_first_byte_is_asked_for_again(first: bytes) -> None:
    service = FakeService(first, whole(WIND, STOP, DONE))

    async with service.client() as client:
        assert text_of([*await heard(client, asking("go"))]) == "wind"

    assert service.requests == 2


async def test_silence_before_the_first_byte_is_tried_again_and_given_up() -> None:
    async def silent(send: Send, go_on: asyncio.Event) -> None:
        await send(STREAM + b"\r\n")
        await go_on.wait()

    service = FakeService(silent, silent)
    async with service.client(silence=0.05, attempts=2) as client:
        with pytest.raises(ModelUnavailable, match="ReadTimeout"):
            await heard(client, asking("go"))

    assert service.requests == 2


async def test_connection_lost_after_the_finish_reason_loses_nothing() -> None:
    service = FakeService(STREAM + b"\r\n" + chunked(WIND + STOP))

    async with service.client() as client:
        events = await heard(client, asking("go"))

    assert isinstance(events[-1], ReplyEnded)
    assert events[-1].message.text == "wind"


async def test_comments_keep_a_slow_stream_alive_and_say_nothing() -> None:
    service = FakeService(whole(b": ping\n\n", WIND, b": ping\n\n", STOP, DONE))

    async with service.client() as client:
        assert len(await heard(client, asking("go"))) == 2


async def test_page_of_html_in_the_place_of_a_stream_is_a_broken_reply() -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html>log in"

    async with FakeService(page).client() as client:
        with pytest.raises(ReplyBroken, match="ended before the reply did"):
            await heard(client, asking("go"))


async def test_redirect_is_not_followed_with_the_key() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n"

    async with FakeService(moved).client() as client:
        with pytest.raises(ModelRefused) as caught:
            await heard(client, asking("go"))

    assert "MISTRAL_BASE_URL" in caught.value.notice


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\nx-kong-request-id: r-2\r\n\r\n{"choices":', "connection was lost"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx-kong-request-id: r-2\r\n\r\n{}", "ended before the reply did"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nx-kong-request-id: r-2\r\n\r\n<h1>", "not JSON"),
    ],
)
async def test_whole_reply_that_is_not_whole_is_broken(answer: bytes, why: str) -> None:
    async with FakeService(answer).client() as client:
        with pytest.raises(ReplyBroken, match=why) as caught:
            await client.complete(asking("go"))

    assert caught.value.request_id == "r-2"


async def test_refusal_whose_body_is_cut_is_still_the_refusal_that_its_status_says() -> None:
    cut = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 99\r\nx-kong-request-id: r-3\r\n\r\n{"

    async with FakeService(cut).client() as client:
        with pytest.raises(ModelRefused) as caught:
            await heard(client, asking("go"))

    assert "MISTRAL_API_KEY" in caught.value.notice
    assert caught.value.request_id == "r-3"
