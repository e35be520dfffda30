"""Reading a turn's files: what can be read is, what cannot is named, and what is dear is asked about first."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.agreement import Agreement, FileRules
from bot.core.asking import Cancelled, PersonAsked
from bot.core.documents import Page
from bot.core.errors import BotError, CommandRejected, ModelUnavailable
from bot.core.lifecycle import State
from bot.core.reading import Reading
from bot.core.records import Asked, Charged, Decided, Turn
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.core.fakes import ANA, asked
from tests.core.file_fakes import FakeDocuments, FakeModels, FakeTurnDesk, gathering
from tests.fakes import FakeClock


class Case:
    def __init__(self, store: SqlStore, clock: FakeClock) -> None:
        self.clock = clock
        self.store = store
        self.documents = FakeDocuments(store.shelf)
        self.desk = FakeTurnDesk()
        agreement = Agreement(FakeModels(), store.preferences, clock, FileRules(ask_pages=5, ask_cost=1.0))
        self.read = Reading(self.documents, store.shelf, agreement)

    def scanned(self, name: str, pages: int) -> None:
        self.documents.add(name, *(Page(number, "ocr", f"page {number}") for number in range(1, pages + 1)))

    async def question(self, turn: Turn, name: str) -> Turn:
        """The turn after it has asked about a file."""
        with pytest.raises(PersonAsked):
            await self.read(turn, gathering(own=[name]), self.desk.desk)
        return replace(turn, state=State.ASKING, steps=tuple(self.desk.steps))


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    clock = FakeClock()
    async with open_store(tmp_path / "test.sqlite3", clock) as store:
        yield Case(store, clock)


async def test_every_page_is_read_or_said_to_be_unreadable(case: Case) -> None:
    pages = [
        Page(1, "text", "one"),
        Page(2, "ocr", "two"),
        Page(3, "vision", "three"),
        Page(4, None, reason="it is blank"),
    ]
    case.documents.add("report.pdf", *pages)
    found = await case.read(asked(7, "read"), gathering(own=["report.pdf"]), case.desk.desk)
    (file,) = found.files
    assert dict(file.ledger) == {1: "text", 2: "ocr", 3: "vision", 4: None}
    receipt = file.receipt()
    assert (receipt.read, receipt.seen, receipt.unreadable, receipt.skipped) == (2, 1, (4,), 0)


async def test_the_pages_of_a_file_that_is_counted_by_reading_are_known_afterwards(case: Case) -> None:
    case.scanned("old.doc", 3)
    case.documents.uncounted = frozenset({"old.doc"})
    found = await case.read(asked(7, "read"), gathering(own=["old.doc"]), case.desk.desk, pages="2-3")
    (file,) = found.files
    assert (file.document.pages, dict(file.ledger)) == (3, dict.fromkeys((1, 2, 3), "ocr"))
    assert file.wanted == (2, 3)
    assert (file.receipt().read, file.receipt().skipped) == (2, 1), "the first one was not asked for"


async def test_what_reading_cost_is_recorded_with_its_price(case: Case) -> None:
    case.scanned("scan.pdf", 4)
    await case.read(asked(7, "read"), gathering(own=["scan.pdf"]), case.desk.desk)
    (step,) = case.desk.steps
    assert isinstance(step, Charged)
    assert step.charge.pages == 4
    assert step.cost == pytest.approx(0.014)


async def test_the_same_file_is_paid_for_once(case: Case) -> None:
    case.scanned("scan.pdf", 4)
    await case.read(asked(7, "read"), gathering(own=["scan.pdf"]), case.desk.desk)
    again = await case.read(asked(8, "again"), gathering(earlier=["scan.pdf"]), case.desk.desk)
    assert len(case.documents.read_pages) == 1
    assert len(again.files[0].ledger) == 4


async def test_a_file_that_cannot_be_read_costs_the_others_nothing(case: Case) -> None:
    case.documents.add("good.txt", Page(1, "text", "hello"))
    case.documents.refused["bad.pdf"] = "bad.pdf is protected by a password; please send it without one."
    found = await case.read(asked(7, "read"), gathering(own=["bad.pdf", "good.txt"]), case.desk.desk)
    assert [file.name for file in found.files] == ["good.txt"]
    assert [(each.name, each.own) for each in found.refused] == [("bad.pdf", True)]


async def test_a_sentence_that_names_no_file_is_given_its_name(case: Case) -> None:
    case.documents.refused["bad.pdf"] = "The file is gone; please upload it again."
    found = await case.read(asked(7, "read"), gathering(own=["bad.pdf"]), case.desk.desk)
    assert found.refused[0].notice == "bad.pdf: The file is gone; please upload it again."


async def test_files_beyond_the_most_are_named(case: Case) -> None:
    case.documents.add("a.txt", Page(1, "text", "a"))
    found = await case.read(asked(7, "read"), gathering(own=["a.txt"], left=["d.txt"]), case.desk.desk)
    assert "d.txt was not read" in found.refused[0].notice


async def test_a_dear_file_is_asked_about_before_anything_is_read(case: Case) -> None:
    case.scanned("long.pdf", 30)
    await case.question(asked(7, "read"), "long.pdf")
    (question,) = case.desk.steps
    assert isinstance(question, Asked)
    assert question.question == "long.pdf has 30 pages; 30 of them need OCR, for about €0.10. Shall I read them?"
    assert case.documents.read_pages == []


@pytest.mark.parametrize(
    ("choice", "text", "pages"),
    [("all", "", range(1, 31)), ("first", "", range(1, 21)), ("choose", "2-4, 9", (2, 3, 4, 9))],
)
async def test_the_pages_that_were_chosen_are_read_and_the_estimate_is_kept(
    case: Case, choice: str, text: str, pages: range | tuple[int, ...]
) -> None:
    case.scanned("long.pdf", 30)
    turn = await case.question(asked(7, "read"), "long.pdf")
    decided = replace(turn, steps=(*turn.steps, Decided(1, choice, ANA, text)))
    found = await case.read(decided, gathering(own=["long.pdf"]), case.desk.desk)
    assert case.documents.read_pages == [("long.pdf", tuple(pages))]
    assert found.files[0].receipt().skipped == 30 - len(pages)
    assert found.estimate == pytest.approx(0.105)


async def test_pages_that_make_no_sense_are_asked_for_again(case: Case) -> None:
    case.scanned("long.pdf", 30)
    turn = await case.question(asked(7, "read"), "long.pdf")
    decided = replace(turn, steps=(*turn.steps, Decided(1, "choose", ANA, "the good ones")))
    with pytest.raises(PersonAsked):
        await case.read(decided, gathering(own=["long.pdf"]), case.desk.desk)
    again = case.desk.steps[-1]
    assert isinstance(again, Asked)
    assert again.number == 2
    assert again.question.startswith("I cannot read `the good ones` as pages; write them as `1-20, 45`.")


async def test_cancelling_reads_nothing_and_a_follow_up_does_not_ask_again(case: Case) -> None:
    case.scanned("long.pdf", 30)
    turn = await case.question(asked(7, "read"), "long.pdf")
    decided = replace(turn, steps=(*turn.steps, Decided(1, "cancel", ANA)))
    with pytest.raises(Cancelled, match=r"I read nothing of long\.pdf"):
        await case.read(decided, gathering(own=["long.pdf"]), case.desk.desk)
    found = await case.read(asked(8, "and now?"), gathering(earlier=["long.pdf"]), case.desk.desk)
    assert (found.files, case.documents.read_pages) == ((), [])
    await case.question(asked(9, "now read it"), "long.pdf")  # sent again, it is asked about again


async def test_a_follow_up_reads_no_further_in_a_file_that_was_read_in_part(case: Case) -> None:
    case.scanned("long.pdf", 30)
    turn = await case.question(asked(7, "read"), "long.pdf")
    decided = replace(turn, steps=(*turn.steps, Decided(1, "first", ANA)))
    await case.read(decided, gathering(own=["long.pdf"]), case.desk.desk)
    found = await case.read(asked(8, "and?"), gathering(earlier=["long.pdf"]), case.desk.desk)
    assert len(found.files[0].ledger) == 20
    assert len(case.documents.read_pages) == 1


async def test_pages_that_a_command_names_are_read_alone_and_asked_about_where_they_are_dear(case: Case) -> None:
    case.scanned("long.pdf", 30)
    await case.read(asked(7, "!ocr"), gathering(own=["long.pdf"]), case.desk.desk, pages="1-4")
    assert case.documents.read_pages == [("long.pdf", (1, 2, 3, 4))]
    with pytest.raises(CommandRejected):
        await case.read(asked(7, "!ocr"), gathering(own=["long.pdf"]), case.desk.desk, pages="x")
    with pytest.raises(PersonAsked):
        await case.read(asked(8, "!ocr"), gathering(own=["long.pdf"]), case.desk.desk, pages="5-30")
    question = case.desk.steps[-1]
    assert isinstance(question, Asked)
    assert [option.label for option in question.options] == ["Read them", "Cancel"]


async def test_pages_that_are_named_are_wanted_alone_also_where_all_are_known(case: Case) -> None:
    case.scanned("long.pdf", 4)
    case.scanned("short.pdf", 1)
    await case.read(asked(7, "read"), gathering(own=["long.pdf"]), case.desk.desk)
    named = await case.read(asked(8, "!ocr"), gathering(own=["long.pdf", "short.pdf"]), case.desk.desk, pages="3, 2")
    (file,) = named.files
    assert (file.wanted, file.receipt().read) == ((2, 3), 2)
    assert [each.notice for each in named.refused] == [
        "short.pdf was not read: `3, 2` names no page: there is only one page; write them as `1-20, 45`."
    ]
    with pytest.raises(CommandRejected, match="`5` names no page: there are only 4 pages"):
        await case.read(asked(8, "!ocr"), gathering(own=["long.pdf"]), case.desk.desk, pages="5")


async def test_text_that_is_known_is_asked_about_where_going_through_it_is_dear(case: Case) -> None:
    pages = [Page(number, "text", "x") for number in range(1, 1_002)]
    document = case.documents.add("book.txt", *pages, kind="text")
    await case.store.shelf.keep("slack:T1:book.txt", document)
    await case.store.shelf.add(document.id, pages)
    await case.read(asked(7, "read"), gathering(own=["book.txt"]), case.desk.desk)
    with pytest.raises(PersonAsked):  # a million tokens at 1.00 for a million
        await case.read(asked(8, "!extract"), gathering(own=["book.txt"]), case.desk.desk, through=True)
    question = case.desk.steps[-1]
    assert isinstance(question, Asked)
    assert [option.label for option in question.options] == ["Read them", "Cancel"]
    assert question.estimate == pytest.approx(1.001)


async def test_a_reading_that_broke_off_goes_on_with_the_next_question(case: Case) -> None:
    case.scanned("scan.pdf", 3)
    document = case.documents.files["scan.pdf"][0]
    case.documents.failure = ModelUnavailable("busy")
    with pytest.raises(ModelUnavailable):
        await case.read(asked(7, "read"), gathering(own=["scan.pdf"]), case.desk.desk)
    await case.store.shelf.add(document.id, [Page(1, "ocr", "page 1")])  # what had come by then
    case.documents.failure = None
    found = await case.read(asked(8, "and now?"), gathering(earlier=["scan.pdf"]), case.desk.desk)
    assert sorted(found.files[0].ledger) == [1, 2, 3]


async def test_a_file_that_was_not_part_of_the_question_is_not_read_with_it_where_it_is_dear(case: Case) -> None:
    case.scanned("a.pdf", 6)
    case.scanned("b.pdf", 30)
    turn = await case.question(asked(7, "read"), "a.pdf")
    decided = replace(turn, steps=(*turn.steps, Decided(1, "all", ANA)))
    found = await case.read(decided, gathering(own=["a.pdf", "b.pdf"]), case.desk.desk)
    assert case.documents.read_pages == [("a.pdf", (1, 2, 3, 4, 5, 6))]
    assert [(each.name, each.own) for each in found.refused] == [("b.pdf", True)]


async def test_what_others_paid_for_is_kept_where_one_file_fails(case: Case) -> None:
    case.scanned("good.pdf", 2)
    case.scanned("bad.pdf", 2)
    case.documents.broken = "bad.pdf"
    with pytest.raises(ModelUnavailable):
        await case.read(asked(7, "read"), gathering(own=["bad.pdf", "good.pdf"]), case.desk.desk)
    assert [type(step) for step in case.desk.steps] == [Charged]
    assert len(await case.store.shelf.ledger("id-good.pdf")) == 2


async def test_a_turn_begun_again_while_it_waits_goes_on_waiting_and_gives_up_in_the_end(case: Case) -> None:
    case.scanned("long.pdf", 30)
    turn = await case.question(asked(7, "read"), "long.pdf")
    with pytest.raises(PersonAsked):
        await case.read(turn, gathering(own=["long.pdf"]), case.desk.desk)
    assert len(case.desk.steps) == 1  # the question is not recorded twice
    await case.clock.advance(86_400.0)
    with pytest.raises(BotError) as over:
        await case.read(turn, gathering(own=["long.pdf"]), case.desk.desk)
    assert "Nobody chose" in over.value.notice


async def test_a_service_that_is_out_ends_the_turn_for_its_own_file_only(case: Case) -> None:
    case.scanned("scan.pdf", 2)
    case.documents.failure = ModelUnavailable("busy")
    with pytest.raises(ModelUnavailable):
        await case.read(asked(7, "read"), gathering(own=["scan.pdf"]), case.desk.desk)
    found = await case.read(asked(8, "hello"), gathering(earlier=["scan.pdf"]), case.desk.desk)
    assert [(each.name, each.own) for each in found.refused] == [("scan.pdf", False)]


async def test_what_is_no_good_is_not_fetched_again_for_a_later_question(case: Case) -> None:
    case.documents.refused["bad.pdf"] = "bad.pdf is empty; please send it again."
    await case.read(asked(7, "read"), gathering(own=["bad.pdf"]), case.desk.desk)
    case.documents.refused.clear()
    case.documents.add("bad.pdf", Page(1, "text", "one"))

    found = await case.read(asked(8, "and now?"), gathering(earlier=["bad.pdf"]), case.desk.desk)

    assert [each.notice for each in found.refused] == ["bad.pdf is empty; please send it again."]
    assert not found.refused[0].own
    assert found.files == ()


async def test_others_are_not_asked_about_a_file_that_somebody_is_asked_about(case: Case) -> None:
    case.scanned("long.pdf", 9)
    turn = await case.question(asked(7, "read"), "long.pdf")

    found = await case.read(asked(8, "what is 6 * 7?"), gathering(earlier=["long.pdf"]), case.desk.desk)

    assert found.files == ()
    [told] = found.refused
    assert "nobody has agreed so far that it is read" in told.notice
    decided = replace(turn, steps=(*turn.steps, Decided(1, "all", ANA)))
    assert (await case.read(decided, gathering(own=["long.pdf"]), case.desk.desk)).files[0].name == "long.pdf"


async def test_a_file_that_was_agreed_upon_and_not_read_is_asked_about_again(case: Case) -> None:
    case.scanned("long.pdf", 9)
    turn = await case.question(asked(7, "read"), "long.pdf")
    case.documents.failure = ModelUnavailable("busy")
    decided = replace(turn, steps=(*turn.steps, Decided(1, "all", ANA)))
    with pytest.raises(ModelUnavailable):
        await case.read(decided, gathering(own=["long.pdf"]), case.desk.desk)

    with pytest.raises(PersonAsked):
        await case.read(asked(8, "and now?"), gathering(earlier=["long.pdf"]), case.desk.desk)
