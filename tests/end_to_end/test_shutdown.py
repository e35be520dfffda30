"""SIGTERM lets running answers finish for a set time; what does not finish goes on at the next start."""

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.trial.stage import SlackStage
from deploy.sandbox.faults import Fault
from deploy.sandbox.world import World
from tests.bench.people import DiscordPeople, People, SlackPeople, wait
from tests.bench.processes import Sandbox, bot, only, sandbox
from tests.talk import Talk, living

PEOPLE = [pytest.param(SlackPeople, id="slack"), pytest.param(DiscordPeople, id="discord")]


def begun(world: Sandbox) -> None:
    """Wait until Mistral has been asked."""
    end = time.monotonic() + 10
    while not any(call["name"] == "POST /v1/chat/completions" for call in world.calls(0)[0]):
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("kind", PEOPLE)
def test_a_running_answer_is_finished_before_the_process_ends(kind: type[SlackPeople] | type[DiscordPeople]) -> None:
    with sandbox() as world, bot({**only(world.environment, kind.service), "DRAIN_SECONDS": "10"}) as running:
        people: People = kind(world)
        world.do("mistral", "pace", first=0.2, tokens_per_second=60)
        world.do("mistral", "script", replies=[{"tokens": 60}])
        key = people.ask("a question")
        begun(world)
        running.process.send_signal(signal.SIGTERM)

        assert running.process.wait(timeout=10) == 0
        assert people.answer(key) is not None


@pytest.mark.parametrize("kind", PEOPLE)
def test_what_does_not_finish_in_time_goes_on_at_the_next_start(
    kind: type[SlackPeople] | type[DiscordPeople], tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = tmp_path_factory.mktemp("shutdown") / "kept.sqlite3"
    with sandbox() as world:
        environment = {**only(world.environment, kind.service), "DATABASE_URL": f"sqlite:///{database}"}
        people: People = kind(world)
        with bot({**environment, "DRAIN_SECONDS": "0.2"}) as running:
            world.do("mistral", "pace", first=30.0)
            key = people.ask("a question")
            begun(world)
            running.process.send_signal(signal.SIGTERM)
            assert running.process.wait(timeout=10) == 0
        world.do("mistral", "pace")
        with bot(environment):
            assert wait(people, [key], patience=15)


def test_a_second_signal_ends_the_process_at_once() -> None:
    with sandbox() as world, bot({**only(world.environment, "slack"), "DRAIN_SECONDS": "60"}) as running:
        people = SlackPeople(world)
        world.do("mistral", "pace", first=60.0)
        people.ask("a question")
        begun(world)
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)  # a process of its own rings no bell when a signal has been handled
        assert running.process.poll() is None
        running.process.send_signal(signal.SIGTERM)

        assert running.process.wait(timeout=2) == 130


async def test_what_slack_has_just_sent_is_stored_and_acknowledged_before_the_end(world: World, tmp_path: Path) -> None:
    """Also where Discord has ended before."""
    talk = Talk(world, SlackStage(world))
    world.faults.add(Fault("slack", "users.info", "latency", with_={"seconds": 0.5}))
    async with living(world, tmp_path, DRAIN_SECONDS="0"):
        talk.begin("@Galerne are you there?", "Dev")
        await talk.until(lambda: world.log.of("slack", "users.info"))

    assert [each["outcome"] for each in world.slack.deliveries() if each["type"] == "message"] == ["acked"]
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (1,)
