import asyncio

import pytest

from bot.core.values import Address, Author
from deploy.sandbox.slack.records import Rank
from tests.adapters.slack.rig import ANA, BAO, BOARD, GENERAL, TEAM, Rig

CHLOE = "U0CHLOE01"


async def can_read(rig: Rig, user: str, channel: str) -> bool:
    return await rig.platform.can_read(Author(user, user), Address("slack", TEAM, channel))


def calls(rig: Rig, method: str) -> int:
    return rig.names().count(method)


@pytest.mark.parametrize("rank", ["guest", "single-channel guest", "stranger"])
async def test_guests_and_people_from_elsewhere_read_only_where_they_are(rig: Rig, rank: Rank) -> None:
    elsewhere = rig.slack.create_channel("plans", ["Ana", "galerne"])
    rig.slack.rank("Chloé", rank)

    assert await can_read(rig, CHLOE, GENERAL)
    assert not await can_read(rig, CHLOE, elsewhere)
    assert await can_read(rig, BAO, elsewhere)


async def test_an_admin_of_another_workspace_is_none_here(rig: Rig) -> None:
    rig.slack.rank("Bao", "owner")

    assert (await rig.platform.person(Author(BAO, "Bao"), Address("slack", TEAM, GENERAL))).admin
    assert not (await rig.platform.person(Author(BAO, "Bao"), Address("slack", "T0OTHER", GENERAL))).admin


async def test_what_was_told_holds_for_a_minute(still: Rig) -> None:
    assert not await can_read(still, CHLOE, BOARD)
    still.slack.join("Chloé", "board")
    await still.turn(50)
    assert not await can_read(still, CHLOE, BOARD)
    assert calls(still, "conversations.members") == 1
    await still.turn(11)
    assert await can_read(still, CHLOE, BOARD)


async def test_who_became_a_guest_is_one_within_a_minute(still: Rig) -> None:
    elsewhere = still.slack.create_channel("plans", ["Ana", "galerne"])
    assert await can_read(still, CHLOE, elsewhere)
    still.slack.rank("Chloé", "guest")
    await still.turn(61)
    assert not await can_read(still, CHLOE, elsewhere)


async def test_members_are_read_to_the_last_page(rig: Rig) -> None:
    place = rig.slack._backend.workspace.place("board")
    place.members[:0] = [f"U{number:08}" for number in range(2_500)]

    assert await can_read(rig, ANA, BOARD)
    assert calls(rig, "conversations.members") == 3


async def test_without_the_permission_to_ask_it_reads_for_nobody(rig: Rig) -> None:
    rig.slack.grant(["channels:history", "users:read"])

    assert not await can_read(rig, ANA, GENERAL)


async def test_where_slack_does_not_tell_it_reads_for_nobody_and_asks_again(rig: Rig) -> None:
    rig.fail("conversations.members", "error", error="fatal_error", times=3)

    assert not await can_read(rig, ANA, BOARD)
    assert await can_read(rig, ANA, BOARD)


async def test_a_person_that_slack_does_not_tell_of_reads_only_where_they_are(rig: Rig) -> None:
    elsewhere = rig.slack.create_channel("plans", ["Bao", "galerne"])
    rig.fail("users.info", "error", error="fatal_error", times=9)

    assert not await can_read(rig, ANA, elsewhere)
    assert await can_read(rig, ANA, GENERAL)


async def test_many_who_ask_at_once_are_all_told(rig: Rig) -> None:
    assert all(await asyncio.gather(*(can_read(rig, user, GENERAL) for user in (ANA, BAO, CHLOE))))
