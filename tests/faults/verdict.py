"""What is right and wrong with what people see in the end, and with what the database says about it."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from bot.core.tool_calls import MAY_HAVE_HAPPENED
from bot.trial.stage import DiscordStage, Post
from deploy.sandbox.world import World
from tests.faults.crowd import Crowd
from tests.faults.questions import Question, words_of
from tests.faults.rooms import DiscordCall, Room
from tests.faults.tickets import CHANGING, DONE, filed

WRONG: Final = {
    "turns that are not done": "SELECT id, state, message_id FROM turns WHERE state <> 'done' OR settled_at IS NULL",
    "calls with two results": """
        SELECT turn_id, json_extract(body, '$.call.id') FROM steps WHERE kind = 'finished'
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "messages of two turns": "SELECT place, message_id FROM outbound GROUP BY 1, 2 HAVING count(DISTINCT turn_id) > 1",
}


UNKNOWN: Final = words_of(f"_{MAY_HAVE_HAPPENED.format(name=CHANGING)}_")
_DASHES = 3  # in the first word of an answer


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the database says: the message answered by each message of the bot, and the turns in the order of ending."""

    answered: dict[str, str]
    ended: list[str]
    turns: int
    wrong: list[str]


@dataclass(slots=True)
class Verdict:
    """Sentences, by what they are about; all empty where all is well."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)
    database: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        return [f"{each.name}: {sentence}" for each in fields(self) for sentence in getattr(self, each.name)]


def unanswered(crowd: Crowd) -> list[str]:
    """Questions of which nothing is to be seen."""
    return [
        f"{question.key} in {room.thread} was not answered"
        for room in crowd.rooms
        for question, _ in room.owed
        if not begun(room)[question.key]
    ]


def judge(world: World, crowd: Crowd, ledger: Ledger, tickets_of: Path, verdict: Verdict) -> None:
    """`tickets_of` is where the tool that changes the world has written."""
    verdict.database += ledger.wrong
    if ledger.turns != crowd.asked:
        verdict.database.append(f"{ledger.turns} turns for {crowd.asked} questions")
    verdict.lost += unanswered(crowd)
    tickets = Counter(filed(tickets_of))
    verdict.twice += [f"{subject} was done {n} times" for subject, n in tickets.items() if n > 1]
    verdict.twice += unclaimed(world, crowd)
    for room in crowd.rooms:
        judge_room(room, ledger, tickets, verdict)
        verdict.left_open += room.left_open(world)


def unclaimed(world: World, crowd: Crowd) -> list[str]:
    """What the bot has said in Discord's channel that answers no command."""
    calls = [room for room in crowd.rooms if isinstance(room, DiscordCall)]
    claimed = {post.id for room in calls for post in room.posts()}
    said = DiscordStage(world).posts(calls[0].thread) if calls else []
    return [f"{post.id} answers nothing: {words_of(post.text)[:3]}" for post in said if post.id not in claimed]


def judge_room(room: Room, ledger: Ledger, tickets: Mapping[str, int], verdict: Verdict) -> None:
    verdict.twice += [f"{key} in {room.thread} was begun {n} times" for key, n in begun(room).items() if n > 1]
    verdict.twice += [f"{room.thread}: {stray}" for stray in room.strays()]
    messages = [message for _, message in room.owed]
    ended = [message for message in ledger.ended if message in set(messages)]
    if ended != messages:
        verdict.order.append(f"{room.thread}: asked {messages}, ended {ended}")
    posts: dict[str, list[Post]] = {}
    for post in room.posts():
        posts.setdefault(ledger.answered.get(post.id, ""), []).append(post)
    for question, message in room.owed:
        if wrong := judge_answer(question, posts.pop(message, []), done=bool(tickets.get(question.key))):
            verdict.incomplete.append(f"{room.thread}: {question.key} ({question.kind}): {wrong}")
    for strays in posts.values():
        words = [(each.id, words_of(each.text)[:3]) for each in strays]
        verdict.incomplete.append(f"{room.thread}: messages that belong to no answer: {words}")


def judge_answer(question: Question, posts: list[Post], *, done: bool = False) -> str:
    """What is wrong with one answer, message by message and word by word.

    `done`: the world was changed. Where that is asked for, nobody is left to think so if it was not.
    """
    words = [word for post in posts for word in words_of(post.text)]
    for part in range(question.rounds):
        take = words[0].rpartition("-")[2] if words else ""
        whole = words_of(question.answer(part, int(take))) if take.isdecimal() else []
        if not whole or words[: len(whole)] != whole:
            right = next((n for n, (one, other) in enumerate(zip(words, whole, strict=False)) if one != other), 0)
            return f"reply {part} is as it should be for {right} of {len(whole)} words, then {words[right : right + 4]}"
        words = words[len(whole) :]
    if question.kind == "change":
        if words != UNKNOWN and not (done and words == words_of(DONE)):
            return f"it was {'' if done else 'not '}done, and people are told {words[:4]}"
        words = []
    if words:
        return f"behind the answer there is {words[:4]}"
    if [bool(post.footer) for post in posts] != [False] * (len(posts) - 1) + [True]:
        return "the receipt is not just in the last message"
    return ""


def begun(room: Room) -> Counter[str]:
    """How often an answer to each question begins, in all that is to be seen."""
    words = [word for post in room.posts() for word in words_of(post.text)]
    marks = [word.split("-") for word in words if word.startswith("BEGIN-") and word.count("-") == _DASHES]
    return Counter(key for _, key, part, _ in marks if part == "0")  # one that is cut short is found by `judge_answer`


def read_ledger(database: Path) -> Ledger:
    """Of a SQLite file."""
    with closing(sqlite3.connect(database)) as connection:
        return ledger_of(lambda sql: connection.execute(sql).fetchall())


def ledger_of(ask: Callable[[str], list[Any]]) -> Ledger:
    """`ask` gives the rows of a query in SQLite's words."""
    found = {words: ask(query) for words, query in WRONG.items()}
    pairs = "SELECT outbound.message_id, turns.message_id FROM outbound JOIN turns ON turns.id = outbound.turn_id"
    return Ledger(
        answered=dict(ask(pairs)),
        ended=[row[0] for row in ask("SELECT message_id FROM turns ORDER BY settled_at, id")],
        turns=int(ask("SELECT count(*) FROM turns")[0][0]),
        wrong=[f"{words}: {rows}" for words, rows in found.items() if rows],
    )
