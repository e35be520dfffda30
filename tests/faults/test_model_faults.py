"""Mistral fails in every way it is known to: each question ends as a whole answer, or as one honest sentence."""

import pytest

from tests.faults.ordeal import AFTERWARDS, CHAT, WORDS, Ordeal

RATE = {"object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "code": "1300"}
OUT = {"object": "error", "message": "Service unavailable.", "type": "internal_server_error", "code": "3000"}
BROKE_OFF = "Mistral's answer broke off here; please ask again."


async def test_a_limit_that_names_its_end_is_waited_for(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "status", times=2, status=429, retry_after=20, body=RATE)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()


async def test_a_limit_that_does_not_is_over_with_the_minute(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "status", status=429, body=RATE)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()


@pytest.mark.parametrize("named", [{}, {"retry_after": 15}], ids=["unnamed", "named"])
async def test_a_limit_that_never_ends_is_told(ordeal: Ordeal, named: dict[str, int]) -> None:
    ordeal.fault("mistral", CHAT, "status", times=1000, status=429, body=RATE, **named)
    async with ordeal.bot(MISTRAL_RETRY_SECONDS="45"):
        ordeal.ask()
        await ordeal.tells("Mistral's rate limit for this account is used up; please ask again in a minute.")


async def test_a_limit_of_an_hour_is_told_at_once_with_its_end(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "status", status=429, retry_after=3600, body=RATE)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.tells("please ask again in about 60 minutes.")


async def test_a_limit_of_nothing_is_not_waited_for(ordeal: Ordeal) -> None:
    ordeal.fault(
        "mistral", CHAT, "status", status=429, body=RATE, headers={"x-ratelimit-limit-req-minute": "0"}, retry_after=60
    )
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.tells("has no allowance for mistral-small")
    assert len(ordeal.world.log.of("mistral", CHAT)) == 2


@pytest.mark.parametrize("status", [500, 520])
async def test_an_outage_that_ends_is_waited_out(ordeal: Ordeal, status: int) -> None:
    ordeal.fault("mistral", CHAT, "status", times=2, status=status, body=OUT)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()


async def test_a_page_of_html_is_an_outage(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "html", times=2, status=502)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()


@pytest.mark.parametrize("kind", ["html", "drop"])
async def test_an_outage_that_lasts_is_told(ordeal: Ordeal, kind: str) -> None:
    ordeal.fault("mistral", CHAT, kind, times=1000, status=503, body=OUT)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.tells("Mistral is busy or out of reach right now; please ask again in a minute.")


async def test_a_connection_lost_before_the_answer_is_made_anew(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "drop", times=2)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()


async def test_silence_before_the_answer_is_not_for_ever(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "hang")
    async with ordeal.bot(MISTRAL_SILENCE_SECONDS="0.3"):
        ordeal.ask()
        await ordeal.completes()


@pytest.mark.parametrize(
    ("kind", "with_"),
    [
        pytest.param("cut", {}, id="connection dropped"),
        pytest.param("error_event", {}, id="error event"),
        pytest.param("silent", {}, id="silence"),
        pytest.param("garbage", {}, id="no JSON"),
        pytest.param("no_done", {"finish": False}, id="no end"),
    ],
)
async def test_what_had_come_of_a_broken_answer_stays(ordeal: Ordeal, kind: str, with_: dict[str, bool]) -> None:
    ordeal.fault("mistral", CHAT, kind, tokens=40, **with_)
    ordeal.slowly()
    async with ordeal.bot(MISTRAL_SILENCE_SECONDS="0.3"):
        ordeal.ask()
        await ordeal.until_seen(BROKE_OFF)
        come = ordeal.seen()[0].removesuffix(BROKE_OFF).rstrip()
        assert WORDS.startswith(come)
        assert len(come) > 100
        await ordeal.tells(BROKE_OFF, after=come)


async def test_an_answer_that_only_lacks_its_end_mark_is_whole(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "no_done")
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()


async def test_an_outage_between_a_tool_and_the_answer_is_waited_out(ordeal: Ordeal) -> None:
    ordeal.world.mistral.clear()
    call = {"name": "calculate", "arguments": {"expression": "6 * 7"}}
    ordeal.world.mistral.script([{"text": "Let me see.", "calls": [call]}, {"text": WORDS}, {"text": AFTERWARDS}])
    ordeal.answer = f"Let me see.\n\n{WORDS}"
    ordeal.fault("mistral", CHAT, "status", times=2, skip=1, status=503, body=OUT)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.completes()
    roles = [message["role"] for message in ordeal.world.log.of("mistral", CHAT)[-2].body["messages"]]
    assert roles.count("tool") == 1
