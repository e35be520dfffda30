import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.discord.api import Api
from adapters.discord.config import DiscordConfig
from adapters.discord.failures import TokenRefused
from adapters.discord.process import point_discord_py
from adapters.discord.rest import ONCE, Rest
from bot.core.errors import Gone, NotAllowed, PlatformFailed, RateLimited
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog

POST = "POST channels/messages"


@pytest.fixture
async def rest(config: DiscordConfig, clock: TurnedClock) -> AsyncIterator[Rest]:
    point_discord_py(config)
    rest = Rest(config.token, clock, timeout=0.3)
    yield rest
    await rest.close()


@pytest.fixture
def api(rest: Rest) -> Api:
    return Api(rest)


@pytest.fixture
def launch(world: DiscordService) -> str:
    return world.ids()["#launch"]


async def turned(clock: TurnedClock, task: "asyncio.Task[object]") -> None:
    """Turn the clock until the task is done."""
    while not task.done():
        await clock.advance(1.0)
        await asyncio.wait({task}, timeout=0.01)


async def test_the_session_opens_once(rest: Rest, log: CallLog, world: DiscordService) -> None:
    users = await asyncio.gather(*(rest.user() for _ in range(3)))
    assert {user["id"] for user in users} == {world.ids()["bot"]}
    assert len(log.of("discord", "GET users/@me")) == 1


async def test_a_refused_token_is_said_to_be_one(
    config: DiscordConfig, clock: TurnedClock, world: DiscordService
) -> None:
    point_discord_py(config)
    rest = Rest("wrong", clock, timeout=1.0)
    with pytest.raises(TokenRefused, match="token") as refused:
        await rest.user()
    assert "discord.com/developers/applications" in refused.value.notice


@pytest.mark.parametrize(
    "fault",
    [
        Fault("discord", POST, "error", times=2, with_={"status": 503, "code": 0}),
        Fault("discord", POST, "drop", times=2),
        Fault("discord", POST, "drop_after"),
        Fault("discord", POST, "hang"),
    ],
    ids=lambda fault: str(fault.kind),
)
async def test_a_post_is_made_once_whatever_the_network_does(
    api: Api, world: DiscordService, clock: TurnedClock, faults: FaultPlan, launch: str, fault: Fault
) -> None:
    faults.add(fault)
    task = asyncio.create_task(api.post(launch, {"content": "hello", "nonce": "turn-1-0", "enforce_nonce": True}))
    await turned(clock, task)
    assert task.result()["content"] == "hello"
    assert [message["content"] for message in world.messages("#launch")] == ["hello"]


async def test_trying_once_is_trying_once(api: Api, faults: FaultPlan, launch: str, log: CallLog) -> None:
    faults.add(Fault("discord", POST, "error", times=9, with_={"status": 503, "code": 0}))
    with pytest.raises(PlatformFailed):
        await api.post(launch, {"content": "hello"}, attempts=ONCE)
    assert len(log.of("discord", POST)) == 1


async def test_patience_ends(api: Api, clock: TurnedClock, faults: FaultPlan, launch: str, log: CallLog) -> None:
    faults.add(Fault("discord", POST, "error", times=99, with_={"status": 503, "code": 0}))
    task = asyncio.create_task(api.post(launch, {"content": "hello"}))
    await turned(clock, task)
    assert isinstance(task.exception(), PlatformFailed)
    assert len(log.of("discord", POST)) == 5


async def test_a_short_limit_is_waited_for_and_a_long_one_is_told(
    rest: Rest, clock: TurnedClock, world: DiscordService
) -> None:
    waits = [3.0]

    async def limited() -> str:
        if waits:
            import discord

            raise discord.RateLimited(waits.pop())
        return "done"

    task: asyncio.Task[object] = asyncio.create_task(rest.tried(limited, "post"))
    await turned(clock, task)
    assert task.result() == "done"
    waits.append(120.0)
    with pytest.raises(RateLimited):
        await rest.tried(limited, "post")


async def test_a_missing_permission_is_named(api: Api, world: DiscordService, launch: str) -> None:
    world.permit("#launch", "send_messages", allowed=False)
    with pytest.raises(NotAllowed) as refused:
        await api.post(launch, {"content": "hello"})
    assert "Send Messages" in refused.value.notice


async def test_what_is_not_there_is_gone(api: Api) -> None:
    with pytest.raises(Gone):
        await api.channel("4")
