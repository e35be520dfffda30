import httpx
import pytest

from bot.mistral.headers import Allowance, allowance, request_id, retry_after

NOW = 1_795_000_000.0  # Wed, 18 Nov 2026 11:06:40 GMT


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "Retry-After": "7"}, 0.25),
        ({"Retry-After": "Wed, 18 Nov 2026 11:07:00 GMT"}, 20.0),
        ({"Retry-After": "Wed, 18 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_wait_is_read_in_every_form_it_comes_in(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(httpx.Headers(headers), NOW) == seconds


def test_request_id_is_found_under_either_name() -> None:
    assert request_id(httpx.Headers({"Mistral-Correlation-Id": "a", "X-Kong-Request-Id": "b"})) == "a"
    assert request_id(httpx.Headers({"x-kong-request-id": "b"})) == "b"
    assert request_id(httpx.Headers()) == ""


def test_allowance_is_what_the_headers_say_and_nothing_else() -> None:
    headers = httpx.Headers(
        {
            "x-ratelimit-limit-req-minute": "60",
            "x-ratelimit-remaining-req-minute": "59",
            "x-ratelimit-limit-tokens-minute": "500000",
            "x-ratelimit-remaining-tokens-minute": "nonsense",
        }
    )

    assert allowance(headers) == Allowance(requests=60, requests_left=59, tokens=500_000)


@pytest.mark.parametrize(
    ("said", "none"),
    [
        (Allowance(requests=0), True),
        (Allowance(tokens=0), True),
        (Allowance(month_left=0), True),
        (Allowance(requests=60, requests_left=0, tokens_left=0), False),
        (Allowance(), False),
    ],
)
def test_only_a_limit_of_zero_is_final(said: Allowance, *, none: bool) -> None:
    assert said.none_at_all is none
