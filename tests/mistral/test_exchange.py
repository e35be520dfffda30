"""Requests over loopback: refusals, what is tried again, and the rate limits that are kept."""

import asyncio
from functools import partial
from typing import Any

import pytest

from bot.core.errors import ModelFailed, ModelRefused, ModelUnavailable, WindowOverflow
from bot.core.messages import ImagePart, UserMessage
from bot.mistral.client import Mistral
from deploy.sandbox.clock import TurnedClock
from tests.fakes import settle
from tests.mistral.conftest import SMALL, UUID, Bench, asking, end_of, heard, opened

WIND = "the wind is from the west"


@pytest.mark.parametrize(
    ("kind", "with_"),
    [
        ("status", {"status": 429, "retry_after": 2}),
        ("status", {"status": 500}),
        ("status", {"status": 503, "body": {"object": "error", "message": "no", "code": "1100"}}),
        ("html", {"status": 502}),
        ("html", {"status": 504}),
        ("shape", {"shape": "message"}),
        ("drop", {}),
        ("drop_after", {}),
    ],
)
@pytest.mark.parametrize("whole", [False, True], ids=["streamed", "whole"])
async def test_what_can_be_retried_before_the_first_byte_is(
    bench: Bench, mistral: Mistral, kind: str, with_: dict[str, Any], *, whole: bool
) -> None:
    bench.service.script([{"text": WIND}] * 3)
    bench.fault(kind, times=2, **with_)

    events = [await mistral.complete(asking("go"))] if whole else await heard(mistral, asking("go"))

    assert end_of(events).message.text == WIND


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"object": "error", "message": "no", "type": "x", "code": "3230"}, ModelRefused),
        (401, {"detail": "Unauthorized"}, ModelRefused),
        (403, {"error": {"message": "Content blocked by guardrail"}, "guardrails": {}}, ModelRefused),
        (404, {"detail": "Not Found"}, ModelRefused),
        (422, {"detail": [{"type": "missing", "loc": ["body", "model"], "msg": "Field required"}]}, ModelRefused),
    ],
)
async def test_what_would_be_refused_again_is_asked_once(
    bench: Bench, mistral: Mistral, status: int, body: dict[str, Any], kind: type[ModelFailed]
) -> None:
    bench.fault("status", status=status, body=body)

    with pytest.raises(kind) as caught:
        await heard(mistral, asking("go"))

    assert (caught.value.status, len(bench.calls())) == (status, 1)
    assert UUID.fullmatch(caught.value.request_id)


async def test_wrong_key_says_where_to_set_it(bench: Bench) -> None:
    with pytest.raises(ModelRefused) as caught:
        await heard(await bench.client(api_key="wrong"), asking("go"))

    assert "MISTRAL_API_KEY" in caught.value.notice
    assert "wrong" not in str(caught.value)


async def test_key_with_a_line_break_inside_is_a_wrong_key(bench: Bench) -> None:
    with pytest.raises(ModelRefused) as caught:
        await heard(await bench.client(api_key="wr\nong"), asking("go"))

    assert "MISTRAL_API_KEY" in caught.value.notice
    assert "ong" not in str(caught.value)


async def test_unknown_model_is_named(mistral: Mistral) -> None:
    with pytest.raises(ModelRefused) as caught:
        await heard(mistral, asking("go", model="mistral-large-2411"))

    assert "does not serve mistral-large-2411" in caught.value.notice


async def test_image_to_a_model_that_cannot_see_is_told(mistral: Mistral) -> None:
    picture = UserMessage("what is this?", (ImagePart("data:image/png;base64,iVBORw0=", 1, 1),))

    with pytest.raises(ModelRefused) as caught:
        await heard(mistral, asking(picture, model="codestral-2508"))

    assert "cannot see images" in caught.value.notice


async def test_overflow_is_handed_to_the_caller_with_both_numbers(bench: Bench, mistral: Mistral) -> None:
    bench.service.set_context(SMALL, 50)

    with pytest.raises(WindowOverflow) as caught:
        await heard(mistral, asking("wind " * 100))

    assert caught.value.tokens > caught.value.limit == 50
    assert len(bench.calls()) == 1


async def test_wait_ends_with_the_minute_where_the_service_says_nothing(bench: Bench, mistral: Mistral) -> None:
    bench.service.limit(SMALL, requests_per_minute=1, retry_after=False)
    await heard(mistral, asking("go"))
    another = await bench.client()  # knows nothing of what the first one has used

    await heard(another, asking("go"))

    assert [call.status for call in bench.calls()] == [200, 429, 200]
    assert 10 < sum(bench.clock.slept) < 12


async def test_retry_after_is_obeyed(bench: Bench, mistral: Mistral) -> None:
    bench.fault("status", status=429, retry_after=33)

    await heard(mistral, asking("go"))

    assert 33 <= sum(bench.clock.slept) <= 33.5


async def test_limit_of_zero_is_refused_without_another_attempt(bench: Bench, mistral: Mistral) -> None:
    bench.service.limit(SMALL, requests_per_minute=0)

    with pytest.raises(ModelRefused) as caught:
        await heard(mistral, asking("go"))

    assert f"no allowance for {SMALL}" in caught.value.notice
    assert (len(bench.calls()), bench.clock.slept) == (1, [])


async def test_service_that_stays_busy_is_given_up_within_the_budget(bench: Bench) -> None:
    bench.fault("status", times=99, status=503)
    client = await bench.client(retry_seconds=10.0, attempts=50)

    with pytest.raises(ModelUnavailable) as caught:
        await heard(client, asking("go"))

    assert sum(bench.clock.slept) <= 10
    assert UUID.fullmatch(caught.value.request_id) or caught.value.status == 503


async def test_nobody_at_the_address_is_out_of_reach(bench: Bench) -> None:
    with pytest.raises(ModelUnavailable, match="out of reach: ConnectError"):
        await heard(await bench.client(base_url="http://127.0.0.1:1", attempts=2), asking("go"))


async def test_address_without_a_scheme_is_told(bench: Bench) -> None:
    with pytest.raises(ModelRefused) as caught:
        await heard(await bench.client(base_url="api.mistral.ai"), asking("go"))

    assert "MISTRAL_BASE_URL" in caught.value.notice


async def test_request_waits_for_the_minute_that_can_cover_it(bench: Bench, mistral: Mistral) -> None:
    bench.service.limit(SMALL, tokens_per_minute=1000)
    bench.service.script([{"tokens": 500}, {"tokens": 5}])
    await heard(mistral, asking("go", expected_tokens=10))

    await heard(mistral, asking("go", expected_tokens=600))

    assert [call.status for call in bench.calls()] == [200, 200]
    assert 10 < sum(bench.clock.slept) < 11


async def test_ten_at_once_are_all_answered_without_a_refusal() -> None:
    clock = TurnedClock(1_795_000_010.0)  # ten seconds before a minute begins
    async with opened(clock) as bench:
        client = await bench.client()
        bench.service.limit(SMALL, tokens_per_minute=100)
        bench.service.script([{"tokens": 20}] * 11)
        await heard(client, asking("go"))  # takes 24 tokens: 20 and the prompt
        tasks = [asyncio.create_task(heard(client, asking("go", expected_tokens=24))) for _ in range(10)]

        for seconds, answered in ((0, 4), (11, 8), (60, 11)):
            await clock.advance(seconds)
            await bench.log.until(partial(enough, bench, answered))
            await settle()
            assert [call.status for call in bench.calls()] == [200] * answered

        assert [end_of(events).usage.completion_tokens for events in await asyncio.gather(*tasks)] == [20] * 10


def enough(bench: Bench, answered: int) -> bool:
    return len([call for call in bench.calls() if call.status]) >= answered


async def test_nothing_of_what_people_write_is_logged_above_debug(
    bench: Bench, mistral: Mistral, caplog: pytest.LogCaptureFixture
) -> None:
    bench.fault("status", status=503)
    await heard(mistral, asking("the secret is 42"))
    with pytest.raises(ModelRefused) as caught:
        await heard(mistral, asking("the secret is 42", model="gone"))

    assert "secret" not in caplog.text + str(caught.value) + caught.value.notice
    assert bench.config.api_key not in caplog.text
