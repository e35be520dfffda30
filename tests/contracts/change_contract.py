"""What every transcript promises of what is edited, deleted and counted. Fixtures: `store` and `open_store`."""

from dataclasses import replace

from bot.core.records import Count
from tests.contracts.stores import (
    THREAD,
    OpenStore,
    Store,
    accepted,
    answered,
    elsewhere,
    message_id,
    position,
    said,
    texts,
)


class ChangeContract:
    async def test_edit_gives_the_new_text_without_the_old_count(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1)])
        await store.transcript.counted(THREAD, {position(1): Count(2, 3)})

        assert await store.transcript.edit(THREAD, message_id(1), "better")

        (entry,) = await store.transcript.newest(await accepted(store, 2), after="", limit=9)
        assert (entry.text, entry.count) == ("better", None)

    async def test_edit_of_an_unknown_message_says_so(self, store: Store) -> None:
        assert not await store.transcript.edit(THREAD, message_id(1), "better")

    async def test_edit_finds_the_message_by_its_channel_alone(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1)])

        assert await store.transcript.edit(replace(THREAD, thread=""), message_id(1), "better")
        assert not await store.transcript.edit(elsewhere("C2"), message_id(1), "better")

    async def test_edit_does_not_touch_the_bot_s_own_turn(self, store: Store) -> None:
        await answered(store, 1, answer=2)

        assert not await store.transcript.edit(THREAD, message_id(2), "half of it")
        assert await texts(store, await accepted(store, 3), limit=1) == ["answer 2"]

    async def test_deleted_message_is_gone(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1), said(2)])

        assert await store.transcript.delete(THREAD, message_id(1))

        assert await texts(store, await accepted(store, 3)) == ["message 2"]

    async def test_history_read_later_does_not_bring_it_back(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1)])
        await store.transcript.delete(THREAD, message_id(1))
        assert not await store.transcript.delete(THREAD, message_id(2))  # nobody had said it yet

        assert await store.transcript.add(THREAD, [said(1), said(2)]) == 0
        assert await texts(store, await accepted(store, 3)) == []

    async def test_deleted_message_cannot_be_edited(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1)])
        await store.transcript.delete(THREAD, message_id(1))

        assert not await store.transcript.edit(THREAD, message_id(1), "back again")


class CountContract:
    async def test_counts_are_kept(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await store.transcript.add(THREAD, [said(1), said(2)])
            await store.transcript.counted(THREAD, {position(1): Count(2, 3), position(2): Count(4, 5)})

        async with open_store() as store:
            entries = await store.transcript.newest(await accepted(store, 3), after="", limit=9)

        assert [entry.count for entry in entries] == [Count(4, 5), Count(2, 3)]

    async def test_count_of_an_older_text_is_refused(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1)])
        turn = await accepted(store, 2)
        await store.transcript.newest(turn, after="", limit=9)
        await store.transcript.edit(THREAD, message_id(1), "a much longer text")
        await store.transcript.counted(THREAD, {position(1): Count(2, 3)})

        (entry,) = await store.transcript.newest(turn, after="", limit=9)
        assert entry.count is None

        await store.transcript.counted(THREAD, {position(1): Count(6, 7)})
        (entry,) = await store.transcript.newest(turn, after="", limit=9)
        assert entry.count == Count(6, 7)

    async def test_no_counts_is_no_error(self, store: Store) -> None:
        await store.transcript.counted(THREAD, {})
