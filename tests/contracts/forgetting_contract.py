"""What every store forgets. Fixture: `store`. Words to be forgotten are such that they stand nowhere else."""

from dataclasses import replace
from typing import Final

import pytest

from bot.core.documents import Document, Page
from bot.core.errors import StoreFailed
from bot.core.forgetting import Conversation, OnePerson, SentDocument
from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage, ToolCall, Usage
from bot.core.records import FileReceipt, Receipt, Spent, Summary, ToolFinished, Turn
from bot.core.usage import scope_of
from bot.core.values import Address, Attachment, Author, MessageReceived, Part, Said
from tests.contracts.stores import ANN, BOT, THREAD, Store, elsewhere, message_id, position, spoken

BAO: Final = Author("U2", "Bao")
OTHER: Final = elsewhere("C2")
PLAN, PHOTO = Attachment("F1", "plan-zanzibar.pdf", "application/pdf", 9), Attachment("F2", "b.png", "image/png", 9)
DOCUMENT: Final = Document("d" * 64, "plan-zanzibar.pdf", "pdf", "application/pdf", 9, 1)
ME: Final = OnePerson("slack", ANN.id)


async def everything(store: Store, *, but: str = "none") -> str:
    """All that any table holds, but for those of which the name has this in it."""
    try:
        names = await store.database.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")
    except StoreFailed:
        names = await store.database.fetch(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        )
    rows = [await store.database.fetch(f"SELECT * FROM {name}") for (name,) in names if but not in name]  # noqa: S608 - a table of ours
    return str(rows)


async def talk(
    store: Store,
    number: int,
    words: str,
    *,
    author: Author = ANN,
    address: Address = THREAD,
    files: tuple[Attachment, ...] = (),
) -> Turn:
    """A question that is answered by a message of the next number; both, and what a tool said, hold the words."""
    said = Said(message_id(number), author, 1_700_000_000.0 + number, f"ask {words}", files)
    event = MessageReceived(f"{address.place}-{number}", address, said, addressed=True)
    accepted = await store.journal.accept(event, address, answer=True)
    assert accepted is not None
    turn = await store.journal.begin(accepted.id)
    assert turn is not None
    await store.journal.record(turn, ToolFinished(ToolCall("abcdefghi", "search", f'"{words}"'), f"found {words}"))
    await store.journal.outbox(turn).record(Part(0, message_id(number + 1), 0, 9, closed=True))
    await store.journal.move(turn, State.DELIVERING)
    receipt = Receipt(spent=(Spent("small", Usage(1, 1), cost=0.5),), files=(FileReceipt(f"{words}.pdf", 1),))
    answer = replace(spoken(number + 1, f"answer {words}"), author=BOT, messages=(AssistantMessage(f"say {words}"),))
    await store.journal.end(turn, State.DONE, receipt, answer)
    return turn


async def kept(store: Store, attachment: Attachment, document: Document, text: str) -> None:
    """A file on the shelf, read and made searchable."""
    await store.shelf.keep(f"slack:T1:{attachment.id}", document)
    await store.shelf.add(document.id, [Page(1, "text", text)])
    await store.passages.add(document.id, "embed", [(1, text, b"\0\0\x80\x3f" * 2)])


class ForgettingContract:
    async def test_a_conversation_is_forgotten_whole_and_nothing_else(self, store: Store) -> None:
        await talk(store, 1, "zanzibar")
        await talk(store, 3, "zanzibar", author=BAO)
        await talk(store, 5, "samarkand", address=OTHER)
        await store.transcript.summarise(THREAD, Summary(position(1), "all about zanzibar", 3, 1))
        await store.preferences.set(str(THREAD), "model", "zanzibar")

        counts = await store.remembered.count(Conversation(THREAD))
        found = await store.remembered.forget(Conversation(THREAD))

        assert counts == found == {"steps": 2, "messages": 4, "summaries": 1}
        left = await everything(store)
        assert "zanzibar" not in left
        assert left.count("samarkand") >= 5
        assert await store.remembered.count(Conversation(THREAD)) == {}

    async def test_what_one_person_wrote_and_was_answered_is_forgotten_everywhere(self, store: Store) -> None:
        await talk(store, 1, "zanzibar")
        await talk(store, 3, "samarkand", author=BAO)
        await talk(store, 5, "zanzibar", address=OTHER)
        await store.transcript.add(THREAD, [Said(message_id(9), ANN, 1.0, "by the way: zanzibar")])
        await store.transcript.summarise(THREAD, Summary(position(1), "all about zanzibar", 3, 1))
        await store.preferences.set("slack:U1", "model", "zanzibar")

        found = await store.remembered.forget(ME)

        assert found == {"steps": 3, "summaries": 1, "messages": 5, "entries of usage": 2}
        left = await everything(store)
        assert "zanzibar" not in left
        assert "Ann" not in left
        assert left.count("ask samarkand") == 2  # in the message, and in the turn's event

    async def test_a_history_that_is_read_later_does_not_bring_it_back(self, store: Store) -> None:
        await talk(store, 1, "zanzibar")
        await store.remembered.forget(ME)

        await store.transcript.add(THREAD, [Said(message_id(1), ANN, 1.0, "ask zanzibar")])

        assert "zanzibar" not in await everything(store)

    async def test_what_was_spent_stays_without_the_person(self, store: Store) -> None:
        await talk(store, 1, "zanzibar")

        await store.remembered.forget(ME)

        assert await store.ledger.cost(scope_of("person", THREAD, ANN), since=0.0, currency="EUR") == 0.0
        assert await store.ledger.cost(scope_of("workspace", THREAD, ANN), since=0.0, currency="EUR") == 0.5

    async def test_a_turn_that_runs_is_left_to_its_end(self, store: Store) -> None:
        event = MessageReceived("e1", THREAD, Said(message_id(1), ANN, 1.0, "forget me"), addressed=True)
        accepted = await store.journal.accept(event, THREAD, answer=True)
        assert accepted is not None
        turn = await store.journal.begin(accepted.id)
        assert turn is not None

        await store.remembered.forget(ME)
        await store.remembered.forget(Conversation(THREAD))

        await store.journal.end(turn, State.STOPPED, Receipt(), None)

    async def test_a_file_goes_with_the_conversation_in_which_it_was_sent(self, store: Store) -> None:
        await talk(store, 1, "x", files=(PLAN,))
        await kept(store, PLAN, DOCUMENT, "to zanzibar")

        found = await store.remembered.forget(Conversation(THREAD))

        assert (found["files"], found["pages"], found["passages"]) == (1, 1, 1)
        assert "zanzibar" not in await everything(store)
        assert await store.shelf.find("slack:T1:F1") is None
        assert await store.passages.matching([DOCUMENT.id], ["zanzibar"], 9) == []

    async def test_a_file_that_others_have_sent_too_stays_theirs(self, store: Store) -> None:
        await talk(store, 1, "x", files=(PLAN,))
        await talk(store, 3, "y", author=BAO, address=OTHER, files=(PHOTO,))
        await kept(store, PLAN, DOCUMENT, "to zanzibar")
        await store.shelf.keep("slack:T1:F2", DOCUMENT)

        await store.remembered.forget(ME)

        assert await store.shelf.find("slack:T1:F1") is None
        assert await store.shelf.find("slack:T1:F2") == DOCUMENT

    async def test_one_file_is_forgotten_and_is_no_longer_seen_in_its_message(self, store: Store) -> None:
        await talk(store, 1, "x", files=(PLAN, PHOTO))
        await kept(store, PLAN, DOCUMENT, "to zanzibar")
        [plan, photo] = await store.remembered.documents(THREAD)

        found = await store.remembered.forget(plan)

        assert plan == SentDocument(THREAD.place, message_id(1), "F1", PLAN.name, ANN.id)
        assert found == {"passages": 1, "pages": 1, "files": 1}
        assert await store.remembered.documents(THREAD) == [photo]

    async def test_who_began_a_conversation_is_known(self, store: Store) -> None:
        assert await store.remembered.first_asker(THREAD) is None
        await talk(store, 1, "x", author=BAO)
        await talk(store, 3, "y")

        assert await store.remembered.first_asker(THREAD) == BAO.id

    @pytest.mark.parametrize("scope", [Conversation(OTHER), OnePerson("discord", ANN.id), OnePerson("slack", "U")])
    async def test_of_what_is_not_there_nothing_is_forgotten(
        self, store: Store, scope: Conversation | OnePerson
    ) -> None:
        await talk(store, 1, "zanzibar")
        before = await everything(store, but="words")  # whose indexes are put together anew

        assert await store.remembered.count(scope) == await store.remembered.forget(scope) == {}
        assert await everything(store, but="words") == before
