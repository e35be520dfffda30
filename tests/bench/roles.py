"""What a receiver and a worker hold and take, over one PostgreSQL: the figures of the deployment files."""

import time
from typing import Final

from tests.bench.answers import warm_up
from tests.bench.people import DiscordPeople, People, SlackPeople, wait
from tests.bench.process_cost import SETTLE
from tests.bench.processes import Bot, bot, only, sandbox
from tests.bench.table import Table
from tests.postgres import postgres_server

TURNS, AT_ONCE, TOKENS = 500, 20, 60  # half of them on each platform
IDLE: Final = 10.0  # seconds


def measure(table: Table) -> None:
    table.heading(f"A receiver and a worker of both platforms, and {TURNS} turns of {TOKENS} tokens")
    with postgres_server(durable=True) as url, sandbox() as world:
        environment = only(world.environment, "slack", "discord") | {"DATABASE_URL": url}
        with bot(environment | {"ROLE": "receiver"}) as receiver, bot(environment | {"ROLE": "worker"}) as worker:
            roles = {"receiver": receiver, "worker": worker}
            time.sleep(SETTLE)
            _idle(table, roles)
            before = {name: role.cpu() for name, role in roles.items()}
            people: list[People] = [SlackPeople(world), DiscordPeople(world)]
            for each in people:
                warm_up(world, each)
            for number in range(TURNS // len(people) // AT_ONCE):
                for each in people:
                    world.do("mistral", "script", replies=[{"tokens": TOKENS}] * AT_ONCE)
                    wait(each, [each.ask(f"turn {number}") for _ in range(AT_ONCE)])
            for name, role in roles.items():
                table.row(f"{name}: memory after them", role.memory(), "MiB", digits=0)
                table.row(f"{name}: CPU of a turn", 1000 * (role.cpu() - before[name]) / TURNS, "ms", digits=1)


def _idle(table: Table, roles: dict[str, Bot]) -> None:
    before = {name: role.cpu() for name, role in roles.items()}
    time.sleep(IDLE)
    for name, role in roles.items():
        table.row(f"{name}: idle memory", role.memory(), "MiB", digits=0)
        table.row(f"{name}: idle CPU", 100 * (role.cpu() - before[name]) / IDLE, "% of a core", digits=2)
