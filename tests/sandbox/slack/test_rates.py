import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.slack.methods.table import METHODS
from deploy.sandbox.slack.rates import Rates
from tests.sandbox.slack.sandbox import GENERAL, LAUNCH, Sandbox

TIERS = {
    "chat.startStream": 20,
    "chat.stopStream": 20,
    "chat.appendStream": 100,
    "chat.update": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "conversations.history": 50,
    "conversations.replies": 50,
    "conversations.list": 20,
    "conversations.members": 100,
    "conversations.open": 50,
    "users.info": 100,
    "users.list": 20,
    "reactions.add": 50,
    "reactions.remove": 20,
    "files.info": 100,
    "views.open": 100,
    "bots.info": 50,
    "assistant.threads.setTitle": 100,
    "agents.sessions.setStatus": 50,
    "apps.connections.open": 50,
}


@pytest.mark.parametrize(("method", "per_minute"), TIERS.items())
def test_a_method_has_its_tier(method: str, per_minute: int) -> None:
    assert METHODS[method].per_minute == per_minute


async def test_the_window_slides() -> None:
    clock = TurnedClock()
    rates = Rates(clock)
    rates.enforced = True

    assert rates.wait("m", 2) == 0
    await clock.advance(20)
    assert rates.wait("m", 2) == 0
    assert rates.wait("m", 2) == 40
    await clock.advance(39.5)
    assert rates.wait("m", 2) == 1
    await clock.advance(0.5)
    assert rates.wait("m", 2) == 0
    assert rates.wait("other", 2) == 0


async def test_too_many_calls_are_told_when_to_come_back(world: Sandbox) -> None:
    world.slack.enforce_rates(on=True)
    for _ in range(20):
        assert (await world.api("users.list"))["ok"]
    await world.turn(15)

    status, headers, body = await world.answer("users.list")

    assert (status, headers["Retry-After"], body) == (429, "45", {"ok": False, "error": "ratelimited"})
    assert world.log.of("slack", "users.list")[-1].error == "ratelimited"
    await world.turn(45)
    assert (await world.api("users.list"))["ok"]


async def test_a_channel_takes_a_burst_and_then_a_message_a_second(world: Sandbox) -> None:
    world.slack.enforce_rates(on=True)
    for _ in range(5):
        await world.post()

    status, headers, _ = await world.answer("chat.postMessage", channel=GENERAL, text="x")

    assert (status, headers["Retry-After"]) == (429, "1")
    assert len(world.slack.messages("general")) == 5
    await world.post(channel=LAUNCH)
    await world.turn(1)
    await world.post()
    assert (await world.answer("chat.postMessage", channel=GENERAL, text="x"))[0] == 429


async def test_the_workspace_has_a_cap_on_posts(world: Sandbox) -> None:
    rates = world.slack._backend.rates
    rates.enforced = True

    waits = [rates.wait("chat.postMessage", 300, f"C{number}") for number in range(301)]

    assert waits == [0] * 300 + [60]


async def test_rates_are_off_until_they_are_asked_for(world: Sandbox) -> None:
    for _ in range(25):
        assert (await world.api("users.list"))["ok"]

    world.slack.enforce_rates(on=True)
    world.slack.enforce_rates(on=False)
    for _ in range(25):
        assert (await world.api("users.list"))["ok"]
