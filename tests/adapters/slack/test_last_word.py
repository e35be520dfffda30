from typing import Any

from bot.core.values import Address, Author
from tests.adapters.slack.rig import ANA, GENERAL, TEAM, Rig

NOW = 1_795_000_000.0  # when the clock of `still` stands
PLACE = Address("slack", TEAM, GENERAL)
REPLIES, HISTORY = "conversations.replies", "conversations.history"


async def last_word(rig: Rig, *, before: str = "", place: Address = PLACE) -> float:
    return await rig.platform.last_word(place, Author(ANA, "Ana"), before=before)


def past(rig: Rig, who: str, ago: float, thread: str = "") -> str:
    return str(rig.slack.past(who, GENERAL, "words", NOW - ago, thread))


def calls(rig: Rig, name: str) -> list[Any]:
    return [call.body for call in rig.log if call.name == name]


async def test_a_quiet_channel_takes_one_call(still: Rig) -> None:
    mine = past(still, "Ana", 500)
    past(still, "Bao", 100)
    asked = past(still, "Ana", 10)

    assert await last_word(still, before=asked) == float(mine)
    assert [call["latest"] for call in calls(still, HISTORY)] == [asked]
    assert calls(still, REPLIES) == []


async def test_without_a_message_it_is_until_now(still: Rig) -> None:
    mine = past(still, "Ana", 500)
    past(still, "Bao", 100)

    assert await last_word(still) == float(mine)


async def test_only_threads_are_looked_into_that_went_on_and_may_hold_a_word(still: Rig) -> None:
    over = past(still, "Bao", 900)
    past(still, "Ana", 800, over)
    past(still, "Ana", 500)
    theirs = past(still, "Bao", 400)
    past(still, "Chloé", 300, theirs)
    shared = past(still, "Bao", 600)
    word = past(still, "Ana", 200, shared)
    past(still, "Bao", 100, shared)

    assert await last_word(still) == float(word)
    assert [call["ts"] for call in calls(still, REPLIES)] == [shared]


async def test_asked_in_a_thread_it_is_the_last_word_there(still: Rig) -> None:
    root = past(still, "Bao", 900)
    mine = past(still, "Ana", 800, root)
    past(still, "Ana", 500)
    asked = past(still, "Ana", 10, root)

    assert await last_word(still, before=asked, place=Address("slack", TEAM, GENERAL, root)) == float(mine)
    assert calls(still, HISTORY) == []


async def test_question_in_the_channel_is_about_the_channel(still: Rig) -> None:
    mine = past(still, "Ana", 500)
    asked = past(still, "Ana", 10)

    assert await last_word(still, before=asked, place=Address("slack", TEAM, GENERAL, asked)) == float(mine)


async def test_it_is_looked_for_on_further_pages_but_not_for_ever(still: Rig) -> None:
    past(still, "Ana", 300_000)
    for number in range(2_000):
        past(still, "Bao", 200_000 - number)
    assert await last_word(still) == NOW - 300_000
    assert len(calls(still, HISTORY)) == 3

    for number in range(4_000):
        past(still, "Bao", 100_000 - number)
    assert await last_word(still) == 0.0
    assert len(calls(still, HISTORY)) == 3 + 4


async def test_what_may_not_be_read_is_not_found(still: Rig) -> None:
    past(still, "Ana", 500)
    still.slack.leave("galerne", GENERAL)

    assert await last_word(still) == 0.0


async def test_coming_in_is_not_writing(still: Rig) -> None:
    channel = still.slack.create_channel("small", ["Bao", "galerne"])
    still.slack.join("Ana", channel)
    still.slack.say("Bao", channel, "welcome")

    assert await last_word(still, place=Address("slack", TEAM, channel)) == 0.0
