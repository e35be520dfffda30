"""The bot under load, killed again and again; in the end everything has to be as if it had never been."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.sandbox.world import open_world
from tests.faults.crowd import Crowd
from tests.faults.lives import Death, Lives, deaths
from tests.faults.questions import words_of
from tests.faults.verdict import Verdict, judge, read_ledger, unanswered

PER_THREAD: Final = 60 / 35  # seconds: Slack lets a start look through so many threads, beside what answers read
PATIENCE: Final = 90.0  # seconds for the last answers: Slack sends what was not acknowledged again after a minute


@dataclass(slots=True)
class Report:
    seed: int
    seconds: float = 0.0
    questions: int = 0
    before: int = 0  # of them before the first death
    threads: int = 0  # on Slack
    kills: Counter[str] = field(default_factory=Counter)  # by point
    missed: Counter[str] = field(default_factory=Counter)  # points not come by in time: killed all the same, as at any
    requests: int = 0  # replies that the model was asked for
    verdict: Verdict = field(default_factory=Verdict)

    def never_met(self) -> set[str]:
        """Points that were to be passed and were not once: nothing is shown of them."""
        return {point for point in self.missed if not self.kills[point]}

    def line(self) -> str:
        """The figures in one line."""
        verdict, kills = self.verdict, self.kills.total()
        return (
            f"{kills} kills at {len(self.kills)} points in {self.seconds:.0f} s (seed {self.seed}): "
            f"{self.questions} questions on Slack ({self.threads} threads) and Discord, "
            f"{self.before} of them before the first; {len(verdict.lost)} lost, "
            f"{len(verdict.twice)} answered twice, {len(verdict.order)} out of order, "
            f"{len(verdict.incomplete)} incomplete, {len(verdict.left_open)} left open"
        )


async def torture(
    seed: int,
    planned: list[Death],
    folder: Path,
    *,
    rooms: int = 5,
    before: int = 20,
    patience: float = PATIENCE,
    loud: bool = False,
) -> Report:
    """Let the bot die as planned, once so many questions were answered `before`: each start has to look after them."""
    report, began = Report(seed), time.monotonic()
    async with open_world() as world:
        crowd, lives = Crowd(world, random.Random(seed), rooms=rooms), Lives(world, folder)
        async with lives.in_peace():  # where it has never been, nobody can miss it
            await lives.ready()
            crowd.start()
            await all_answered(crowd, patience, least=before)
        report.before = crowd.asked
        for death in planned:
            met = await lives.die(death, crowd.ask_somewhere)
            report.kills[death.point if met else "any"] += 1
            report.missed.update(() if met else (death.point,))
            if loud:
                print(f"{time.monotonic() - began:6.1f} s  {death}  {'' if met else 'not met, killed late'}"
                      f"  asked {crowd.asked}, waiting {crowd.waiting()}", flush=True)  # fmt: skip
        await crowd.stop()
        patience += crowd.threads * PER_THREAD
        async with lives.in_peace():
            await all_answered(crowd, patience)
            report.verdict.lost += unanswered(crowd)
            crowd.redeliver_all()
            crowd.ask_everywhere()  # who answers a question twice does it before this one
            await all_answered(crowd, patience)
        (folder / "seen.txt").write_text(seen(crowd), encoding="utf-8")
        judge(world, crowd, read_ledger(lives.database), lives.tickets, report.verdict)
        report.questions, report.requests, report.threads = crowd.asked, crowd.author.takes.total(), crowd.threads
    report.seconds = time.monotonic() - began
    return report


def plan(seed: int, kills: int) -> list[Death]:
    return deaths(random.Random(seed), kills)


def seen(crowd: Crowd) -> str:
    """What people see of the bot, each message from its beginning to its end."""
    lines = []
    for room in crowd.rooms:
        lines.append(f"{room.stage.name} {room.thread}: {', '.join(f'{q.key} {q.kind}' for q, _ in room.owed)}")
        for post in room.posts():
            words = words_of(post.text)
            lines.append(f"  {post.id} {words[:3]} ... {words[-2:]} {'receipt' if post.footer else ''}")
    return "\n".join(lines)


async def all_answered(crowd: Crowd, patience: float, *, least: int = 0) -> None:
    """At `least` so many questions, or all; returns once nothing comes any more: the verdict says what is missing."""
    answered, end = -1, 0.0
    while (now := crowd.asked - crowd.waiting()) < (least or crowd.asked):
        if now != answered:
            answered, end = now, time.monotonic() + patience
        if time.monotonic() > end:
            return
        await asyncio.sleep(0.3)
