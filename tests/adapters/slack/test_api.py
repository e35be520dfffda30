import asyncio
from typing import Any

import pytest

from adapters.slack.api import SlackApi
from adapters.slack.budget import Budget
from adapters.slack.refusals import Unclear, Unreached
from adapters.slack.session import open_session, web_client
from bot.core.errors import Gone, NotAllowed, RateLimited
from tests.adapters.slack.rig import ANA, GENERAL, Rig, open_rig

POST: dict[str, Any] = {"channel": GENERAL, "text": "hello"}


def api_of(rig: Rig) -> SlackApi:
    return rig.platform._wire()[0].api


async def test_all_calls_share_one_session_and_carry_the_token(rig: Rig) -> None:
    api = api_of(rig)
    answers = [await api.call("users.info", {"user": ANA}) for _ in range(3)]
    assert {answer["ok"] for answer in answers} == {True}
    assert rig.names() == ["users.info"] * 3


async def test_a_call_that_comes_too_often_is_made_when_slack_says(still: Rig) -> None:
    still.fail("chat.postMessage", "ratelimited", retry_after=7)
    task = asyncio.create_task(api_of(still).call("chat.postMessage", POST))
    await still.until(lambda: still.log.of("slack", "chat.postMessage"))
    await still.round_trip()
    await still.turn(6)
    assert len(still.names("auth.test")) == 1
    await still.turn(1.5)
    assert (await task)["ok"]


async def test_an_attempt_that_comes_too_often_is_let_go_and_remembered(rig: Rig) -> None:
    rig.fail("chat.update", "ratelimited", retry_after=30)
    api = api_of(rig)
    assert await api.attempt("chat.update", {"channel": GENERAL, "ts": "1.1", "text": "x"}) is None
    assert await api.attempt("chat.update", {"channel": GENERAL, "ts": "1.1", "text": "x"}) is None
    assert rig.names() == ["chat.update"]


async def test_patience_has_an_end(rig: Rig) -> None:
    rig.fail("conversations.replies", "ratelimited", retry_after=60)
    with pytest.raises(RateLimited):
        await api_of(rig).call("conversations.replies", {"channel": GENERAL, "ts": "1.1"}, patience=20)


@pytest.mark.parametrize("kind", ["drop", "drop_after", "status"])
async def test_reading_is_repeated_when_the_answer_is_lost(rig: Rig, kind: str) -> None:
    rig.fail("users.info", kind, status=503)
    assert (await api_of(rig).call("users.info", {"user": ANA}))["ok"]
    assert len(rig.names()) == 2


@pytest.mark.parametrize("kind", ["drop", "drop_after", "status"])
async def test_posting_is_not(rig: Rig, kind: str) -> None:
    rig.fail("chat.postMessage", kind, status=503)
    with pytest.raises(Unclear):
        await api_of(rig).call("chat.postMessage", POST)
    assert len(rig.names()) == 1


@pytest.mark.parametrize("body", ["", "<html>busy</html>", "[1]", "{", '"x"'])
@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "application/json"])
async def test_an_answer_that_is_no_slack_answer_is_an_error_of_ours(rig: Rig, body: str, content_type: str) -> None:
    rig.fail("chat.postMessage", "status", status=200, body=body, content_type=content_type)
    with pytest.raises(Unclear):
        await api_of(rig).call("chat.postMessage", POST)


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    async with open_rig() as rig, open_session() as session:
        clock = rig.clock
        api = SlackApi(web_client(session, "xoxb-1", "http://127.0.0.1:9/api/"), clock, Budget(clock))
        with pytest.raises(Unreached):
            await api.send("chat.postMessage", POST)


async def test_a_response_url_that_leads_elsewhere_is_not_used(rig: Rig) -> None:
    with pytest.raises(NotAllowed):
        await api_of(rig).respond("https://evil.example/1", {"text": "x"})
    with pytest.raises(Gone):
        await api_of(rig).respond(rig.config.api_url.replace("api/", "response/none"), {"text": "x"})
