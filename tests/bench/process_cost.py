"""How soon the bot is ready, what it holds, and what a long thread costs."""

import time

from tests.bench.answers import FIRST, SPEED, warm_up
from tests.bench.people import DiscordPeople, People, SlackPeople, wait
from tests.bench.processes import bot, only, sandbox
from tests.bench.table import Table

SETTLE = 3.0  # seconds before idle memory is read


def measure(table: Table) -> None:
    table.heading("Start and memory")
    for platforms in (("slack",), ("discord",), ("slack", "discord")):
        ready = []
        with sandbox() as world:
            for _ in range(3):
                with bot(only(world.environment, *platforms)) as process:
                    ready.append(process.ready_after)
                    if len(ready) == 3:
                        time.sleep(SETTLE)
                        memory = process.memory()
        name = " and ".join(platforms)
        table.row(f"{name}: ready after start, median of 3", sorted(ready)[1], "s", at_most=0.8)
        bound = 90.0 if len(platforms) == 1 else None
        table.row(f"{name}: idle memory", memory, "MiB", at_most=bound, digits=1)
    for kind in (SlackPeople, DiscordPeople):
        _many_turns(table, kind)
    for kind in (SlackPeople, DiscordPeople):
        _long_thread(table, kind)


def _many_turns(table: Table, kind: type[SlackPeople] | type[DiscordPeople]) -> None:
    with sandbox() as world, bot(only(world.environment, kind.service)) as process:
        people: People = kind(world)
        warm_up(world, people)
        for _ in range(25):
            world.do("mistral", "script", replies=[{"tokens": 60}] * 20)
            wait(people, [people.ask(f"turn {number}") for number in range(20)])
        table.row(f"{kind.service}: memory after 500 turns", process.memory(), "MiB", at_most=130, digits=1)


def _long_thread(table: Table, kind: type[SlackPeople] | type[DiscordPeople]) -> None:
    costs, walls = {}, {}
    with sandbox() as world, bot(only(world.environment, kind.service)) as process:
        people: People = kind(world)
        warm_up(world, people)
        for size in (10, 10_000):
            world.do("mistral", "pace")
            thread = people.thread_of(size)
            began = time.monotonic()
            wait(people, [people.ask_in(thread, "first, read it all")], patience=120)
            reading = time.monotonic() - began
            world.do("mistral", "pace", first=FIRST, tokens_per_second=SPEED)
            before, began = process.cpu(), time.monotonic()
            for number in range(10):
                world.do("mistral", "script", replies=[{"tokens": 120}])
                wait(people, [people.ask_in(thread, f"question {number}")])
            costs[size], walls[size] = (process.cpu() - before) / 10, (time.monotonic() - began) / 10
            table.row(f"{kind.service}: first turn in a thread of {size:,} messages", reading, "s")
            table.row(f"{kind.service}: CPU of a later turn there", costs[size], "s")
    table.row(f"{kind.service}: CPU in 10,000 messages against 10", costs[10_000] / costs[10], "x", at_most=1.2)
