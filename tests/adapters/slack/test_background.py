import asyncio

from adapters.slack.background import Background


async def test_what_is_begun_is_ended_with_the_adapter() -> None:
    background, ended = Background(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = background.begin(work())
    await asyncio.sleep(0)
    await background.close()
    assert task.cancelled()
    assert ended.is_set()


async def test_what_has_ended_is_forgotten() -> None:
    background = Background()

    async def work() -> None:
        """Nothing to do."""

    await background.begin(work())
    await asyncio.sleep(0)
    assert not background._tasks
