import pytest

from tests.sandbox.mistral.conftest import SMALL, Desk

REQUESTS = "x-ratelimit-remaining-req-minute"
TOKENS = "x-ratelimit-remaining-tokens-minute"


async def test_headers_count_down_within_a_minute(desk: Desk) -> None:
    desk.service.limit(SMALL, requests_per_minute=10, tokens_per_minute=1000)

    first, second = await desk.ask("go"), await desk.ask("go")

    spent = [reply.json()["usage"]["total_tokens"] for reply in (first, second)]
    assert first.headers["x-ratelimit-limit-req-minute"] == "10"
    assert first.headers["x-ratelimit-limit-tokens-minute"] == "1000"
    assert [reply.headers[REQUESTS] for reply in (first, second)] == ["9", "8"]
    assert first.headers["x-ratelimit-tokens-query-cost"] == str(spent[0])
    assert second.headers[TOKENS] == str(1000 - sum(spent))


async def test_request_too_many_is_refused_until_the_next_minute(desk: Desk) -> None:
    desk.service.limit(SMALL, requests_per_minute=1)
    await desk.ask("go")

    reply = await desk.ask("go")

    assert reply.status_code == 429
    assert reply.json() == {
        "object": "error",
        "message": "Rate limit exceeded",
        "type": "rate_limited",
        "param": None,
        "code": "1300",
        "raw_status_code": 429,
    }
    assert reply.headers[REQUESTS] == "0"
    await desk.clock.advance(float(reply.headers["retry-after"]))
    assert (await desk.ask("go")).status_code == 200


async def test_retry_after_can_be_missing(desk: Desk) -> None:
    desk.service.limit(SMALL, requests_per_minute=1, retry_after=False)
    await desk.ask("go")

    assert "retry-after" not in (await desk.ask("go")).headers


async def test_prompt_larger_than_the_tokens_that_remain_is_refused(desk: Desk) -> None:
    desk.service.limit(SMALL, tokens_per_minute=100)

    reply = await desk.ask("wind " * 200)

    assert reply.status_code == 429
    assert reply.headers[TOKENS] == "100"
    assert (await desk.ask("go", max_tokens=5)).status_code == 200


async def test_refusal_leaves_the_script_for_the_next_try(desk: Desk) -> None:
    desk.service.script([{"text": "planned"}])
    desk.service.limit(SMALL, tokens_per_minute=1)
    assert (await desk.ask("go")).status_code == 429

    desk.service.limit(SMALL)

    assert await desk.text("go") == "planned"


async def test_key_without_allowance_has_a_limit_of_zero_and_no_time_to_wait(desk: Desk) -> None:
    desk.service.limit(SMALL, requests_per_minute=0)

    reply = await desk.ask("go")

    assert reply.status_code == 429
    assert reply.headers["x-ratelimit-limit-req-minute"] == "0"
    assert "retry-after" not in reply.headers


@pytest.mark.parametrize("name", [SMALL, "mistral-small-2603"], ids=["alias", "id"])
async def test_aliases_share_the_limit_of_their_model(desk: Desk, name: str) -> None:
    desk.service.limit(name, requests_per_minute=2)

    replies = [await desk.ask("go", model=model) for model in (SMALL, "mistral-small-2603", SMALL)]

    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert (await desk.ask("go", model="mistral-large-latest")).status_code == 200


async def test_refused_request_counts_too(desk: Desk) -> None:
    desk.service.limit(SMALL, requests_per_minute=10)

    reply = await desk.ask()

    assert (reply.status_code, reply.headers[REQUESTS]) == (400, "9")


async def test_clear_forgets_the_limits(desk: Desk) -> None:
    desk.service.limit(SMALL, requests_per_minute=0)

    desk.service.clear()

    assert (await desk.ask("go")).status_code == 200
