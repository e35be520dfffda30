"""Office files whose pages have to be read by a service: old formats by OCR, pages of pictures by a model that sees."""

import base64
import io
from pathlib import Path

import docx
import pptx
import pytest
from PIL import Image
from pptx.util import Inches

from bot.core.documents import Charge, Picture
from bot.core.errors import FileRefused, ModelRefused, ModelUnavailable
from bot.core.messages import Usage
from bot.documents.survey import SWITCHED_OFF
from tests.documents.conftest import Desk
from tests.documents.fakes import FakeModels, FakeOcr, Upload
from tests.documents.made import FILES, written
from tests.fakes import FakeAnswer, FakeModel

LABEL = b"\xfd\0\x0a\0"  # of a cell with a text (MS-XLS: LabelSst), before its row and column
SEEN = Charge("mistral-small-1", Usage(10, 5))


def noise(shade: int = 90) -> io.BytesIO:
    data = io.BytesIO()
    Image.effect_noise((200, 100), shade).convert("RGB").save(data, "PNG")
    data.seek(0)
    return data


def album(folder: Path, slides: int) -> Upload:
    """A deck with a title and then slides of one picture each."""
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes[0].text_frame.text = "The boats of the harbour"
    for number in range(slides):
        shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
        shapes.add_picture(noise(60 + number), Inches(1), Inches(1))
    deck.save(str(folder / "album.pptx"))
    return Upload((folder / "album.pptx").read_bytes(), name="album.pptx")


def old(name: str) -> Upload:
    return Upload((FILES / name).read_bytes(), name=name)


@pytest.mark.parametrize(
    ("name", "media_type"), [("harbour.doc", "application/msword"), ("harbour.rtf", "application/rtf")]
)
async def test_an_old_format_is_read_by_ocr_and_its_pages_are_counted_then(
    desk: Desk, name: str, media_type: str
) -> None:
    desk.ocr = FakeOcr(whole=3)
    reader, upload = desk.reader(), old(name)
    plan = await reader.plan(upload.source)
    assert (plan.document.pages, plan.paid, plan.uncounted) == (1, (1,), True)

    await desk.read(reader, upload)

    assert desk.how(plan) == dict.fromkeys((1, 2, 3), "ocr")
    assert desk.ocr.files == [(media_type, name, "mistral-ocr-1", upload.data)]
    assert desk.told.charges == [Charge("mistral-ocr-4-1", pages=3)]
    assert set(desk.told.lines) == {f"reading {name}"}
    again = await reader.plan(upload.source)
    assert (again.document.pages, again.known, again.uncounted) == (3, (1, 2, 3), False)


async def test_an_old_format_that_the_service_cannot_open_is_refused(desk: Desk) -> None:
    desk.ocr.failing = {1: ModelRefused("no", status=400)}

    with pytest.raises(FileRefused, match=r"^Mistral's OCR could not open harbour\.doc; please"):
        await desk.read(desk.reader(), old("harbour.doc"))

    assert desk.shelf.read == {}


async def test_without_ocr_an_old_format_is_refused_and_one_that_was_read_is_still_known(desk: Desk) -> None:
    with pytest.raises(FileRefused, match=r"^harbour\.rtf is in an old format .* please save it as \.docx or PDF\.$"):
        await desk.reader(ocr="never").plan(old("harbour.rtf").source)

    await desk.read(desk.reader(), old("harbour.rtf"))
    assert (await desk.reader(ocr="never").plan(old("harbour.rtf").source)).known == (1,)


async def test_pictures_in_an_old_format_are_looked_at_and_a_second_try_asks_for_no_page_that_is_known(
    desk: Desk,
) -> None:
    desk.ocr = FakeOcr({2: "![img-0.jpeg](img-0.jpeg)"}, whole=2)
    desk.model = FakeModel(FakeAnswer(failure=ModelUnavailable("busy")), "[A map.]")
    reader, upload = desk.reader(), old("harbour.doc")
    with pytest.raises(ModelUnavailable):
        await desk.read(reader, upload)

    plan = await reader.plan(upload.source)
    assert (plan.known, plan.paid, plan.uncounted) == ((1,), (2,), False)

    await desk.read(reader, upload)
    assert desk.how(plan) == {1: "ocr", 2: "vision"}
    assert desk.text(plan, 2) == "![img-0.jpeg](img-0.jpeg)\n\n[A map.]"


async def test_a_slide_that_is_a_picture_is_read_by_a_model_that_sees(desk: Desk, tmp_path: Path) -> None:
    desk.model = FakeModel("[A trawler.]", "[A ferry.]")

    plan = await desk.read(desk.reader(at_once=1), album(tmp_path, 2))

    assert (plan.free, plan.paid, plan.uncounted) == ((1,), (2, 3), False)
    assert desk.how(plan) == {1: "text", 2: "vision", 3: "vision"}
    assert desk.text(plan, 2).startswith("![image1.")
    assert desk.text(plan, 2).endswith("\n\n[A trawler.]")
    assert [len(await desk.shelf.pictures(plan.document.id, number)) for number in (1, 2, 3)] == [0, 1, 1]
    assert (desk.told.charges, desk.ocr.files) == ([SEEN, SEEN], [])


async def test_many_pictures_are_looked_at_a_few_at_a_time(desk: Desk, tmp_path: Path) -> None:
    asked = most = 0

    async def between() -> None:
        nonlocal asked, most
        asked += 1
        most = max(most, asked)
        await desk.shelf.ledger("")
        asked -= 1

    desk.model = FakeModel(*(FakeAnswer(["[A boat.]"], between=between) for _ in range(12)))

    plan = await desk.read(desk.reader(at_once=3), album(tmp_path, 12))

    assert list(desk.how(plan).values()).count("vision") == 12
    assert most <= 3


async def test_a_picture_that_nobody_can_look_at_has_a_reason(desk: Desk, tmp_path: Path) -> None:
    desk.models = FakeModels(lacking=frozenset({"vision"}))

    plan = await desk.read(desk.reader(), album(tmp_path, 1))

    assert desk.how(plan) == {1: "text", 2: None}
    assert desk.reason(plan, 2) == "it holds only pictures, and no model here can look at it"


async def test_without_ocr_a_picture_is_unreadable_until_it_is_switched_on(desk: Desk, tmp_path: Path) -> None:
    upload = album(tmp_path, 1)
    plan = await desk.read(desk.reader(ocr="never"), upload)
    assert (plan.paid, desk.how(plan), desk.reason(plan, 2)) == ((), {1: "text", 2: None}, SWITCHED_OFF)

    desk.model = FakeModel("[A trawler.]")
    later = await desk.read(desk.reader(), upload)
    assert desk.how(later) == {1: "text", 2: "vision"}


async def test_a_document_of_pictures_alone_is_looked_at_as_a_whole(desk: Desk, tmp_path: Path) -> None:
    letter = docx.Document()
    for shade in (70, 80):
        letter.add_picture(noise(shade))
    letter.save(str(tmp_path / "scan.docx"))
    desk.model = FakeModel("[Two boats.]")

    plan = await desk.read(desk.reader(), Upload((tmp_path / "scan.docx").read_bytes(), name="scan.docx"))

    assert desk.how(plan) == {1: "vision"}
    pictures: tuple[Picture, ...] = await desk.shelf.pictures(plan.document.id, 1)
    assert [len(request.messages[1].images) for request in desk.model.requests] == [len(pictures)] == [2]  # type: ignore[union-attr]  # a person's


async def test_a_web_page_that_holds_its_pictures_itself_is_looked_at(desk: Desk, tmp_path: Path) -> None:
    data = base64.b64encode(noise().read()).decode()
    far = '<img src="https://example.com/far.png" alt="far away">'
    path = written(tmp_path, "a.html", f'<html><body><img src="data:image/png;base64,{data}"></body></html>')
    desk.model = FakeModel("[Fog.]")

    plan = await desk.read(desk.reader(), Upload(path.read_bytes(), name="a.html"))
    words = await desk.read(desk.reader(), Upload(f"<html>{far}</html>".encode(), name="b.html", key="F2"))

    assert (desk.how(plan), desk.text(plan).endswith("[Fog.]")) == ({1: "vision"}, True)
    assert desk.text(words) == "![far away](https://example.com/far.png)"


async def test_a_sheet_that_makes_its_converter_abort_ends_as_a_sentence_and_the_next_file_is_read(desk: Desk) -> None:
    """Two cells at the ends of an XLS sheet: laid out, they take more memory than a worker has."""
    data = bytearray((FILES / "sheet.xls").read_bytes())
    second = data.index(LABEL, data.index(LABEL) + 1)
    data[second + 4 : second + 8] = (65_535).to_bytes(2, "little") + (255).to_bytes(2, "little")
    reader = desk.reader()

    with pytest.raises(FileRefused, match=r"^evil\.xls cannot be opened safely; please save it again, or as a PDF"):
        await reader.plan(Upload(bytes(data), name="evil.xls").source)

    assert set(desk.how(await desk.read(reader, old("sheet.xls"))).values()) == {"text"}
    assert [path.name for path in desk.folder.iterdir()] == []
