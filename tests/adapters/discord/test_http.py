import asyncio

import pytest

from adapters.discord.api import Api
from adapters.discord.config import DiscordConfig
from adapters.discord.process import point_discord_py
from adapters.discord.rest import Rest
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog

POST = "POST channels/messages"


@pytest.mark.parametrize("together", [True, False])
async def test_the_last_call_of_a_bucket_returns_at_once_and_the_next_one_waits(
    config: DiscordConfig, world: DiscordService, clock: TurnedClock, log: CallLog, together: bool
) -> None:
    point_discord_py(config)
    world.enforce_rates()
    rest = Rest(config.token, clock, timeout=10.0)
    api, launch = Api(rest), world.ids()["#launch"]
    async with asyncio.timeout(2.0):  # a bucket lasts five seconds
        if together:
            await asyncio.gather(*(api.post(launch, {"content": str(number)}) for number in range(5)))
        else:
            for number in range(5):
                await api.post(launch, {"content": str(number)})
    sixth = asyncio.create_task(api.post(launch, {"content": "5"}))
    await asyncio.wait({sixth}, timeout=0.1)
    assert not sixth.done()
    assert [call.status for call in log.of("discord", POST)] == [200] * 5
    sixth.cancel()
    await asyncio.gather(sixth, return_exceptions=True)
    await rest.close()


async def test_a_limit_met_all_the_same_is_waited_for(
    config: DiscordConfig, world: DiscordService, clock: TurnedClock, faults: FaultPlan, log: CallLog
) -> None:
    point_discord_py(config)
    rest = Rest(config.token, clock, timeout=10.0)
    faults.add(Fault("discord", POST, "ratelimited", times=2, with_={"retry_after": 0.01}))
    posted = await Api(rest).post(world.ids()["#launch"], {"content": "hello"})
    assert posted["content"] == "hello"
    assert [call.status for call in log.of("discord", POST)] == [429, 429, 200]
    await rest.close()
