"""What `/memory` makes of what was typed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.command import CommandContext
from bot.core.errors import CommandRejected
from bot.core.notebook import Bounds, Notebook
from bot.memory.note_command import OFF, NoteAnswers
from bot.store.database import open_store
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeTurnFiles
from tests.fakes import FakeClock
from tests.memory.chatter import ANA, SECRET, THREAD, FakeReadable

CONTEXT = CommandContext(THREAD, THREAD, ANA, 0.0, FakeTurnFiles())


@pytest.fixture
async def notebook(tmp_path: Path) -> AsyncIterator[Notebook]:
    platform = FakeReadable(closed={SECRET.place: {ANA.id}})
    async with open_store(tmp_path / "bot.sqlite3", FakeClock()) as store:
        yield Notebook(store.notes, {"slack": platform}, FakeTokens(), Bounds())  # type: ignore[dict-item]  # no more of the port is used


@pytest.fixture
def answers(notebook: Notebook) -> NoteAnswers:
    return NoteAnswers(notebook, makes_notes=True)


async def test_notes_are_added_listed_changed_and_deleted(answers: NoteAnswers) -> None:
    assert (await answers(CONTEXT, "list", "", about="me")).startswith("I have no notes about you")
    assert await answers(CONTEXT, "add", "likes tea", about="me") == "Remembered about you: likes tea"
    assert await answers(CONTEXT, "add", "ships on Fridays", about="channel") == (
        "Remembered about this channel: ships on Fridays"
    )
    assert await answers(CONTEXT, "edit", "#1 likes coffee", about="me") == "Note 1 about you now says: likes coffee"
    listed = (await answers(CONTEXT, "list", "", about="me")).splitlines()
    assert listed[:4] == ["**About you**", "1. likes coffee", "**About this channel**", "1. ships on Fridays"]
    assert await answers(CONTEXT, "delete", "1", about="channel") == "Deleted note 1 about this channel."
    assert await answers(CONTEXT, "delete", "All", about="me") == "Deleted 1 note about you."
    assert (await answers(CONTEXT, "list", "", about="me")).startswith("I have no notes about you")


async def test_what_stays_in_a_private_place_is_marked_there(answers: NoteAnswers) -> None:
    there = replace(CONTEXT, address=SECRET)
    await answers(there, "add", "looks for a job", about="me")

    assert "1. looks for a job _(in this channel alone)_" in await answers(there, "list", "", about="me")
    assert "job" not in await answers(CONTEXT, "list", "", about="me")


@pytest.mark.parametrize(
    ("action", "text", "sentence"),
    [
        ("delete", "", "Begin with the note's number.*`/memory delete 2`"),
        ("edit", "likes tea", "Begin with the note's number.*`/memory edit 2 the new text`"),
        ("edit", "4 likes tea", "no note 4 about you here; `/memory list`"),
        ("delete", "4", "no note 4 about you here"),
        ("add", "", "nothing to remember"),
        ("edit", "1", "nothing to remember"),
    ],
)
async def test_what_cannot_be_done_is_a_sentence(answers: NoteAnswers, action: str, text: str, sentence: str) -> None:
    with pytest.raises(CommandRejected, match=sentence):
        await answers(CONTEXT, action, text, about="me")  # type: ignore[arg-type]  # one of its actions


async def test_where_notes_are_off_those_that_were_made_can_be_seen_and_deleted(notebook: Notebook) -> None:
    await NoteAnswers(notebook, makes_notes=True)(CONTEXT, "add", "likes tea", about="me")
    answers = NoteAnswers(notebook, makes_notes=False)

    for action, text in (("add", "likes milk"), ("edit", "1 likes milk")):
        with pytest.raises(CommandRejected, match=OFF.split("(", maxsplit=1)[0]):
            await answers(CONTEXT, action, text, about="me")  # type: ignore[arg-type]  # one of its actions
    assert "likes tea" in await answers(CONTEXT, "list", "", about="me")
    assert await answers(CONTEXT, "delete", "1", about="me") == "Deleted note 1 about you."
