"""What people say while the bot is down, deaf or disconnected is answered once and in order, on both platforms."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.trial.stage import SlackStage
from deploy.sandbox.faults import Fault
from deploy.sandbox.slack.app import EVENTS
from deploy.sandbox.world import World, open_world
from tests.talk import Talk

CHAT = "POST /v1/chat/completions"


class FakeSteppedClock(SystemClock):
    """The real clock, put forward by hand; a second's sleep takes a twentieth of one."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 20)


@pytest.fixture
def clock() -> FakeSteppedClock:
    return FakeSteppedClock()


@pytest.fixture
async def world(clock: FakeSteppedClock) -> AsyncIterator[World]:
    async with open_world(clock) as opened:
        yield opened


@pytest.fixture(autouse=True)
def replies(world: World) -> None:
    """The model answers "question 3" with "answer 3", whatever was said before it."""
    world.mistral.write_with(lambda asked, _: {"text": "answer " + asked.rpartition("question ")[2][:1]})


@contextmanager
def unheard(talk: Talk) -> Iterator[None]:
    """What happens meanwhile is lost for ever: Slack would try again for some minutes."""
    talk.world.slack.subscribe([])
    yield
    talk.world.slack.subscribe(sorted(EVENTS))


def tell(talk: Talk, text: str, who: str = "Ana") -> None:
    """Write to the bot directly."""
    if isinstance(talk.stage, SlackStage):
        talk.world.slack.say(who, talk.world.slack.dm(who), text)
    else:
        talk.world.discord.say(who, talk.world.discord.dm(who), text)


def answers(talk: Talk, *threads: str) -> list[str]:
    """What the bot has answered in the channel, in the threads, and directly, in the order of posting."""
    if isinstance(talk.stage, SlackStage):
        slack = talk.world.slack
        said = [*slack.messages("launch"), *slack.messages(slack.dm("Ana"))]
        mine = [(each["ts"], each["text"]) for each in said if each["bot"] and _whole(each["streaming_state"])]
    else:
        discord = talk.world.discord
        places = ["#launch", talk.thread, *threads, discord.dm("Ana")]
        said = [each for place in places for each in discord.messages(place)]
        mine = [(each["id"], each["content"]) for each in said if each["author"] == "Galerne"]
    return [text.split("\n")[0] for _, text in sorted(mine)]


def _whole(state: str) -> bool:
    return state in {"", "completed"}


async def begun(talk: Talk) -> None:
    """The bot is asked in a thread and directly, and has answered."""
    talk.begin("Let us begin.", "Chloé")
    talk.say("@Galerne question 0", "Bao")
    await talk.until(lambda: answers(talk) == ["answer 0"])
    tell(talk, "question 1")
    await talk.until(lambda: sorted(answers(talk)) == ["answer 0", "answer 1"])
    await talk.until(lambda: len(talk.world.log.of("mistral", CHAT)) == 2)


async def test_what_was_said_while_it_was_down_is_answered_once_and_in_order(
    talk: Talk, tmp_path: Path, clock: FakeSteppedClock
) -> None:
    async with talk.bot(tmp_path, clock=clock):
        await begun(talk)

    with unheard(talk):
        talk.say("@Galerne question 2", "Bao")
        talk.say("question 3, without a mention", "Dev")
        changed = talk.say("@Galerne qestoin", "Chloé")
        talk.edit(changed, "question 4, put right", "Chloé")
        another = talk.stage.begin("Dev", "@Galerne question 5")
        talk.stage.say("Dev", another, "question 6, below it")
        tell(talk, "question 7")

    expected = [f"answer {n}" for n in range(8)]
    async with talk.bot(tmp_path, clock=clock):
        await talk.until(lambda: sorted(answers(talk, another)) == expected)
        assert [post.text for post in talk.posts()] == ["answer 0", "answer 2", "answer 3", "answer 4"]

    async with talk.bot(tmp_path, clock=clock):
        talk.say("@Galerne question 8", "Bao")
        await talk.until(lambda: sorted(answers(talk, another)) == [*expected, "answer 8"])
        assert len(talk.world.log.of("mistral", CHAT)) == 9


async def test_what_is_said_meanwhile_does_not_overtake_what_was_missed(
    talk: Talk, tmp_path: Path, clock: FakeSteppedClock
) -> None:
    """However long it takes to read; and Slack is told at once that it has been heard."""
    async with talk.bot(tmp_path, clock=clock):
        await begun(talk)
    with unheard(talk):
        talk.say("@Galerne question 2", "Bao")
        talk.say("question 3, without a mention", "Dev")

    for service, name in (("slack", "conversations.history"), ("discord", "GET guilds/threads/active")):
        talk.world.faults.add(Fault(service, name, "latency", times=2, with_={"seconds": 10.0}))
    async with talk.bot(tmp_path, clock=clock):
        talk.say("question 4, without a mention", "Bao")
        talk.say("@Galerne question 5", "Dev")
        if isinstance(talk.stage, SlackStage):
            await talk.until(lambda: {each["outcome"] for each in talk.world.slack.deliveries()} <= {"acked"}, 2.0)
            assert len(talk.posts()) == 1
        await talk.until(lambda: len(talk.posts()) == 5 and talk.posts()[-1].footer)

    assert [post.text for post in talk.posts()] == [f"answer {n}" for n in (0, 2, 3, 4, 5)]


async def test_what_is_too_old_is_not_answered_and_yet_known(
    talk: Talk, tmp_path: Path, clock: FakeSteppedClock
) -> None:
    async with talk.bot(tmp_path, clock=clock):
        await begun(talk)

    with unheard(talk):
        talk.say("@Galerne question 2", "Bao")
        clock.ahead = 3_700.0
        talk.say("@Galerne question 3", "Dev")

    async with talk.bot(tmp_path, clock=clock):
        await talk.until(lambda: len(answers(talk)) == 3)
        assert [post.text for post in talk.posts()] == ["answer 0", "answer 3"]
        assert "question 2" in json.dumps(talk.last_request()["messages"])


async def test_what_was_said_to_others_is_not_answered(talk: Talk, tmp_path: Path, clock: FakeSteppedClock) -> None:
    async with talk.bot(tmp_path, clock=clock):
        await begun(talk)

    with unheard(talk):
        elsewhere = talk.stage.begin("Ana", "question 2, to everybody")
        talk.stage.say("Bao", elsewhere, "question 3, to Ana")
        talk.stage.say("Dev", elsewhere, "@Galerne question 4")

    async with talk.bot(tmp_path, clock=clock):
        await talk.until(lambda: len(answers(talk, elsewhere)) == 3)
        talk.say("@Galerne question 5")
        await talk.until(lambda: sorted(answers(talk, elsewhere)) == ["answer 0", "answer 1", "answer 4", "answer 5"])


async def test_what_was_said_while_it_was_disconnected_is_answered(
    talk: Talk, tmp_path: Path, clock: FakeSteppedClock
) -> None:
    async with talk.bot(tmp_path, clock=clock):
        await begun(talk)
        with unheard(talk):
            talk.world.discord.invalid_session(resumable=False)
            talk.say("@Galerne question 2", "Bao")
            talk.say("question 3", "Dev")
        talk.world.slack.close_sockets(abrupt=True)

        await talk.until(lambda: len(talk.posts()) == 3 and talk.posts()[-1].footer)
        assert [post.text for post in talk.posts()] == ["answer 0", "answer 2", "answer 3"]


async def test_what_was_said_while_it_was_deaf_is_answered_once(
    talk: Talk, tmp_path: Path, clock: FakeSteppedClock
) -> None:
    """Both platforms also deliver it again: to the next socket, or when the session is resumed."""
    async with talk.bot(tmp_path, clock=clock):
        await begun(talk)
        talk.world.slack.deafen()
        talk.world.discord.deafen()
        talk.say("@Galerne question 2", "Bao")
        talk.say("question 3", "Dev")
        talk.world.slack.close_sockets(abrupt=True)
        talk.world.discord.disconnect()

        await talk.until(lambda: len(talk.posts()) == 3 and talk.posts()[-1].footer)
        talk.say("@Galerne question 4", "Bao")
        await talk.until(lambda: len(talk.posts()) == 4 and talk.posts()[-1].footer)
        assert [post.text for post in talk.posts()] == ["answer 0", "answer 2", "answer 3", "answer 4"]
        assert len(talk.world.log.of("mistral", CHAT)) == 5
