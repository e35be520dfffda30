"""The tools that read further in the files of a conversation."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.core.documents import Document, Page
from bot.core.errors import NotAllowed, ToolFailed
from bot.core.looking import Looking
from bot.core.read_files import ReadFile
from bot.core.records import Charged
from bot.core.tool import Tool, ToolContext
from bot.core.values import Address, Author
from bot.store.database import open_store
from bot.store.store import SqlStore
from bot.tools.pages import PageTools
from bot.tools.saving import Saving
from bot.tools.study import Study
from tests.core.fakes import FakeTokens
from tests.core.file_fakes import FakeDocuments, FakeModels, FakePassages, FakeTurnDesk, picture, source
from tests.fakes import FakeClock, FakeModel

CONTEXT = ToolContext(Address("slack", "T1", "C1", "1.0"), Author("U1", "Ana"), 0.0)


class Case:
    def __init__(self, store: SqlStore) -> None:
        self.shelf = store.shelf
        self.documents = FakeDocuments(store.shelf)
        self.desk = FakeTurnDesk()
        self.model = FakeModel()
        self.files: dict[str, ReadFile] = {}
        self.ask_cost = 0.25

    async def file(self, name: str, *pages: Page, has: int = 0) -> None:
        document = self.documents.add(name, *pages)
        document = Document(document.id, name, "pdf", "application/pdf", 1, has or len(pages))
        await self.shelf.keep(name, document)
        await self.shelf.add(document.id, pages)
        self.files[name] = ReadFile(source(name), document, await self.shelf.ledger(document.id), own=True)

    async def photo(self, name: str, *pages: Page) -> None:
        """An image of which only the pictures are known; reading it will give these pages."""
        document = self.documents.add(name, *pages, kind="image")
        await self.shelf.keep(name, document)
        self.files[name] = ReadFile(source(name), document, dict.fromkeys(range(1, len(pages) + 1)), own=True)

    def tools(self) -> Sequence[Tool]:
        study = Study(self.shelf, FakeTokens(), self.model, FakeModels(), "some-model", ask_cost=self.ask_cost)
        return PageTools(
            self.files,
            self.desk.desk,
            shelf=self.shelf,
            passages=FakePassages(self.shelf),
            study=study,
            looking=Looking(self.model, FakeModels(), "some-model"),
            saving=Saving(self.shelf, self.documents),
        ).all()

    async def run(self, name: str, arguments: str) -> str:
        return await next(each for each in self.tools() if each.spec.name == name).call(CONTEXT, arguments)


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    async with open_store(tmp_path / "test.sqlite3", FakeClock()) as store:
        yield Case(store)


async def test_a_passage_is_found_with_its_page(case: Case) -> None:
    await case.file("a.pdf", Page(1, "text", "nothing"), Page(2, "text", "the deadline is Friday"))
    assert (
        await case.run("search_pages", '{"file": "a.pdf", "query": "deadline"}') == "[page 2]\nthe deadline is Friday"
    )
    assert await case.run("search_pages", '{"file": "a.pdf", "query": "zebra"}') == "Nothing in a.pdf matches 'zebra'."


async def test_pages_are_read_word_for_word_and_what_was_not_read_is_named(case: Case) -> None:
    await case.file("a.pdf", Page(1, "text", "one"), Page(2, None, reason="it is blank"), has=4)
    read = await case.run("read_pages", '{"file": "a.pdf", "pages": "1-4"}')
    assert read.startswith("[page 1]\none\n\n[page 2 could not be read: it is blank]")
    assert "[page 3-4: not read so far" in read or "[page 3 and 4" in read


async def test_pages_are_given_whole_and_what_is_too_much_for_one_call_is_named(case: Case) -> None:
    await case.file("a.pdf", *(Page(number, "text", "x" * 5_900) for number in range(1, 6)))
    read = await case.run("read_pages", '{"file": "a.pdf", "pages": "1-5"}')
    assert read.count("x" * 5_900) == 3
    assert read.endswith("[page 4-5: too much for one call; ask for them by themselves]")


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("read_pages", '{"file": "b.pdf", "pages": "1"}', "There are: a.pdf"),
        ("read_pages", '{"file": "a.pdf", "pages": "the end"}', "write them as `1-20, 45`"),
        ("search_pages", '{"file": "a.pdf"}', "query"),
    ],
)
async def test_a_wrong_call_is_answered_with_what_to_write(case: Case, tool: str, arguments: str, says: str) -> None:
    await case.file("a.pdf", Page(1, "text", "one"))
    with pytest.raises(ToolFailed, match=says):
        await case.run(tool, arguments)


async def test_a_study_reads_every_page_in_parts_and_says_which_it_could_not(case: Case) -> None:
    pages = [Page(number, "text", "x" * 5_900) for number in range(1, 6)]
    await case.file("a.pdf", *pages, Page(6, None, reason="it is blank"), has=8)
    case.model.answers = FakeModel("one", "two", "three", "All of it (p. 1).").answers
    studied = await case.run("study_pages", '{"file": "a.pdf", "task": "summarise"}')
    assert studied == (
        "All of it (p. 1).\n\nIn a.pdf, page 6 had no readable text.\n\n2 pages of a.pdf have not been read."
    )
    asked = "\n".join(message.text for request in case.model.requests for message in request.messages)
    assert [f"[page {number}]" in asked for number in range(1, 6)] == [True] * 5
    assert "one\n\ntwo\n\nthree" in asked
    assert sum(isinstance(step, Charged) for step in case.desk.steps) == 4
    assert case.desk.said[-1] == "studying a.pdf: page 5 of 8"


async def test_a_study_has_a_price_where_that_is_worth_a_question(case: Case) -> None:
    case.ask_cost = 0.005
    await case.file("a.pdf", *(Page(number, "text", "x" * 5_900) for number in range(1, 6)), has=5)
    (study,) = [each for each in case.tools() if each.spec.name == "study_pages"]
    assert await study.price_words('{"file": "a.pdf", "task": "summarise"}') == (
        "Studying all 5 pages of a.pdf costs up to about €0.033."
    )
    assert await study.price_words('{"file": "b.pdf", "task": "summarise"}') == "", "there is nothing to pay for"
    case.ask_cost = 0.05
    (study,) = [each for each in case.tools() if each.spec.name == "study_pages"]
    assert await study.price_words('{"file": "a.pdf", "task": "summarise"}') == ""


async def test_a_short_file_is_studied_in_one_request(case: Case) -> None:
    await case.file("a.pdf", Page(1, "text", "one"))
    case.model.answers = FakeModel("Notes.").answers
    assert await case.run("study_pages", '{"file": "a.pdf", "task": "summarise"}') == "Notes."


async def test_a_file_is_saved_as_markdown_with_its_page_markers(case: Case) -> None:
    await case.file(
        "a.pdf", Page(1, "text", "one", header="Head", footer="Foot"), Page(2, None, reason="it is blank"), has=3
    )
    said = await case.run("save_pages", '{"file": "a.pdf"}')
    (made,) = case.desk.reply.attached.values()
    assert (made.name, made.media_type) == ("a.md", "text/markdown")
    assert made.data.decode() == (
        "# a.pdf\n\n<!-- page 1 of 3 -->\n\nHead\n\none\n\nFoot\n\n<!-- page 2 of 3 -->\n\n"
        "*Page 2 could not be read: it is blank.*\n\n*Pages that were not read: 3.*\n"
    )
    assert said == "a.md has been uploaded below the answer."


async def test_pictures_are_zipped_beside_the_text_that_shows_them(case: Case) -> None:
    page = Page(2, "ocr", "Look: ![img-0.jpeg](img-0.jpeg)", pictures=(picture("img-0.jpeg", b"\xff\xd8"),))
    await case.file("a.pdf", Page(1, "text", "one"), page)
    await case.run("save_pages", '{"file": "a.pdf"}')
    (made,) = case.desk.reply.attached.values()
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert sorted(archive.namelist()) == ["a.md", "images/page-2-img-0.jpeg"]
        assert "![img-0.jpeg](images/page-2-img-0.jpeg)" in archive.read("a.md").decode()


async def test_the_text_of_a_picture_is_read_before_it_is_saved(case: Case) -> None:
    await case.photo("photo.jpg", Page(1, "ocr", "Lamp 17", pictures=(picture(),)))
    assert [tool.spec.name for tool in case.tools()] == ["save_pages"], "what is seen has no pages to turn to"
    assert await case.run("save_pages", '{"file": "photo.jpg"}') == "photo.md has been uploaded below the answer."
    (made,) = case.desk.reply.attached.values()
    assert made.data.decode() == "# photo.jpg\n\n<!-- page 1 of 1 -->\n\nLamp 17\n"


async def test_a_fax_of_many_pages_is_left_to_the_command_that_says_what_it_costs(case: Case) -> None:
    await case.photo("fax.tiff", *(Page(number, "ocr", "text") for number in range(1, 22)))
    await case.file("a.pdf", Page(1, "text", "one"))
    with pytest.raises(ToolFailed, match=r"fax\.tiff has 21 pages; `/ocr` says what reading them costs"):
        await case.run("save_pages", '{"file": "fax.tiff"}')
    assert case.documents.read_pages == []
    with pytest.raises(ToolFailed, match=r"There are: a\.pdf"):
        await case.run("read_pages", '{"file": "fax.tiff", "pages": "1"}')


async def test_an_upload_that_is_not_allowed_is_said_to_the_model(case: Case) -> None:
    await case.file("a.pdf", Page(1, "text", "one"))
    case.desk.reply.failure = NotAllowed("no scope", notice="please allow files:write.")
    with pytest.raises(ToolFailed, match="please allow files:write"):
        await case.run("save_pages", '{"file": "a.pdf"}')


async def test_the_pictures_of_a_page_are_looked_at(case: Case) -> None:
    page = Page(2, "ocr", "![img-0.jpeg](img-0.jpeg)", pictures=(picture("img-0.jpeg"),))
    await case.file("a.pdf", Page(1, "text", "one"), page)
    case.model.answers = FakeModel("A chart that rises.").answers
    seen = await case.run("look_at_pictures", '{"file": "a.pdf", "page": 2, "question": "What does it show?"}')
    assert "A chart that rises." in seen
    with pytest.raises(ToolFailed, match="No pictures were kept of page 1"):
        await case.run("look_at_pictures", '{"file": "a.pdf", "page": 1, "question": "What does it show?"}')
