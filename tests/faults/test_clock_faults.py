"""The clock of the machine is set while an answer is written, or the machine sleeps: the answer is whole."""

import pytest

from tests.faults.ordeal import CHAT, WORDS, Ordeal

HOUR = 3_600.0  # seconds


@pytest.mark.parametrize("seconds", [-HOUR, HOUR], ids=["back", "forward"])
async def test_the_wall_clock_jumps_in_mid_answer(ordeal: Ordeal, seconds: float) -> None:
    ordeal.slowly()
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.until_seen(WORDS[:4])
        ordeal.clock.set_wall(seconds)
        await ordeal.completes()


async def test_the_wall_clock_jumps_back_while_a_limit_is_waited_for(ordeal: Ordeal) -> None:
    ordeal.fault("mistral", CHAT, "status", status=429)
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.talk.until(lambda: ordeal.world.log.of("mistral", CHAT))
        ordeal.clock.set_wall(-HOUR)
        await ordeal.completes()


async def test_the_machine_sleeps_for_an_hour_in_mid_answer(ordeal: Ordeal) -> None:
    ordeal.slowly()
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.until_seen(WORDS[:4])
        ordeal.clock.advance(HOUR)
        await ordeal.completes()
