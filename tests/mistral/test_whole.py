import threading
from typing import Any

import pytest

from bot.core.errors import ModelRefused, ModelUnavailable
from bot.mistral.whole import LONG, Answer, Whole
from tests.mistral.conftest import Bench
from tests.mistral.standin import FakeService


def thread(_: Any) -> int:
    return threading.get_ident()


async def test_long_answer_is_read_off_the_event_loop() -> None:
    assert await Answer(b'"%b"' % (b"x" * LONG), "").read(thread) != threading.get_ident()


async def test_short_answer_is_read_at_once() -> None:
    assert await Answer(b'"x"', "").read(thread) == threading.get_ident()


@pytest.mark.parametrize("data", [b"", b"<html>", b"{", b"<" * LONG])
async def test_what_is_no_json_points_at_the_address(data: bytes) -> None:
    with pytest.raises(ModelRefused, match="request r1") as caught:
        await Answer(data, "r1").read(thread)

    assert "MISTRAL_BASE_URL" in caught.value.notice


async def test_answer_that_is_cut_off_is_asked_for_again(bench: Bench) -> None:
    requests = Whole((await bench.client())._exchange._http, bench.config, bench.clock)
    bench.fault("drop_after", name="GET /v1/models", times=2)

    answer = await requests.get("models")

    assert await answer.read(lambda said: said["object"]) == "list"
    assert len(bench.calls("GET /v1/models")) == 3


async def test_what_is_asked_for_is_told_in_the_query(service: FakeService) -> None:
    service.answer("GET /v1/files", {})
    service.answer("DELETE /v1/files/x", {})
    requests = Whole(service.http, service.config, service.clock)

    await requests.get("files", {"page": "0"})
    await requests.delete("files/x")

    assert [(call.call, call.query) for call in service.arrived] == [
        ("GET /v1/files", {"page": "0"}),
        ("DELETE /v1/files/x", {}),
    ]
    assert {call.headers["Authorization"] for call in service.arrived} == {"Bearer key"}


async def test_nobody_there_is_told(service: FakeService) -> None:
    from dataclasses import replace

    nowhere = replace(service.config, base_url="http://127.0.0.1:1", attempts=2)

    with pytest.raises(ModelUnavailable):
        await Whole(service.http, nowhere, service.clock).delete("files/x")
