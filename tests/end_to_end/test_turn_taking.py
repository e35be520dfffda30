"""Stop, bursts, steering, replacing, and what people are told while they wait: on both platforms."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.trial.stage import DiscordStage, SlackStage
from deploy.sandbox.faults import Fault
from deploy.sandbox.world import World
from tests.talk import Talk

CHAT = "POST /v1/chat/completions"


class FakeFastClock(SystemClock):
    """The real clock, but a second's sleep takes a twentieth of one."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 20)


class FakeLaterClock(SystemClock):
    """The real clock, some seconds ahead."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead

    def time(self) -> float:
        return super().time() + self._ahead


def last_text(talk: Talk) -> str:
    """What the bot's last message shows now, finished or not."""
    if talk.stage.name == "Slack":
        mine = [each for each in talk.world.slack.messages("launch", talk.thread) if each["bot"]]
        return str(mine[-1]["text"]) if mine else ""
    bot = talk.world.discord.ids()["bot"]
    mine = [each for each in talk.world.discord.messages(talk.thread) if each["author_id"] == bot]
    return str(mine[-1]["content"]) if mine else ""


def asked(talk: Talk) -> list[dict[str, Any]]:
    return [dict(call.body) for call in talk.world.log.of("mistral", CHAT)]


async def until_accepted(folder: Path, turns: int) -> None:
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as database:
        async with asyncio.timeout(10):
            while database.execute("SELECT count(*) FROM turns").fetchone() != (turns,):  # noqa: ASYNC110 - a database rings no bell
                await asyncio.sleep(0.01)


async def test_stop_ends_an_answer_within_a_second_and_keeps_what_was_written(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=0.0, tokens_per_second=20)
    talk.world.mistral.script([{"tokens": 2000}])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne tell me a long story", "Bao")
        await talk.until(lambda: "wind" in last_text(talk))
        before = talk.world.clock.monotonic()
        talk.say("!stop", "Bao")
        await talk.until(lambda: "Stopped." in last_text(talk))
        took = talk.world.clock.monotonic() - before

        assert "wind" in talk.posts()[0].text
        assert talk.posts()[0].text.endswith("_Stopped._")
        assert took < 1.0


async def test_slacks_own_stop_button_ends_the_answer(world: World, tmp_path: Path) -> None:
    talk = Talk(world, SlackStage(world))
    talk.world.mistral.pace(first=0.0, tokens_per_second=20)
    talk.world.mistral.script([{"tokens": 2000}])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne tell me a long story", "Bao")
        await talk.until(lambda: "wind" in last_text(talk))
        talk.world.slack.stop("Bao", "launch", talk.thread)
        await talk.until(lambda: "Stopped." in last_text(talk))
        talk.say("@Galerne are you there?", "Bao")
        await talk.until(lambda: len(asked(talk)) == 2)
        await talk.until(lambda: talk.posts() and talk.posts()[-1].footer)


async def test_discords_stop_button_ends_the_answer_and_is_gone_afterwards(world: World, tmp_path: Path) -> None:
    talk = Talk(world, DiscordStage(world))
    talk.world.mistral.pace(first=0.0, tokens_per_second=20)
    talk.world.mistral.script([{"tokens": 2000}])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne tell me a long story", "Bao")
        await talk.until(lambda: "wind" in last_text(talk))
        world.discord.press("Bao", talk.thread, talk.posts()[-1].id, label="Stop")
        await talk.until(lambda: "Stopped." in last_text(talk))

    assert "Stop" not in str(world.discord.messages(talk.thread)[-1]["components"])


async def test_a_burst_of_one_person_is_answered_once_and_read_whole(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=0.3)
    async with talk.bot(tmp_path, BURST_SECONDS="5"):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne hello", "Bao")
        talk.say("@Galerne one more thing", "Bao")
        talk.say("@Galerne when is lunch?", "Bao")
        assert "noon" in await talk.answer()
        talk.say("@Galerne thanks", "Dev")
        await talk.answer()

        assert len(talk.posts()) == 2
        shown = asked(talk)[-1]["messages"]
        assert [message["role"] for message in shown] == ["system", "user", "assistant", "user"]
        assert "Bao: one more thing" in shown[1]["content"]


async def test_the_rest_of_a_burst_is_answered_if_its_last_message_is_deleted(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=0.5)
    async with talk.bot(tmp_path, BURST_SECONDS="5"):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne hello", "Dev")
        talk.say("@Galerne when is lunch?", "Bao")
        last = talk.say("@Galerne are you stupid?", "Bao")
        await talk.until(lambda: asked(talk))
        talk.delete(last, "Bao")
        await talk.answer()
        assert "noon" in await talk.answer()
        talk.say("@Galerne bye", "Dev")
        await talk.answer()

    assert len(talk.posts()) == 3
    assert not any("stupid" in str(request) for request in asked(talk))


async def test_an_answer_that_gave_way_to_a_message_that_is_deleted_is_begun_again(talk: Talk, tmp_path: Path) -> None:
    """The later message has to wait for a free place, and is gone before it gets one."""
    talk.world.mistral.pace(first=0.5)
    async with talk.bot(tmp_path, BURST_SECONDS="5", CONCURRENT_TURNS="1"):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.until(lambda: len(asked(talk)) == 1)
        other = talk.stage.begin("Dev", "Dinner is at eight.")
        talk.stage.say("Dev", other, "@Galerne when is dinner?")
        await until_accepted(tmp_path, 2)
        last = talk.say("@Galerne are you stupid?", "Bao")
        await talk.until(lambda: len(asked(talk)) == 2)
        talk.delete(last, "Bao")
        assert "noon" in await talk.answer()

    assert len(talk.posts()) == 1
    assert ["dinner" in str(request) for request in asked(talk)] == [False, True, False]


async def test_a_message_can_join_the_running_answer(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=0.3, tokens_per_second=100)
    talk.world.mistral.script([{"text": "The first part."}, {"text": "And the second part."}])
    async with talk.bot(tmp_path, WHILE_ANSWERING="steer"):
        talk.begin("Let us begin.")
        talk.say("@Galerne the first question", "Bao")
        await talk.until(lambda: asked(talk))
        talk.say("@Galerne and the second, please", "Dev")
        answer = await talk.answer()

        assert answer == "The first part.\n\nAnd the second part."
        assert asked(talk)[1]["messages"][-1]["content"] == "Dev: and the second, please"
        talk.say("@Galerne a third", "Dev")
        await talk.answer()
        assert len(talk.posts()) == 2


async def test_a_message_can_take_the_place_of_the_running_answer(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=0.0, tokens_per_second=20)
    talk.world.mistral.script([{"tokens": 2000}, {"text": "Short."}])
    async with talk.bot(tmp_path, WHILE_ANSWERING="replace"):
        talk.begin("Let us begin.")
        talk.say("@Galerne tell me a long story", "Bao")
        await talk.until(lambda: "wind" in last_text(talk))
        talk.say("@Galerne never mind, a short one", "Bao")
        await talk.until(lambda: len(talk.posts()) == 2 and talk.posts()[1].footer)

    first, second = talk.posts()
    assert first.text.endswith("_Stopped, for the next question._")
    assert second.text == "Short."


async def test_a_message_edited_before_its_turn_is_answered_as_edited(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=0.5)
    async with talk.bot(tmp_path):
        talk.begin("Lunch is at noon. Dinner is at eight.")
        talk.say("@Galerne hello", "Dev")
        second = talk.say("@Galerne when is lunch?", "Bao")
        third = talk.say("@Galerne are you stupid?", "Dev")
        await talk.until(lambda: asked(talk))
        talk.edit(second, "@Galerne when is dinner?", "Bao")
        talk.delete(third, "Dev")
        await talk.answer()
        assert "eight" in await talk.answer()
        talk.say("@Galerne bye", "Dev")
        await talk.answer()

    assert len(talk.posts()) == 3
    assert not any("stupid" in str(request) for request in asked(talk))


async def test_who_waits_long_is_told_the_place_in_the_message_of_the_answer(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=1.0)
    async with talk.bot(tmp_path, clock=FakeFastClock()):
        talk.begin("Let us begin.")
        talk.say("@Galerne a slow question", "Bao")
        talk.say("@Galerne another one", "Dev")
        await talk.until(lambda: "one answer comes first" in last_text(talk))
        talk.world.mistral.pace()
        await talk.until(lambda: len(talk.posts()) == 2 and all(post.footer for post in talk.posts()))

    assert "comes first" not in "".join(post.text for post in talk.posts())


async def test_too_many_questions_are_told_so_at_once(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=30.0)
    async with talk.bot(tmp_path, WAITING_TURNS="1", DRAIN_SECONDS="0"):
        talk.begin("Let us begin.")
        for number in range(3):
            talk.say(f"@Galerne question {number}", "Bao")
        await talk.until(lambda: "please ask again in a few minutes" in last_text(talk))


async def test_a_question_that_is_too_old_is_closed_with_a_sentence(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=30.0)
    async with talk.bot(tmp_path, DRAIN_SECONDS="0"):
        talk.begin("Let us begin.")
        talk.say("@Galerne are you there?", "Bao")
        await talk.until(lambda: asked(talk))

    async with talk.bot(tmp_path, clock=FakeLaterClock(2 * 3600)):
        await talk.until(lambda: "if it still matters, please ask again" in last_text(talk))
    assert len(asked(talk)) == 1


async def test_an_answer_that_broke_off_too_long_ago_is_closed_in_its_own_message(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.script([{"tokens": 200}])
    talk.world.mistral.pace(0.0, 20.0)
    async with talk.bot(tmp_path, DRAIN_SECONDS="0"):
        talk.begin("Let us begin.")
        talk.say("@Galerne are you there?", "Bao")
        await talk.until(lambda: "wind" in last_text(talk))

    async with talk.bot(tmp_path, clock=FakeLaterClock(2 * 3600)):
        await talk.until(lambda: "if it still matters, please ask again" in last_text(talk))
    assert len(talk.posts()) == 1
    assert len(asked(talk)) == 1


async def test_an_answer_the_platform_will_not_take_is_kept_and_shown_later(talk: Talk, tmp_path: Path) -> None:
    names = {"Slack": ["chat.*"], "Discord": ["POST channels/messages", "PATCH channels/messages"]}[talk.stage.name]
    faults = [Fault(talk.stage.name.lower(), name, "status", times=1000, with_={"status": 503}) for name in names]
    for fault in faults:
        talk.world.faults.add(fault)
    talk.world.mistral.script([{"text": "Here it is."}])
    async with talk.bot(tmp_path, clock=FakeFastClock(), DRAIN_SECONDS="0"):
        talk.begin("Let us begin.")
        talk.say("@Galerne where is it?", "Bao")
        await talk.until(lambda: [call for call in talk.world.log if call.status == 503][5:])

    talk.world.faults.clear()
    async with talk.bot(tmp_path):
        assert await talk.answer() == "Here it is."
    assert len(asked(talk)) == 1, "the model is not asked again for an answer that is known"
