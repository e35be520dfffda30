"""What every outbox promises of uploads. Fixtures: `store` and `open_store`."""

import asyncio

import pytest

from bot.core.errors import Superseded
from tests.contracts.stores import OpenStore, Store, answered, begun


class UploadContract:
    async def test_the_last_mark_of_each_key_is_known(self, store: Store) -> None:
        outbox = store.journal.outbox(await begun(store, 1))
        assert outbox.uploads == {}

        await outbox.record_upload("pages.md", "begun:F1")
        await outbox.record_upload("pictures.zip", "begun:F2")
        await outbox.record_upload("pages.md", "shared:F1")

        assert outbox.uploads == {"pages.md": "shared:F1", "pictures.zip": "begun:F2"}

    async def test_uploads_of_earlier_attempts_are_continued_after_a_restart(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            turn = await begun(store, 1)
            await store.journal.outbox(turn).record_upload("pages.md", "begun:F1")
            await store.journal.outbox(await begun(store, 2)).record_upload("pages.md", "of another turn")

        async with open_store() as store:
            found, _ = await store.journal.unfinished()
            assert store.journal.outbox(found).uploads == {"pages.md": "begun:F1"}
            again = await store.journal.begin(turn.id)
            assert again is not None
            outbox = store.journal.outbox(again)
            assert outbox.uploads == {"pages.md": "begun:F1"}
            await outbox.record_upload("pages.md", "shared:F1")

        async with open_store() as store:
            found, _ = await store.journal.unfinished()
            assert found.uploads == (("pages.md", "shared:F1"),)

    async def test_upload_is_known_even_if_its_caller_was_cancelled(self, store: Store) -> None:
        turn = await begun(store, 1)
        outbox = store.journal.outbox(turn)
        task = asyncio.create_task(outbox.record_upload("pages.md", "begun:F1"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        again = await store.journal.begin(turn.id)

        assert again is not None
        assert store.journal.outbox(again).uploads == outbox.uploads == {"pages.md": "begun:F1"}

    async def test_late_attempt_and_ended_turn_record_no_upload(self, store: Store) -> None:
        late = await begun(store, 1)
        current = await store.journal.begin(late.id)
        assert current is not None
        await store.journal.outbox(current).record_upload("pages.md", "mine")

        for turn in (late, await answered(store, 2, answer=3)):
            with pytest.raises(Superseded):
                await store.journal.outbox(turn).record_upload("pages.md", "late")

        (found,) = await store.journal.unfinished()
        assert found.uploads == (("pages.md", "mine"),)
