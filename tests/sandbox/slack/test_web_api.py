import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from tests.sandbox.slack.sandbox import GENERAL, Sandbox


async def test_an_unknown_method_is_named(world: Sandbox) -> None:
    assert await world.api("chat.shout") == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


async def test_json_forms_and_queries_are_read_alike(world: Sandbox) -> None:
    token = world.slack.environment()["SLACK_BOT_TOKEN"]
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=world.url, trust_env=False) as http:
        answers = [
            await http.post("chat.postMessage", json={"channel": GENERAL, "text": "json"}, headers=headers),
            await http.post("chat.postMessage", data={"channel": GENERAL, "text": "form"}, headers=headers),
            await http.post("chat.postMessage", data={"channel": GENERAL, "text": "in the form", "token": token}),
            await http.get("chat.postMessage", params={"channel": GENERAL, "text": "query"}, headers=headers),
            await http.post(
                "chat.postMessage",
                data={"channel": GENERAL, "blocks": '[{"type":"markdown","text":"blocks"}]'},
                headers=headers,
            ),
        ]

    assert [answer.json()["ok"] for answer in answers] == [True] * 5
    texts = [one["text"] for one in world.slack.messages("general")]
    assert texts == ["json", "form", "in the form", "query", "blocks"]
    assert all("token" not in call.body for call in world.log)


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        pytest.param(b"{", "application/json", "invalid_json", id="half"),
        pytest.param(b"\xff", "application/json", "invalid_json", id="bytes"),
        pytest.param(b"[1]", "application/json", "json_not_object", id="list"),
        pytest.param(b"x", "text/csv", "invalid_post_type", id="type"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(world: Sandbox, body: bytes, kind: str, error: str) -> None:
    headers = {"Content-Type": kind, "Authorization": "Bearer " + world.slack.environment()["SLACK_BOT_TOKEN"]}
    async with world.http.post(world.url + "auth.test", data=body, headers=headers) as response:
        assert (await response.json())["error"] == error


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("chat.postMessage", "chat:write"),
        ("chat.startStream", "chat:write"),
        ("agents.sessions.setStatus", "chat:write"),
        ("assistant.threads.setSuggestedPrompts", "assistant:write"),
        ("users.info", "users:read"),
        ("reactions.add", "reactions:write"),
        ("files.info", "files:read"),
        ("files.getUploadURLExternal", "files:write"),
    ],
)
async def test_a_missing_scope_is_named(world: Sandbox, method: str, scope: str) -> None:
    world.slack.grant(["emoji:read", "commands"])

    answer = await world.api(method)

    assert answer == {"ok": False, "error": "missing_scope", "needed": scope, "provided": "commands,emoji:read"}


async def test_every_call_is_on_record_with_its_outcome(world: Sandbox) -> None:
    await world.post("hello")
    await world.api("chat.update", channel=GENERAL, ts="1600000000.000001", text="x")

    posted, updated = world.log
    assert (posted.service, posted.name, posted.status, posted.error) == ("slack", "chat.postMessage", 200, "")
    assert posted.body == {"channel": GENERAL, "text": "hello"}
    assert (updated.status, updated.error) == (200, "message_not_found")


async def test_an_error_can_be_planned(world: Sandbox) -> None:
    world.fail("chat.*", "error", error="token_revoked", times=2)

    with pytest.raises(SlackApiError, match="token_revoked"):
        await world.client().chat_postMessage(channel=GENERAL, text="x")
    assert await world.error("chat.postMessage", channel=GENERAL, text="x") == "token_revoked"
    await world.post("now")
    assert [one["text"] for one in world.slack.messages("general")] == ["now"]


async def test_a_rate_limit_can_be_planned(world: Sandbox) -> None:
    world.fail("chat.postMessage", "ratelimited", retry_after=0)
    client = world.client()
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))

    await client.chat_postMessage(channel=GENERAL, text="again")

    assert [call.status for call in world.log.of("slack", "chat.postMessage")] == [429, 200]


async def test_the_generic_faults_are_played(world: Sandbox) -> None:
    world.fail("auth.test", "status", status=500, body="oops")
    world.fail("chat.postMessage", "drop_after")

    async with world.http.post(world.url + "auth.test") as response:
        assert response.status == 500
    with pytest.raises(aiohttp.ClientError):
        await world.post("said all the same")
    assert [one["text"] for one in world.slack.messages("general")] == ["said all the same"]
