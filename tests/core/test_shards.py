from hypothesis import given, strategies as st

from bot.core.leases import Standing
from bot.core.shards import Shard, Shards, fair_share, shard_of, whole
from bot.core.values import Address

PLACE = Address("discord", "42", "C1")


def shares(shards: int, members: int) -> list[int]:
    return [fair_share(shards, Standing(rank, members)) for rank in range(members)]


@given(st.integers(1, 200), st.integers(1, 50))
def test_all_shards_are_taken_and_nobody_has_two_more_than_another(shards: int, members: int) -> None:
    taken = shares(shards, members)
    assert sum(taken) == shards
    assert max(taken) - min(taken) <= 1


@given(st.integers(1, 200), st.integers(2, 50), st.data())
def test_nobody_gives_up_a_shard_because_another_has_left(shards: int, members: int, data: st.DataObject) -> None:
    left = data.draw(st.integers(0, members - 1))
    before = [share for rank, share in enumerate(shares(shards, members)) if rank != left]
    assert all(now >= then for now, then in zip(shares(shards, members - 1), before, strict=True))


@given(st.integers(1, 200), st.integers(1, 50))
def test_nobody_gets_a_shard_because_another_has_come(shards: int, members: int) -> None:
    assert all(now <= then for now, then in zip(shares(shards, members + 1), shares(shards, members), strict=False))


def test_a_place_belongs_to_the_shard_that_its_platform_says() -> None:
    class FakePlatform:
        shards = Shards(("left", "right"), lambda address: int(address.workspace) % 2)

    find = shard_of({"discord": FakePlatform()})
    assert find(PLACE) == Shard("discord", "left")
    assert find(Address("discord", "43", "C1")) == Shard("discord", "right")


def test_a_platform_with_one_shard_is_called_by_its_name_alone() -> None:
    assert str(whole(PLACE)) == "discord"
    assert shard_of({})(PLACE) == Shard("discord", Shards().of(PLACE))
    assert str(Shard("discord", "shard 1 of 2")) == "discord shard 1 of 2"
