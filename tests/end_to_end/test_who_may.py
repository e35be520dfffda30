"""Lists, limits, budgets, and whose answer it is to stop: on both platforms."""

from pathlib import Path
from typing import Any

from bot.trial.stage import SlackStage
from tests.end_to_end.test_turn_taking import CHAT, last_text
from tests.talk import Talk


def id_of(talk: Talk, who: str) -> str:
    slack = isinstance(talk.stage, SlackStage)
    return str(talk.world.slack.users()[who] if slack else talk.world.discord.ids()[who])


def channel_of(talk: Talk) -> str:
    slack = isinstance(talk.stage, SlackStage)
    return str(talk.world.slack.channels()["launch"] if slack else talk.world.discord.ids()["#launch"])


def requests(talk: Talk) -> list[Any]:
    return talk.world.log.of("mistral", CHAT)


def shown(talk: Talk) -> str:
    """What all can see of the answer now."""
    if isinstance(talk.stage, SlackStage):
        return last_text(talk)
    mine = [each for each in talk.world.discord.messages(talk.thread) if each["author_id"] == id_of(talk, "bot")]
    return str([each for each in mine if not each["private_to"]][-1]["content"])


def press_stop(talk: Talk, who: str) -> None:
    if isinstance(talk.stage, SlackStage):
        talk.world.slack.stop(who, "launch", talk.thread)
    else:
        talk.press("Stop", who)


async def refusal(talk: Talk, number: int = 1) -> str:
    """What the bot's newest message says, once there are so many."""
    await talk.until(lambda: len(talk.posts()) >= number and last_text(talk))
    return last_text(talk)


async def test_who_is_denied_is_told_whom_to_ask_and_nothing_is_read(talk: Talk, tmp_path: Path) -> None:
    name = f"{talk.stage.name.lower()}:{id_of(talk, 'Bao')}"
    async with talk.bot(tmp_path, DENY_PEOPLE=name, CONTACT="Ana in #help"):
        talk.begin("Let us begin.")
        talk.say("@Galerne what is this about?", "Bao")
        told = await refusal(talk)
        talk.say("@Galerne and what is it about really?", "Bao")
        talk.say("@Galerne what is this about?", "Ana")
        await talk.until(lambda: len(talk.posts()) == 2 and talk.posts()[1].footer)

        assert told == "You are not among those who may use me; please ask Ana in #help."
        assert len(requests(talk)) == 1


async def test_in_a_channel_that_is_not_allowed_nobody_is_answered(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, DENY_CHANNELS=channel_of(talk)):
        talk.begin("Let us begin.")
        talk.say("@Galerne what is this about?", "Bao")

        assert "I may not answer here; please ask me in another channel" in await refusal(talk)
        assert not requests(talk)


async def test_who_asks_too_often_is_told_once_when_to_come_back_also_after_a_restart(
    talk: Talk, tmp_path: Path
) -> None:
    talk.begin("Let us begin.")
    async with talk.bot(tmp_path, QUESTIONS_PER_HOUR="1"):
        talk.say("@Galerne what is this about?", "Bao")
        await talk.answer()
    async with talk.bot(tmp_path, QUESTIONS_PER_HOUR="1"):
        talk.say("@Galerne and when?", "Bao")
        told = await refusal(talk, 2)
        talk.say("@Galerne and where?", "Bao")
        talk.say("@Galerne what is this about?", "Dev")
        await talk.until(lambda: len(talk.posts()) == 3 and talk.posts()[2].footer)

    assert "You may ask me one question an hour and have done so; please ask again in 60 minutes." in told
    assert len(requests(talk)) == 2


async def test_a_budget_is_warned_about_and_then_ends_the_answers(talk: Talk, tmp_path: Path) -> None:
    talk.begin("Let us begin.")
    async with talk.bot(tmp_path):
        talk.say("@Galerne what is this about?", "Bao")
        await talk.answer()
    [call] = requests(talk)
    assert call.status == 200
    async with talk.bot(tmp_path, PERSON_BUDGET="0.00001"):
        talk.say("@Galerne and when?", "Bao")

        assert "Your budget of €0.000010 for" in await refusal(talk, 2)
        assert len(requests(talk)) == 1


async def test_stop_is_for_the_asker_and_for_admins_and_others_hear_so_alone(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=0.0, tokens_per_second=20)
    talk.world.mistral.script([{"tokens": 2000}])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne tell me a long story", "Bao")
        await talk.until(lambda: "wind" in last_text(talk))
        press_stop(talk, "Dev")
        told = await talk.until(lambda: talk.whispers("Dev"))
        before = shown(talk)
        await talk.until(lambda: len(shown(talk)) > len(before) + 20)
        press_stop(talk, "Ana")
        await talk.until(lambda: "Stopped." in shown(talk))

    assert told == ["Only Bao, whose question it is, or an admin can stop this answer."]
