import uuid

import httpx
import pytest

from deploy.sandbox.mistral.refusals import SHAPES
from tests.sandbox.mistral.conftest import CHAT, Desk, body


@pytest.mark.parametrize("header", [None, "Bearer wrong", "sandbox-key"], ids=["none", "wrong key", "no scheme"])
async def test_without_the_key_nothing_is_answered(desk: Desk, header: str | None) -> None:
    async with httpx.AsyncClient(base_url=desk.http.base_url, trust_env=False) as http:
        reply = await http.get("/v1/models", headers={"Authorization": header} if header else {})

    assert reply.status_code == 401
    assert reply.json() == {"detail": "Unauthorized"}


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/none", "/v1/nothing", "/nothing"])
async def test_every_answer_has_a_request_id(desk: Desk, path: str) -> None:
    reply = await desk.http.get(path)

    identity = uuid.UUID(reply.headers["mistral-correlation-id"])
    assert identity.version == 7
    assert identity.int >> 80 == int(desk.clock.time() * 1000)
    assert reply.headers["x-kong-request-id"] == str(identity)


async def test_stream_and_planned_error_have_a_request_id_too(desk: Desk) -> None:
    streamed = await desk.ask("go", stream=True)
    desk.fault("status", status=503, body={"message": "busy"})
    failed = await desk.ask("go")

    ids = {reply.headers["mistral-correlation-id"] for reply in (streamed, failed)}
    assert len(ids) == 2


@pytest.mark.parametrize("content", [b"", b'{"model": ', b"[" * 200_000, b"\xff"])
async def test_body_that_is_not_json_is_unprocessable(desk: Desk, content: bytes) -> None:
    reply = await desk.http.post("/v1/chat/completions", content=content)

    assert reply.status_code == 422
    assert reply.json()["detail"][0]["type"] == "json_invalid"


@pytest.mark.parametrize("content", [b'"\\ud800"', b"[]", b"7", b"null"])
async def test_body_of_another_kind_is_unprocessable(desk: Desk, content: bytes) -> None:
    message = b'{"model": "mistral-small-latest", "messages": [{"role": "user", "content": ' + content + b', "x": 1}]}'

    for body_sent in (content, message):
        assert (await desk.http.post("/v1/chat/completions", content=body_sent)).status_code == 422


async def test_unknown_path_is_not_found_and_recorded(desk: Desk) -> None:
    reply = await desk.http.post("/v1/ocr/process", json={})

    assert (reply.status_code, reply.json()) == (404, {"detail": "Not Found"})
    assert desk.log.of("mistral", "unknown")[0].status == 404


async def test_html_page_of_a_proxy(desk: Desk) -> None:
    desk.fault("html", status=503)

    reply = await desk.ask("go")

    assert (reply.status_code, reply.headers["content-type"]) == (503, "text/html; charset=utf-8")


@pytest.mark.parametrize("shape", SHAPES)
async def test_every_known_shape_can_be_asked_for(desk: Desk, shape: str) -> None:
    desk.fault("shape", shape=shape)

    reply = await desk.ask("go")

    assert reply.status_code == SHAPES[shape][0]
    assert (await desk.ask("go")).status_code == 200


@pytest.mark.parametrize(
    ("shape", "keys"),
    [
        ("", {"detail"}),
        ("detail_in_message", {"object", "message", "type", "param", "code"}),
        ("detail_and_message", {"object", "detail", "message", "type", "code"}),
    ],
)
async def test_shape_dresses_the_refusal_that_the_request_earned(desk: Desk, shape: str, keys: set[str]) -> None:
    if shape:
        desk.fault("shape", shape=shape)

    reply = await desk.ask("go", seed=1)

    assert reply.status_code == 422
    assert set(reply.json()) == keys
    assert "extra_forbidden" in reply.text


async def test_unauthorised_has_two_shapes(desk: Desk) -> None:
    desk.fault("shape", name="GET /v1/models", shape="gateway")
    desk.http.headers["Authorization"] = "Bearer wrong"

    reply = await desk.http.get("/v1/models")

    assert reply.status_code == 401
    assert reply.json()["message"] == "Unauthorized"
    assert len(reply.json()["request_id"]) == 32


async def test_example_takes_its_status_and_code_from_the_fault(desk: Desk) -> None:
    desk.fault("shape", shape="object", status=429, code="3505", type="service_tier_capacity_exceeded")

    reply = await desk.ask("go")

    assert reply.status_code == 429
    assert reply.json() == {
        "object": "error",
        "message": "Rate limit exceeded",
        "type": "service_tier_capacity_exceeded",
        "param": None,
        "code": "3505",
        "raw_status_code": 429,
    }


async def test_dropped_connection_is_a_network_error(desk: Desk) -> None:
    desk.fault("drop")

    with pytest.raises(httpx.RemoteProtocolError):
        await desk.http.post("/v1/chat/completions", json=body("go"))


async def test_refusal_is_kept_in_the_log(desk: Desk) -> None:
    await desk.ask("go", seed=1)
    await desk.ask("go", model="mistral-large-2411")

    errors = [call.error for call in desk.log.of("mistral", CHAT)]
    assert errors == ["extra_forbidden body seed", "1500 invalid_model: Invalid model: mistral-large-2411"]
