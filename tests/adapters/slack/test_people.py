import asyncio

from adapters.slack.people import People
from adapters.slack.viewpoint import Identity, Viewpoint
from bot.core.values import Address, Author, Person
from tests.adapters.slack.rig import ANA, BAO, GENERAL, TEAM, Rig

PLACE = Address("slack", TEAM, GENERAL)


def people_of(rig: Rig) -> People:
    return rig.platform._wire()[1]


async def test_names_are_asked_for_once_an_hour(still: Rig) -> None:
    people = people_of(still)
    assert await people.names([ANA, BAO]) == {ANA: "Ana", BAO: "Bao"}
    await people.names([ANA, BAO])
    assert len(still.names()) == 2
    await still.turn(3_700)
    await people.names([ANA])
    assert len(still.names()) == 3


async def test_a_name_asked_for_twice_at_once_is_one_call(rig: Rig) -> None:
    people = people_of(rig)
    await asyncio.gather(*(people.names([ANA]) for _ in range(5)))
    assert len(rig.names()) == 1


async def test_who_has_no_name_is_called_by_the_id(rig: Rig) -> None:
    rig.fail("users.info", "error", error="user_not_found", times=9)
    view = Viewpoint(Identity("T", "U", "B"), await people_of(rig).names(["U0GHOST"]))
    assert view.name("U0GHOST") == "U0GHOST"


async def test_names_that_do_not_come_are_not_waited_for(rig: Rig) -> None:
    rig.fail("users.info", "hang")
    assert await people_of(rig).names([ANA]) == {}


async def test_many_names_leave_some_calls_to_others(rig: Rig) -> None:
    await people_of(rig).names([f"U{number:08}" for number in range(150)])
    assert len(rig.names()) == 90


async def test_more_people_than_slack_names_in_a_minute_are_waited_for_where_there_is_time(still: Rig) -> None:
    people, budget = people_of(still), still.platform._wire()[0].api.budget
    for _ in range(95):
        budget.take("users.info")

    asking = asyncio.create_task(people.all_names([ANA, BAO]))
    await still.turn(50.0)
    assert not asking.done()
    for _ in range(8):
        await still.turn(2.0)
        await still.round_trip()

    assert await asking == {ANA: "Ana", BAO: "Bao"}


async def test_who_has_no_name_is_not_waited_for_even_where_there_is_time(rig: Rig) -> None:
    rig.fail("users.info", "error", error="user_not_found")
    assert await people_of(rig).all_names(["U0GHOST"]) == {"U0GHOST": "U0GHOST"}


async def test_zone_comes_with_the_name(rig: Rig) -> None:
    assert await people_of(rig).names([BAO]) == {BAO: "Bao"}
    assert (await rig.platform.person(Author(BAO, "Bao"), PLACE)).zone == "Asia/Ho_Chi_Minh"
    assert len(rig.names()) == 1


async def test_zone_that_slack_does_not_tell_is_empty(rig: Rig) -> None:
    rig.fail("users.info", "error", error="user_not_found")
    assert await rig.platform.person(Author("U0GHOST", "Ghost"), PLACE) == Person()
