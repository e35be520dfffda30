"""What every timetable promises. Fixtures: `store` and `open_store`."""

import asyncio
from dataclasses import replace

from bot.core.timetable import WEEKDAYS, Plan, Rule
from bot.core.values import Author
from tests.contracts.stores import ANN, THREAD, OpenStore, Store, elsewhere

CHANNEL = replace(THREAD, thread="")
BEN = Author("U2", "Ben")
DIGEST = Plan(
    "digest", CHANNEL, ANN, Rule(days=WEEKDAYS, hour=9, zone="Europe/Paris"), {"focus": "l’été \N{GLOWING STAR}"}
)
REMINDER = Plan("reminder", THREAD, ANN, Rule(once=1_795_000_000.25), {"text": "cake"}, calls=True)


class TimetableContract:
    async def test_an_appointment_outlives_the_process(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            made = [await store.timetable.add(DIGEST, 500.0), await store.timetable.add(REMINDER, 1_795_000_000.25)]

        async with open_store() as store:
            assert [await store.timetable.get(each.id) for each in made] == made
            assert [each.plan for each in made] == [DIGEST, REMINDER]

    async def test_a_new_one_is_news(self, store: Store) -> None:
        assert not store.timetable.news.is_set()
        await store.timetable.add(DIGEST, 500.0)
        assert store.timetable.news.is_set()

    async def test_what_is_asked_for_twice_is_kept_once_as_it_is(self, store: Store) -> None:
        first = await store.timetable.add(DIGEST, 500.0)
        again = await store.timetable.add(DIGEST, 900.0)
        other = await store.timetable.add(replace(DIGEST, author=BEN), 900.0)

        assert again == first
        assert other.id != first.id

    async def test_those_of_a_channel_are_found_with_its_threads_and_without_other_kinds(self, store: Store) -> None:
        first = await store.timetable.add(DIGEST, 900.0)
        second = await store.timetable.add(replace(DIGEST, author=BEN), 500.0)
        reminder = await store.timetable.add(REMINDER, 500.0)
        await store.timetable.add(replace(DIGEST, where=elsewhere("C2")), 500.0)

        assert await store.timetable.of_channel("digest", THREAD) == [first, second]
        assert await store.timetable.of_channel("reminder", CHANNEL) == [reminder]

    async def test_those_of_a_person_come_in_the_order_in_which_they_are_due(self, store: Store) -> None:
        later = await store.timetable.add(REMINDER, 900.0)
        sooner = await store.timetable.add(replace(REMINDER, values={"text": "tea"}), 500.0)
        await store.timetable.add(replace(REMINDER, author=BEN), 500.0)
        await store.timetable.add(DIGEST, 500.0)

        assert await store.timetable.of_person("reminder", "slack", ANN.id) == [sooner, later]
        assert await store.timetable.of_person("reminder", "discord", ANN.id) == []

    async def test_what_is_due_comes_the_longest_overdue_first(self, store: Store) -> None:
        assert await store.timetable.next_due() is None
        made = [
            await store.timetable.add(replace(DIGEST, values={"focus": str(due)}), due) for due in (30.0, 10.0, 40.0)
        ]

        assert await store.timetable.next_due() == 10.0
        assert await store.timetable.due(30.0, limit=10) == [made[1], made[0]]
        assert await store.timetable.due(30.0, limit=1) == [made[1]]
        assert await store.timetable.due(9.9, limit=10) == []

    async def test_of_several_that_move_it_on_one_does(self, store: Store) -> None:
        made = await store.timetable.add(DIGEST, 500.0)

        moved = await asyncio.gather(*(store.timetable.move_on(made, 900.0) for _ in range(5)))

        assert sorted(moved) == [False, False, False, False, True]
        assert await store.timetable.get(made.id) == replace(made, due=900.0)

    async def test_what_is_over_is_gone(self, store: Store) -> None:
        made = await store.timetable.add(REMINDER, 500.0)

        assert not await store.timetable.move_on(replace(made, due=499.0), None)
        assert await store.timetable.move_on(made, None)
        assert await store.timetable.get(made.id) is None
        assert (await store.timetable.add(REMINDER, 500.0)).id > made.id

    async def test_what_was_removed_is_neither_moved_on_nor_removed_again(self, store: Store) -> None:
        made = await store.timetable.add(DIGEST, 500.0)

        assert await store.timetable.remove(made.id)
        assert not await store.timetable.remove(made.id)
        assert not await store.timetable.move_on(made, 900.0)
        assert await store.timetable.next_due() is None

    async def test_a_run_that_ends_late_does_not_take_back_a_later_one(self, store: Store) -> None:
        made = await store.timetable.add(DIGEST, 500.0)
        await store.timetable.ran(made.id, 900.0)
        await store.timetable.ran(made.id, 500.0)

        assert await store.timetable.get(made.id) == replace(made, ran_upto=900.0)
