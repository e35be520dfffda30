import json
from typing import Any

import httpx
import pytest

from bot.core.errors import ModelFailed, ModelRefused, ModelUnavailable, WindowOverflow
from bot.mistral import notices
from bot.mistral.failures import CAPACITY_SECONDS, BatchTooLarge, about_file, failure, unreachable

NOW = 1_795_000_000.0
DETAIL = [
    {"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted", "input": "secret"}
]
OVERFLOW = "Prompt contains 170397 tokens and 0 draft tokens, too large for model with 131072 maximum context length"


def refusal(status: int, body: Any = None, **headers: str) -> ModelFailed:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return failure(status, httpx.Headers(named), raw, model="mistral-small-2603", now=NOW)


def error(message: Any, kind: str = "invalid_request_error", code: Any = None, **more: Any) -> dict[str, Any]:
    return {"object": "error", "message": message, "type": kind, "param": None, "code": code, **more}


@pytest.mark.parametrize(
    ("status", "body", "kind", "in_the_log", "notice"),
    [
        pytest.param(422, {"detail": DETAIL}, ModelRefused, "body.seed: Extra inputs", "refused", id="detail"),
        pytest.param(
            422, error({"detail": DETAIL}), ModelRefused, "body.seed: Extra inputs", "refused the request",
            id="detail inside message",
        ),
        pytest.param(
            422, {"object": "Error", "detail": DETAIL, "message": DETAIL, "type": "x", "code": 3001},
            ModelRefused, r"body.seed: Extra inputs.*\[x 3001\]", "refused the request", id="detail beside message",
        ),
        pytest.param(
            400, error("Unexpected role", "invalid_request_message_order", "3230", raw_status_code=400),
            ModelRefused, r"Unexpected role \[invalid_request_message_order 3230\]", "refused the request", id="object",
        ),
        pytest.param(400, error("Unexpected role", code=None), ModelRefused, "Unexpected", "refused", id="older"),
        pytest.param(401, {"detail": "Unauthorized"}, ModelRefused, "401: Unauthorized", "MISTRAL_API_KEY", id="key"),
        pytest.param(
            401, {"message": "Unauthorized", "request_id": "cafe"}, ModelRefused, r"\(request cafe\)",
            "MISTRAL_API_KEY", id="key, at the gateway",
        ),
        pytest.param(402, {"message": "Payment"}, ModelRefused, "Payment", "billing", id="payment"),
        pytest.param(
            403, {"error": {"message": "Content blocked by guardrail", "status": 403}, "guardrails": {"results": {}}},
            ModelRefused, "Content blocked", "other words", id="guardrail",
        ),
        pytest.param(
            403, {"object": "Error", "message": "Request blocked due to error in guardrail evaluation"},
            ModelRefused, "Request blocked", "other words", id="guardrail that failed",
        ),
        pytest.param(403, {"detail": "Forbidden"}, ModelRefused, "Forbidden", "workspace", id="forbidden"),
        pytest.param(404, {"detail": "Not Found"}, ModelRefused, "Not Found", "MISTRAL_BASE_URL", id="path"),
        pytest.param(
            404, {"message": "no Route matched with those values", "request_id": "cafe"},
            ModelRefused, "no Route", "MISTRAL_BASE_URL", id="route",
        ),
        pytest.param(
            404, error("model x does not exist for router `ocr`", "model_not_found", "3040"),
            ModelRefused, "does not exist", "does not serve", id="model without a router",
        ),
        pytest.param(
            400, error("Invalid model: mistral-large-2411", "invalid_model", "1500"),
            ModelRefused, "Invalid model", "does not serve mistral-small-2603", id="retired model",
        ),
        pytest.param(
            400, error("Too many inputs in request, split into more batches.", "invalid_request_prompt", "3210"),
            BatchTooLarge, "Too many inputs", "refused the request", id="batch that is too large",
        ),
        pytest.param(400, error("Invalid model: x", "x", 1500), ModelRefused, "1500", "serve", id="code a number"),
        pytest.param(
            400, error("Image input is not enabled for this model", "invalid_request_invalid_args", "3051"),
            ModelRefused, "Image input", "cannot see images", id="image",
        ),
        pytest.param(400, error(OVERFLOW, code="3051"), WindowOverflow, "170397", "new thread", id="overflow"),
        pytest.param(422, {"detail": "Prompt is too long"}, WindowOverflow, "too", "new thread", id="in words"),
        pytest.param(413, b"<html>", ModelRefused, "6 bytes", "send less", id="size"),
        pytest.param(308, b"", ModelRefused, "308", "MISTRAL_BASE_URL", id="redirect"),
        pytest.param(429, error("Rate limit", "rate_limited", "1300"), ModelUnavailable, "1300", "minute", id="rate"),
        pytest.param(429, {"message": "Requests rate"}, ModelUnavailable, "Requests", "minute", id="rate, older"),
        pytest.param(500, error("oops", "internal", "1000"), ModelUnavailable, "oops", "again in a minute", id="500"),
        pytest.param(
            502, b"<html><head><title>502 Bad Gateway</title></head></html>", ModelUnavailable,
            "502: 56 bytes of no type", "again in a minute", id="a page of HTML",
        ),
        pytest.param(503, b"", ModelUnavailable, "503: 0 bytes", "again in a minute", id="nothing"),
        pytest.param(521, b'"x"', ModelUnavailable, "521", "again in a minute", id="no object"),
        pytest.param(418, {"detail": None, "message": [], "error": 3}, ModelRefused, "418", "refused", id="nonsense"),
        pytest.param(400, {"error": "plain words"}, ModelRefused, "plain words", "refused", id="error as words"),
    ],
)  # fmt: skip
def test_every_body_becomes_the_right_error(
    status: int, body: Any, kind: type[ModelFailed], in_the_log: str, notice: str
) -> None:
    found = refusal(status, body)

    assert type(found) is kind
    with pytest.raises(kind, match=in_the_log):
        raise found
    assert notice in found.notice
    assert found.notice.endswith(".")


def test_what_people_wrote_does_not_reach_the_log() -> None:
    assert "secret" not in str(refusal(422, {"detail": DETAIL}))


def test_overflow_knows_both_numbers() -> None:
    found = refusal(400, error(OVERFLOW, "invalid_request_invalid_args", "3051"), mistral_correlation_id="r-1")

    assert isinstance(found, WindowOverflow)
    assert (found.tokens, found.limit, found.request_id) == (170_397, 131_072, "r-1")


def test_overflow_without_numbers_says_zero() -> None:
    found = refusal(400, error("This model's maximum context length is 32768 tokens"))

    assert isinstance(found, WindowOverflow)
    assert (found.tokens, found.limit) == (0, 32_768)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 502])
def test_request_id_is_in_every_error(status: int) -> None:
    found = refusal(status, {"message": OVERFLOW if status == 400 else "x"}, x_kong_request_id="r-1")

    assert found.request_id == "r-1"
    assert str(found).endswith("(request r-1)")


@pytest.mark.parametrize("header", ["limit_req_minute", "limit_tokens_minute", "remaining_tokens_month"])
def test_allowance_of_zero_is_refused_for_good(header: str) -> None:
    found = refusal(429, error("Rate limit exceeded"), **{f"x_ratelimit_{header}": "0"})

    assert type(found) is ModelRefused
    assert "no allowance for mistral-small-2603" in found.notice


def test_wait_that_the_service_asks_for_is_kept_and_told_in_minutes() -> None:
    found = refusal(429, {}, Retry_After="600")

    assert isinstance(found, ModelUnavailable)
    assert found.retry_after == 600
    assert "in about 10 minutes" in found.notice


def test_exceeded_capacity_does_not_wait_for_the_minute() -> None:
    found = refusal(429, error("Capacity exceeded", "service_tier_capacity_exceeded", "3505"))

    assert isinstance(found, ModelUnavailable)
    assert found.retry_after == CAPACITY_SECONDS


@pytest.mark.parametrize(
    ("cause", "kind", "notice"),
    [
        (httpx.ConnectError("refused"), ModelUnavailable, "out of reach"),
        (httpx.ConnectTimeout("slow"), ModelUnavailable, "out of reach"),
        (httpx.ReadError(""), ModelUnavailable, "out of reach"),
        (httpx.ReadTimeout(""), ModelUnavailable, "out of reach"),
        (httpx.RemoteProtocolError("gone"), ModelUnavailable, "out of reach"),
        (httpx.ProxyError("no"), ModelUnavailable, "out of reach"),
        (httpx.DecodingError("gzip"), ModelUnavailable, "out of reach"),
        (httpx.UnsupportedProtocol("ftp"), ModelRefused, "MISTRAL_BASE_URL"),
        (httpx.LocalProtocolError("header"), ModelRefused, "MISTRAL_API_KEY"),
    ],
)
def test_lost_connection_is_an_error_of_ours(cause: httpx.HTTPError, kind: type[ModelFailed], notice: str) -> None:
    found = unreachable(cause)

    assert type(found) is kind
    assert notice in found.notice


@pytest.mark.parametrize(
    ("error", "notice"),
    [
        pytest.param(ModelRefused("no", status=422), "It is the file.", id="of what was sent"),
        pytest.param(ModelRefused("no", status=401), ModelRefused.notice, id="of the key"),
        pytest.param(ModelRefused("no", status=400, notice="Better."), "Better.", id="with a better sentence"),
        pytest.param(ModelUnavailable("no", status=503), ModelUnavailable.notice, id="for now"),
    ],
)
def test_refusal_of_a_file_is_told_as_one(error: ModelFailed, notice: str) -> None:
    with pytest.raises(ModelFailed) as caught, about_file("It is the file."):
        raise error

    assert (caught.value, caught.value.notice) == (error, notice)


def test_key_is_not_repeated_when_it_cannot_be_sent() -> None:
    assert "s3cret" not in str(unreachable(httpx.LocalProtocolError("Illegal header value b'Bearer s3cret\\n'")))


def test_every_notice_says_what_to_do_next() -> None:
    told = [value for name, value in vars(notices).items() if name.isupper() and isinstance(value, str)]

    assert len(told) > 6
    assert all("please" in each and each.endswith(".") for each in told)
