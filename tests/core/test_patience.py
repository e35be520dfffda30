"""How many may wait: exactly so many, however many come in at once."""

import asyncio
from typing import Any

from bot.core.patience import Patience
from tests.fakes import FakeClock, FakeQueue


async def test_what_is_just_being_stored_counts_as_waiting() -> None:
    nobody: Any = None
    patience = Patience(nobody, FakeQueue(), FakeClock(), most=2)
    stored = asyncio.Event()

    async def enter() -> bool:
        with patience.entering() as full:
            await stored.wait()
            return full

    entering = [asyncio.create_task(enter()) for _ in range(4)]
    await asyncio.sleep(0)
    stored.set()

    assert await asyncio.gather(*entering) == [False, False, True, True]
    with patience.entering() as full:
        assert not full, "none of them has come to wait"
