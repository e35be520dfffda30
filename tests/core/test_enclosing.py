"""What of its files a request holds: short ones whole, of long ones what matters, images as they are."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.documents import Page
from bot.core.enclosing import Enclosed, Encloser
from bot.core.errors import ModelUnavailable
from bot.core.looking import Looking
from bot.core.picture_parts import MOST_IMAGES
from bot.core.read_files import ReadFile, ReadFiles, Refused
from bot.core.records import Charged
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeDocuments, FakeModels, FakePassages, FakeTurnDesk, picture, source
from tests.fakes import FakeClock, FakeModel

ROOM = 2_000  # characters, which are the tokens of these tests


class Case:
    def __init__(self, store: SqlStore) -> None:
        self.shelf = store.shelf
        self.documents = FakeDocuments(store.shelf)
        self.passages = FakePassages(store.shelf)
        self.model = FakeModel()
        self.desk = FakeTurnDesk()

    async def enclosed(self, *files: ReadFile, question: str = "", refused: tuple[Refused, ...] = ()) -> Enclosed:
        looking = Looking(self.model, FakeModels(), "some-model")
        encloser = Encloser(self.shelf, self.passages, FakeTokens(), looking, room=ROOM, excerpt_room=600)
        return await encloser(ReadFiles(files, refused), question, self.desk.desk)

    async def file(self, name: str, *pages: Page, kind: str = "pdf", own: bool = True) -> ReadFile:
        document = self.documents.add(name, *pages, kind=kind)
        await self.shelf.keep(f"slack:T1:{name}", document)
        await self.shelf.add(document.id, pages)
        return ReadFile(source(name, voice=kind == "audio"), document, await self.shelf.ledger(document.id), own)


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    async with open_store(tmp_path / "test.sqlite3", FakeClock()) as store:
        yield Case(store)


async def test_a_short_file_is_shown_whole_with_its_page_numbers(case: Case) -> None:
    enclosed = await case.enclosed(await case.file("a.pdf", Page(1, "text", "first"), Page(2, "ocr", "second")))
    (line,) = enclosed.lines
    assert "[page 1]\n  first" in line
    assert "[page 2]\n  second" in line
    assert enclosed.receipts[0].read == 2
    assert list(enclosed.files) == ["a.pdf"]


async def test_of_a_long_file_the_passages_are_shown_that_match_the_question(case: Case) -> None:
    pages = [Page(number, "text", "dull " * 40) for number in range(1, 20)]
    pages[11] = Page(12, "text", "The deadline is Friday.")
    enclosed = await case.enclosed(await case.file("long.pdf", *pages), question="deadline")
    (line,) = enclosed.lines
    assert "[page 12]\n  The deadline is Friday." in line
    assert "dull" not in line
    assert enclosed.receipts[0].excerpts
    assert case.passages.prepared == ["id-long.pdf"]


async def test_excerpts_keep_to_their_room(case: Case) -> None:
    pages = [Page(number, "text", f"match {'x' * 190}") for number in range(1, 20)]
    (line,) = (await case.enclosed(await case.file("long.pdf", *pages), question="match")).lines
    assert line.count("[page ") == 3


async def test_where_embeddings_do_not_answer_it_is_said_and_words_are_searched(case: Case) -> None:
    case.passages.failure = ModelUnavailable("busy")
    pages = [Page(number, "text", "needle " + "x" * 190) for number in range(1, 20)]
    enclosed = await case.enclosed(await case.file("long.pdf", *pages), question="needle")
    assert "needle" in enclosed.lines[0]
    assert enclosed.notes == ["long.pdf could only be searched by its words, since Mistral's embeddings did not answer"]


async def test_a_short_file_beside_a_long_one_is_still_whole(case: Case) -> None:
    long = await case.file("long.pdf", *(Page(number, "text", "x" * 190) for number in range(1, 20)))
    short = await case.file("short.txt", Page(1, "text", "brief"), kind="text")
    enclosed = await case.enclosed(long, short, question="brief")
    assert any("brief" in line and "short.txt" in line for line in enclosed.lines)


async def test_images_go_with_the_request_and_are_named_in_order(case: Case) -> None:
    files = [
        await case.file(name, Page(1, "vision", pictures=(picture(name),)), kind="image") for name in ("a.jpg", "b.png")
    ]
    enclosed = await case.enclosed(*files)
    assert [image.url for image in enclosed.images] == ["data:image/jpeg;base64,anBlZw=="] * 2
    assert ["image 1" in enclosed.lines[0], "b.png" in enclosed.lines[1]] == [True, True]


async def test_more_images_than_fit_are_looked_at_in_batches_and_it_is_said(case: Case) -> None:
    case.model.answers = FakeModel("Eight dogs.", "One cat.").answers
    number = 2 * MOST_IMAGES + 1
    files = [
        await case.file(f"{n}.jpg", Page(1, "vision", pictures=(picture(f"{n}.jpg"),)), kind="image")
        for n in range(number)
    ]
    enclosed = await case.enclosed(*files, question="Which animals?")
    assert len(enclosed.images) == MOST_IMAGES
    assert sorted(len(request.messages[1].images) for request in case.model.requests) == [1, 8]  # type: ignore[union-attr]  # a user's message
    assert {"Eight dogs." in line or "One cat." in line for line in enclosed.lines[-2:]} == {True}
    assert enclosed.notes == ["17 images came, so 9 of them were looked at apart, 8 at a time"]
    assert [type(step) for step in case.desk.steps] == [Charged, Charged]


async def test_a_voice_clip_of_the_question_is_what_is_asked(case: Case) -> None:
    own = await case.file("clip.ogg", Page(1, "speech", "When is the launch?"), kind="audio")
    earlier = await case.file("old.ogg", Page(1, "speech", "Never mind."), kind="audio", own=False)
    enclosed = await case.enclosed(own, earlier)
    assert enclosed.spoken == [("clip.ogg", "When is the launch?")]
    assert any("Never mind." in line for line in enclosed.lines)


async def test_the_model_is_told_of_a_file_that_could_not_be_read(case: Case) -> None:
    enclosed = await case.enclosed(refused=(Refused("bad.pdf", "bad.pdf is protected by a password.", own=True),))
    assert enclosed.lines == ["[file: bad.pdf]:\n  It could not be read: bad.pdf is protected by a password."]


async def test_two_files_of_one_name_can_both_be_asked_for(case: Case) -> None:
    first = await case.file("a.txt", Page(1, "text", "1"), kind="text")
    second = ReadFile(source("a.txt"), case.documents.add("other", Page(1, "text", "2")), {1: "text"}, own=True)
    await case.shelf.keep("slack:T1:other", second.document)
    await case.shelf.add(second.document.id, [Page(1, "text", "2")])
    assert list((await case.enclosed(first, second)).files) == ["a.txt", "a.txt (2)"]


async def test_two_pictures_of_one_name_are_told_apart(case: Case) -> None:
    """What is pasted is called image.png by every client."""
    files = []
    for number in (1, 2):
        document = case.documents.add(f"{number}", Page(1, "vision", pictures=(picture(),)), kind="image")
        await case.shelf.keep(f"slack:T1:{number}", document)
        await case.shelf.add(document.id, [Page(1, "vision", pictures=(picture(),))])
        files.append(ReadFile(source("image.png"), document, {1: "vision"}, own=True))
    enclosed = await case.enclosed(*files)
    assert list(enclosed.files) == ["image.png", "image.png (2)"]
    assert [line.partition("]")[0] for line in enclosed.lines] == ["[file: image.png", "[file: image.png (2)"]


async def test_every_page_of_an_image_is_seen_and_of_what_ocr_has_read_the_page_itself(case: Case) -> None:
    fax = await case.file(
        "fax.tiff", *(Page(n, "vision", pictures=(picture(f"{n}.jpg"),)) for n in (1, 2, 3)), kind="image"
    )
    scan = await case.file("scan.png", Page(1, "ocr", "text", pictures=(picture(), picture("logo.jpg"))), kind="image")
    assert len((await case.enclosed(fax, scan)).images) == 4
