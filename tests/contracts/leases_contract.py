"""What all leases promise to those who share them. Fixture: `leases`, given to two who know nothing of each other."""

import asyncio

from bot.core.leases import LeaseGroups

Two = tuple[LeaseGroups, LeaseGroups]


class LeasesContract:
    async def test_one_holds_it_and_the_others_wait(self, leases: Two) -> None:
        held: list[int] = []

        async def work(number: int) -> None:
            async with leases[number % 2].hold("work"):
                held.append(number)
                await asyncio.sleep(0.01)
                assert held[-1] == number

        await asyncio.gather(*(work(number) for number in range(5)))
        assert sorted(held) == list(range(5))

    async def test_other_names_are_other_leases(self, leases: Two) -> None:
        async with leases[0].hold("work"), leases[1].hold("play"):
            pass

    async def test_members_are_ranked_in_the_order_in_which_they_came(self, leases: Two) -> None:
        first, second = leases
        async with first.join("crew") as one:
            assert await one.look() == (0, 1)
            async with second.join("crew") as other, second.join("passengers") as stranger:
                assert await one.look() == (0, 2)
                assert await other.look() == (1, 2)
                assert await stranger.look() == (0, 1)
            assert await one.look() == (0, 1)

    async def test_who_has_left_comes_back_as_the_last(self, leases: Two) -> None:
        first, second = leases
        async with second.join("crew") as other:
            async with first.join("crew") as one:
                assert await one.look() == (1, 2)
            assert await other.look() == (0, 1)
            async with first.join("crew") as one:
                assert await one.look() == (1, 2)

    async def test_what_a_member_has_no_other_gets(self, leases: Two) -> None:
        first, second = leases
        async with first.join("crew") as one, second.join("crew") as other:
            assert await one.take("helm")
            assert await one.take("helm")
            assert not await other.take("helm")
            assert await other.take("sails")
            await one.release("helm")
            assert await other.take("helm")
            assert not await one.take("helm")

    async def test_what_was_taken_is_free_once_its_member_has_left(self, leases: Two) -> None:
        first, second = leases
        async with second.join("crew") as other:
            async with first.join("crew") as one:
                assert await one.take("helm")
            assert await other.take("helm")
