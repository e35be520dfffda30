"""How soon an answer can be read, how many calls it takes, and what it costs."""

import statistics

from tests.bench.people import CONNECTING, DiscordPeople, People, SlackPeople, wait
from tests.bench.processes import Bot, Sandbox, bot, only, sandbox
from tests.bench.table import Table

FIRST, SPEED = 0.3, 60  # the model's: seconds to its first token, tokens a second after it
TURNS = 6


def measure(table: Table) -> None:
    for platform, kind in (("slack", SlackPeople), ("discord", DiscordPeople)):
        with sandbox() as world, bot(only(world.environment, platform)) as process:
            people: People = kind(world)
            world.do("mistral", "pace", first=FIRST, tokens_per_second=SPEED)
            warm_up(world, people)
            table.heading(f"{platform.capitalize()}: a model that answers after {FIRST} s at {SPEED} tokens/s")
            alone = _alone(table, world, people, process)
            _long(table, world, people)
            _side_by_side(table, world, people, process, alone)
    _tiers(table)


def warm_up(world: Sandbox, people: People) -> None:
    """The first turn loads the tokenizer; it is not what later ones cost."""
    world.do("mistral", "script", replies=[{"tokens": 5}])
    wait(people, [people.ask("warm up")])


def _alone(table: Table, world: Sandbox, people: People, process: Bot) -> float:
    """The median time of one answer from the first token to the last text."""
    firsts: list[float] = []
    lasts: list[float] = []
    wholes: list[float] = []
    calls: list[int] = []
    cpu: list[float] = []
    for number in range(TURNS):
        world.do("mistral", "script", replies=[{"tokens": 120}])
        _, start = world.calls(0)
        before = process.cpu()
        [answer] = wait(people, [people.ask(f"question {number}")])
        cpu.append(process.cpu() - before)
        timing = world.do("mistral", "timings")[-1]
        firsts.append(answer.first - timing["first_token"])
        lasts.append(answer.last - timing["last_token"])
        wholes.append(answer.last - timing["arrived"])
        calls.append(_platform_calls(world, people, start))
    table.row("first text visible after the model's first token, median", statistics.median(firsts), "s", at_most=0.03)
    table.row("                                                  worst", max(firsts), "s")
    table.row("final text visible after the model's last token, median", statistics.median(lasts), "s", at_most=0.03)
    table.row("                                                 worst", max(lasts), "s")
    table.row("platform calls for 120 tokens, most", max(calls), "calls", at_most=5, digits=0)
    table.row("CPU of a turn alone", statistics.mean(cpu), "s", at_most=0.06)
    return statistics.median(wholes)


def _platform_calls(world: Sandbox, people: People, start: int) -> int:
    calls, _ = world.calls(start)
    return sum(1 for call in calls if call["service"] == people.service and call["name"] not in CONNECTING)


def _long(table: Table, world: Sandbox, people: People) -> None:
    world.do("mistral", "script", replies=[{"tokens": 800}])
    _, start = world.calls(0)
    wait(people, [people.ask("a long answer")])
    table.row("platform calls for 800 tokens", _platform_calls(world, people, start), "calls", at_most=10, digits=0)


def _side_by_side(table: Table, world: Sandbox, people: People, process: Bot, alone: float) -> None:
    world.do("mistral", "script", replies=[{"tokens": 120}] * 10)
    before = process.cpu()
    wait(people, [people.ask(f"ten {number}") for number in range(10)])
    table.row("CPU of a turn, ten at a time", (process.cpu() - before) / 10, "s", at_most=0.03)
    world.do("mistral", "script", replies=[{"tokens": 120}] * 50)
    seen = len(world.do("mistral", "timings"))
    answers = wait(people, [people.ask(f"fifty {number}") for number in range(50)])
    timings = world.do("mistral", "timings")[seen:]
    whole = max(answer.last for answer in answers) - min(timing["arrived"] for timing in timings)
    asked = max(timing["arrived"] for timing in timings) - min(timing["arrived"] for timing in timings)
    table.row("  asking fifty takes the bench", asked, "s")
    table.row("fifty conversations at once, against one alone", (whole - asked) / alone, "x", at_most=1.15)


def _tiers(table: Table) -> None:
    with sandbox() as world, bot(only(world.environment, "slack")):
        people = SlackPeople(world)
        world.do("mistral", "pace", first=FIRST, tokens_per_second=SPEED)
        warm_up(world, people)
        world.do("slack", "enforce_rates", on=True)
        world.do("mistral", "script", replies=[{"tokens": 120}] * 50)
        _, start = world.calls(0)
        seen = len(world.do("mistral", "timings"))
        answers = wait(people, [people.ask(f"tier {number}") for number in range(50)], patience=180)
        timings = world.do("mistral", "timings")[seen:]
        calls, _ = world.calls(start)
        table.heading("Slack with its documented rate tiers enforced, fifty conversations at once in one channel")
        table.row("answers that came", len(answers), "of 50", digits=0)
        table.row("the last is complete after the first request", max(a.last for a in answers) - min(t["arrived"] for t in timings), "s")  # fmt: skip  # noqa: E501 - one row
        table.row("calls that Slack refused with 429", sum(1 for c in calls if c["status"] == 429), "calls", digits=0)
