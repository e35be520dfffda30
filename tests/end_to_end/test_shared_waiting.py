"""Who waits for another process is told so, as where there is only one: a receiver and a worker over PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.end_to_end.test_turn_taking import last_text
from tests.talk import Talk


@asynccontextmanager
async def two_processes(
    talk: Talk, folder: Path, postgres: str, schema: str, *, waiting: int = 500
) -> AsyncIterator[None]:
    def process(role: str) -> AbstractAsyncContextManager[None]:
        where = {"DATABASE_URL": postgres, "DATABASE_SCHEMA": schema}
        settings = where | {"ROLE": role, "WAITING_TURNS": str(waiting), "DRAIN_SECONDS": "0"}
        return talk.bot(folder, clock=None, platform=None, tools=(), **settings)

    async with process("worker"), process("receiver"):
        yield


@pytest.mark.timeout(90)
async def test_who_waits_long_is_told_the_place_in_the_message_of_the_answer(
    talk: Talk, tmp_path: Path, postgres: str, schema: str
) -> None:
    talk.world.mistral.pace(first=12.0)
    async with two_processes(talk, tmp_path, postgres, schema):
        talk.begin("Let us begin.")
        talk.say("@Galerne a slow question", "Bao")
        talk.say("@Galerne another one", "Dev")
        await talk.until(lambda: "one answer comes first" in last_text(talk), timeout=30)
        talk.world.mistral.pace()
        await talk.until(lambda: len(talk.posts()) == 2 and all(post.footer for post in talk.posts()), timeout=30)

    assert "comes first" not in "".join(post.text for post in talk.posts())


@pytest.mark.timeout(90)
async def test_too_many_questions_are_told_so_at_once(talk: Talk, tmp_path: Path, postgres: str, schema: str) -> None:
    talk.world.mistral.pace(first=30.0)
    async with two_processes(talk, tmp_path, postgres, schema, waiting=1):
        talk.begin("Let us begin.")
        for number in range(3):
            talk.say(f"@Galerne question {number}", "Bao")
        refused = "please ask again in a few minutes"  # and below it somebody may be told the place meanwhile
        await talk.until(lambda: any(refused in post.text for post in talk.posts()), timeout=30)
