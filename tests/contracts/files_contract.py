"""What every transcript promises of the files that came with messages. Fixtures: `store` and `open_store`."""

from dataclasses import replace

from bot.core.lifecycle import State
from bot.core.records import Receipt
from bot.core.values import Attachment, Author, Said
from tests.contracts.stores import (
    THREAD,
    OpenStore,
    Store,
    accepted,
    begun,
    command,
    elsewhere,
    message,
    message_id,
    said,
    spoken,
)

PLAN = Attachment("F1", "plan.pdf", "application/pdf", 5, "https://files.example/F1")
PHOTO = Attachment("F2", "half \ud83d.jpg", "image/jpeg", 6, "https://files.example/F2")
SHEET = Attachment("F3", "sheet.xlsx", "", 7, "https://files.example/F3")


def shared(number: int, *files: Attachment, author: Author | None = None) -> Said:
    line = said(number) if author is None else said(number, author=author)
    return replace(line, attachments=files)


class FilesContract:
    async def test_files_are_found_newest_message_first(self, store: Store) -> None:
        await store.transcript.add(THREAD, [shared(1, PLAN), said(2), shared(3, SHEET, PLAN)])
        turn = await accepted(store, 4)

        assert [each.attachment for each in await store.transcript.files(turn, limit=9)] == [SHEET, PLAN, PLAN]
        assert [each.attachment for each in await store.transcript.files(turn, limit=2)] == [SHEET, PLAN]

    async def test_files_of_the_turn_s_own_message_and_later_ones_are_not_among_them(self, store: Store) -> None:
        event = replace(message(2), said=shared(2, PLAN))
        turn = await store.journal.accept(event, THREAD, answer=True)
        assert turn is not None
        await store.transcript.add(THREAD, [shared(1, SHEET), shared(3, PLAN)])
        await store.transcript.add(elsewhere("C2"), [shared(1, PLAN)])

        assert [each.attachment for each in await store.transcript.files(turn, limit=9)] == [SHEET]
        assert [each.attachment for each in await store.transcript.files(await accepted(store, 9), limit=9)] == [
            PLAN,
            PLAN,
            SHEET,
        ]

    async def test_files_of_an_answer_are_found_and_uploads_of_the_bot_are_not(self, store: Store) -> None:
        turn = await begun(store, 1)
        await store.journal.end(turn, State.STOPPED, Receipt(), replace(spoken(2), files=(PLAN,)))
        await store.transcript.add(THREAD, [shared(3, SHEET, author=Author("B1", "me", "self"))])

        assert [each.attachment for each in await store.transcript.files(await accepted(store, 4), limit=9)] == [PLAN]

    async def test_command_finds_the_files_said_before_its_time(self, store: Store) -> None:
        await store.transcript.add(THREAD, [shared(1, PLAN), shared(5, SHEET)])
        turn = await store.journal.accept(command(3), THREAD, answer=True)

        assert turn is not None
        assert [each.attachment for each in await store.transcript.files(turn, limit=9)] == [PLAN]

    async def test_files_and_their_handles_are_there_after_a_restart(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await store.transcript.add(THREAD, [shared(1, PLAN, PHOTO)])

        async with open_store() as store:
            found = [each.attachment for each in await store.transcript.files(await accepted(store, 2), limit=9)]

        assert found == [PLAN, replace(PHOTO, name="half ?.jpg")]

    async def test_edited_message_keeps_its_files(self, store: Store) -> None:
        await store.transcript.add(THREAD, [shared(1, PLAN)])
        await store.transcript.edit(THREAD, message_id(1), "better")

        turn = await accepted(store, 2)
        assert [each.attachment for each in await store.transcript.files(turn, limit=9)] == [PLAN]
        (line,) = await store.transcript.newest(turn, after="", limit=9)
        assert (line.files, line.file_names) == ((PLAN,), ("plan.pdf",))

    async def test_deleted_message_loses_its_files(self, store: Store) -> None:
        await store.transcript.add(THREAD, [shared(1, PLAN), shared(2, SHEET)])
        await store.transcript.delete(THREAD, message_id(1))
        await store.transcript.add(THREAD, [shared(1, PLAN)])

        assert [each.attachment for each in await store.transcript.files(await accepted(store, 3), limit=9)] == [SHEET]

    async def test_history_read_again_does_not_wipe_known_handles(self, store: Store) -> None:
        await store.transcript.add(THREAD, [shared(1, PLAN)])
        await store.transcript.add(THREAD, [shared(1, replace(PLAN, handle=""))])
        await store.transcript.add(THREAD, [said(1)])

        assert [each.attachment for each in await store.transcript.files(await accepted(store, 2), limit=9)] == [PLAN]
