"""What every store of notes promises. Fixtures: `store`, `open_store`, and the `clock` that it was opened with."""

import asyncio

from bot.core.note_ports import NewNote, Note, Subject
from tests.contracts.stores import ANN, THREAD, OpenStore, Store, elsewhere, message_id, said
from tests.fakes import FakeClock

ME = Subject.of("me", ANN, THREAD)
CHANNEL = Subject.of("channel", ANN, THREAD)
HERE, THERE = THREAD.place, elsewhere("C2").place


async def add(store: Store, text: str, subject: Subject = ME, place: str = "", source: int = 0) -> tuple[Note, bool]:
    made_from = (HERE, message_id(source)) if source else ("", "")
    kept = await store.notes.add(NewNote(subject, text, ANN.id, place, made_from), most=9)
    assert kept is not None
    return kept


async def shown(store: Store, place: str = HERE) -> list[str]:
    return [note.text for note in await store.notes.shown([ME, CHANNEL], place)]


class NotesContract:
    async def test_notes_are_numbered_for_each_subject_and_there_after_a_restart(
        self, open_store: OpenStore, clock: FakeClock
    ) -> None:
        async with open_store() as store:
            assert await add(store, "likes tea") == (Note(ME, 1, "likes tea", clock.now), True)
            await add(store, "uses Python")
            await add(store, "ships on Fridays", CHANNEL, HERE)

        async with open_store() as store:
            notes = await store.notes.shown([ME, CHANNEL], HERE)
            assert sorted((note.subject.key, note.number, note.text) for note in notes) == [
                (CHANNEL.key, 1, "ships on Fridays"),
                (ME.key, 1, "likes tea"),
                (ME.key, 2, "uses Python"),
            ]
            assert await store.notes.shown([Subject("person:slack:T1:U9")], HERE) == []

    async def test_same_words_are_one_note(self, store: Store) -> None:
        await add(store, "Likes tea.")

        note, is_new = await add(store, "likes  TEA")

        assert (note.text, note.number, is_new) == ("Likes tea.", 1, False)
        assert await shown(store) == ["Likes tea."]
        assert (await add(store, "!?"))[1]
        assert not (await add(store, "!?"))[1]

    async def test_two_at_once_are_one_note(self, store: Store) -> None:
        both = await asyncio.gather(add(store, "likes tea"), add(store, "likes tea"), add(store, "likes milk"))

        assert sorted(note.number for note, _ in both) == [1, 1, 2]

    async def test_note_of_one_channel_is_never_used_in_another(self, store: Store) -> None:
        await add(store, "is looking for a job", ME, HERE)
        await add(store, "likes tea")

        assert await shown(store, THERE) == ["likes tea"]
        assert not await store.notes.edit(ME, 1, "changed", THERE)
        assert await store.notes.delete(ME, THERE, 1) == 0
        assert await store.notes.delete(ME, THERE) == 1
        assert await shown(store) == ["is looking for a job"]

    async def test_a_subject_has_at_most_so_many(self, store: Store) -> None:
        for number in range(9):
            await add(store, f"fact {number}")

        assert await store.notes.add(NewNote(ME, "one more", ANN.id), most=9) is None
        assert (await add(store, "fact 3"))[1] is False
        await store.notes.delete(ME, HERE, 4)
        assert (await add(store, "one more"))[0].number == 10, "a number is not given twice while later ones are there"

    async def test_edit_changes_the_text_unless_another_note_says_it(self, store: Store) -> None:
        await add(store, "likes tea")
        await add(store, "likes milk")

        assert await store.notes.edit(ME, 1, "likes coffee", HERE)
        assert not await store.notes.edit(ME, 2, "Likes coffee!", HERE)
        assert not await store.notes.edit(ME, 7, "is not there", HERE)
        assert await store.notes.edit(ME, 1, "Likes coffee.", HERE)
        assert await shown(store) == ["Likes coffee.", "likes milk"]

    async def test_what_happens_to_its_message_happens_to_a_note(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(n) for n in (1, 2, 3)])
        await add(store, "from an edited message", source=1)
        await add(store, "from a deleted message", source=2)
        await add(store, "from a message that stays", source=3)
        await add(store, "changed by hand", source=2)
        await store.notes.edit(ME, 4, "written by hand", HERE)

        await store.transcript.edit(THREAD, message_id(1), "better")
        await store.transcript.delete(THREAD, message_id(2))

        assert await shown(store) == ["from a message that stays", "written by hand"]

    async def test_any_text_is_kept(self, store: Store) -> None:
        for text in ("'); DROP TABLE notes; --", "\u202egnitrats", "half \ud83d", "nul \0 inside"):
            await add(store, text)

        assert len(await shown(store)) == 4
