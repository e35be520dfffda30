"""Reading with the real store and the real client, against a service whose OCR really reads and whose model looks."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from difflib import SequenceMatcher
from pathlib import Path

import pptx
import pytest

from bot.core.document_ports import Shelf
from bot.core.documents import Plan
from bot.core.errors import FileRefused
from bot.documents.config import ReadingConfig
from bot.documents.reader import FileReader
from bot.mistral.catalogue import Catalogue
from bot.mistral.client import open_http
from bot.mistral.ocr import MistralOcr
from bot.mistral.transcriber import MistralTranscriber
from bot.store.database import open_store
from tests.documents import corpus
from tests.documents.fakes import Told, Upload
from tests.documents.made import FILES
from tests.documents.making import PROSE, born_digital, prose, scan, scanned
from tests.mistral.conftest import Bench, FakeClock as LeapingClock, opened as service_opened

pytestmark = pytest.mark.timeout(120)


class Live:
    """A reader over the real parts."""

    def __init__(self, bench: Bench, shelf: Shelf, reader: FileReader) -> None:
        self.bench = bench
        self.shelf = shelf
        self.reader = reader
        self.told = Told()

    async def read(self, upload: Upload, *, ocr: bool = False) -> Plan:
        plan = await self.reader.plan(upload.source, ocr=ocr)
        pages = range(1, plan.document.pages + 1)
        await self.reader.read(upload.source, plan, pages, progress=self.told.progress, charge=self.told.charge)
        return plan


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    folder = tmp_path / "reading"
    folder.mkdir()
    async with AsyncExitStack() as stack:
        bench = await stack.enter_async_context(service_opened(LeapingClock()))
        store = await stack.enter_async_context(open_store(tmp_path / "bot.sqlite3", bench.clock))
        http = await stack.enter_async_context(open_http(bench.config))
        reader = FileReader(
            store.shelf,
            ocr=MistralOcr(http, bench.config, bench.clock, inline_bytes=100_000),
            transcriber=MistralTranscriber(http, bench.config, bench.clock),
            model=await bench.client(),
            models=Catalogue(),
            clock=bench.clock,
            config=ReadingConfig(folder, request_pages=2),
        )
        yield Live(bench, store.shelf, reader)
        assert [path.name for path in folder.iterdir()] == []


def errors(found: str, put: str) -> float:
    """The share of characters that differ, white space and Markdown's signs aside."""
    first, second = ("".join(filter(str.isalnum, text)).lower() for text in (found, put))
    matched = sum(block.size for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks())
    return 1 - matched / max(len(first), len(second), 1)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


async def test_a_scanned_pdf_is_read_page_by_page_and_known_afterwards(live: Live, tmp_path: Path) -> None:
    put = [("Chapter one", *PROSE), ("Chapter two", *PROSE[:2]), ("Chapter three", *PROSE[1:])]
    upload = Upload(scanned(tmp_path / "scan.pdf", put).read_bytes())

    plan = await live.read(upload)
    pages = await live.shelf.pages(plan.document.id)
    again = await live.read(upload)

    assert [page.how for page in pages] == ["ocr", "ocr", "ocr"]
    rates = [errors(page.text, "".join(lines)) for page, lines in zip(pages, put, strict=True)]
    print("character error rates:", [f"{rate:.3f}" for rate in rates])
    assert max(rates) < 0.03
    assert sum(charge.pages for charge in live.told.charges) == 3
    assert (again.known, upload.fetched) == ((1, 2, 3), 1)
    assert [file["there"] for file in live.bench.service.files()] == [False]  # uploaded once, and deleted


async def test_a_file_of_text_scans_and_blank_pages_accounts_for_each(live: Live, tmp_path: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    whole = pypdfium2.PdfDocument(born_digital(tmp_path / "a.pdf", [prose(*PROSE), []]))
    whole.import_pages(pypdfium2.PdfDocument(scanned(tmp_path / "b.pdf", [PROSE])))
    whole.save(tmp_path / "c.pdf")

    plan = await live.read(Upload((tmp_path / "c.pdf").read_bytes()))

    assert (plan.free, plan.paid) == ((1, 2), (3,))
    assert await live.shelf.ledger(plan.document.id) == {1: "text", 2: None, 3: "ocr"}
    text, blank, read = await live.shelf.pages(plan.document.id)
    assert text.text == "\n".join(PROSE)
    assert blank.reason == "it is blank"
    assert errors(read.text, "".join(PROSE)) < 0.03


async def test_a_photo_keeps_its_picture_and_is_read_when_its_text_is_wanted(live: Live, tmp_path: Path) -> None:
    scan(PROSE, size=(1600, 1200)).save(tmp_path / "photo.jpg")
    upload = Upload((tmp_path / "photo.jpg").read_bytes(), name="photo.jpg")

    plan = await live.read(upload)
    [page] = await live.shelf.pages(plan.document.id)
    [picture] = await live.shelf.pictures(plan.document.id, 1)
    assert (page.how, page.text, max(picture.width, picture.height)) == ("vision", "", 1540)
    assert live.told.charges == []

    await live.read(upload, ocr=True)
    [page] = await live.shelf.pages(plan.document.id)
    assert page.how == "ocr"
    assert errors(page.text, "".join(PROSE)) < 0.03


@pytest.mark.corpus("pypdf")
async def test_a_born_digital_page_about_a_chart_goes_from_ocr_to_a_model_that_sees(live: Live) -> None:
    """By LaTeX: a surface between six labels."""
    upload = Upload(corpus.pypdf("labeled-edges-center-image.pdf").read_bytes(), name="chart.pdf")

    plan = await live.read(upload)

    [page] = await live.shelf.pages(plan.document.id)
    assert (plan.paid, page.how) == ((1,), "vision")
    assert "Bottom Left Centered Bottom Right" in page.text
    assert [charge.model.rpartition("-")[0] for charge in live.told.charges] == ["mistral-ocr-4", "mistral-small"]
    assert len(await live.shelf.pictures(plan.document.id, 1)) == 1


async def test_a_letter_in_rtf_is_read_by_the_service(live: Live) -> None:
    upload = Upload((FILES / "harbour.rtf").read_bytes(), name="harbour.rtf")

    plan = await live.read(upload)
    again = await live.reader.plan(upload.source)

    [page] = await live.shelf.pages(plan.document.id)
    assert (page.how, live.told.charges[0].pages) == ("ocr", 1)
    assert page.text.startswith("Harbour report\n\nThe mole is 380 metres long and old.")
    assert (again.known, again.document.pages, upload.fetched) == ((1,), 1, 1)


async def test_a_letter_of_before_2007_that_the_service_cannot_open_ends_as_a_sentence(live: Live) -> None:
    upload = Upload((FILES / "harbour.doc").read_bytes(), name="harbour.doc")

    with pytest.raises(FileRefused) as refused:
        await live.read(upload)

    assert (
        refused.value.notice == "Mistral's OCR could not open harbour.doc; please send it again, as a PDF or an image."
    )


async def test_a_slide_that_is_a_photo_is_looked_at_and_paid(live: Live, tmp_path: Path) -> None:
    scan(PROSE, size=(1240, 700)).save(tmp_path / "photo.png")
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(str(tmp_path / "photo.png"), 0, 0)
    deck.save(str(tmp_path / "deck.pptx"))

    plan = await live.read(Upload((tmp_path / "deck.pptx").read_bytes(), name="deck.pptx"))

    [page] = await live.shelf.pages(plan.document.id)
    assert (page.how, plan.paid) == ("vision", (1,))
    assert errors(page.text.partition("\n\n")[2], "".join(PROSE)) < 0.03
    assert [charge.pages for charge in live.told.charges] == [0]


@pytest.mark.corpus("ocrmypdf")
@pytest.mark.parametrize("name", ["linn.png", "rotated_skew.pdf"])
async def test_a_real_leaflet_is_read_nearly_word_for_word_also_where_it_lies_askew(live: Live, name: str) -> None:
    """Two columns, scanned; what it says comes with it, in another order of the columns."""
    upload = Upload(corpus.ocrmypdf(name).read_bytes(), name=name)

    plan = await live.read(upload, ocr=True)

    [page] = await live.shelf.pages(plan.document.id)
    put, found = (Counter(words(text)) for text in (corpus.ocrmypdf("linn.txt").read_text("utf-8"), page.text))
    rate = (put - found).total() / put.total()
    print(f"{name}: {rate:.3f} of {put.total()} words are not as they were written")
    assert page.how == "ocr"
    assert rate < 0.05


@pytest.mark.corpus("ocrmypdf")
async def test_a_real_photo_of_a_sentence_is_read_to_the_letter(live: Live) -> None:
    plan = await live.read(Upload(corpus.ocrmypdf("crom.png").read_bytes(), name="crom.png"), ocr=True)

    [page] = await live.shelf.pages(plan.document.id)
    assert page.text == "Covfefe is a perfectly cromulent word."


@pytest.mark.corpus("ocrmypdf")
async def test_a_real_scan_with_hardly_a_word_is_looked_at_or_has_a_reason(live: Live) -> None:
    upload = Upload(corpus.ocrmypdf("lichtenstein.pdf").read_bytes(), name="lichtenstein.pdf")

    plan = await live.read(upload)

    [page] = await live.shelf.pages(plan.document.id)
    assert (page.how in {"ocr", "vision"} and page.text) or (page.how is None and page.reason)
