"""What is recorded of a turn, step by step: enough to go on from, and to say afterwards what was done."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.talk import Talk


async def test_each_step_of_a_turn_is_recorded_with_its_window_and_its_messages(talk: Talk, tmp_path: Path) -> None:
    call = {"name": "calculate", "arguments": {"expression": "6 * 7"}}
    talk.world.mistral.script([{"text": "Let me see.", "calls": [call]}, {"text": "It is 42."}])
    async with talk.bot(tmp_path):
        talk.begin("How much is it?", "Bao")
        question = talk.say("@Galerne do you know?")
        await talk.answer()

    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
        [turn] = database.execute("SELECT id, state, attempt FROM turns WHERE message_id = ?", (question,))
        steps = database.execute("SELECT kind, body FROM steps WHERE turn_id = ? ORDER BY n", turn[:1]).fetchall()
        [oldest] = database.execute("SELECT position FROM messages ORDER BY position LIMIT 1").fetchone()
        parts = database.execute(
            "SELECT message_id, begins, closed FROM outbound WHERE turn_id = ?", turn[:1]
        ).fetchall()

    assert turn[1:] == ("done", 1)
    assert [kind for kind, _ in steps] == ["replied", "started", "finished", "replied"]
    replies = [json.loads(body) for kind, body in steps if kind == "replied"]
    assert [reply["shown_from"] for reply in replies] == [oldest, oldest]
    assert [reply["message"]["text"] for reply in replies] == ["Let me see.", "It is 42."]
    assert parts == [(post.id, 0, 1) for post in talk.posts()]
