import asyncio
import random
import wave
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.core.documents import Charge
from bot.core.errors import FileRefused, ModelRefused, ModelUnavailable
from bot.core.messages import Usage
from bot.documents.survey import SWITCHED_OFF
from tests.documents.conftest import Desk
from tests.documents.fakes import FakeModels, FakeOcr, FakeTranscriber, Upload
from tests.documents.making import PROSE, born_digital, prose, scan, scanned
from tests.fakes import FakeAnswer, FakeModel

FILES = Path(__file__).parent / "files"


def scans(tmp_path: Path, pages: int) -> Upload:
    return Upload(scanned(tmp_path / "scan.pdf", [[f"Page {number}", *PROSE] for number in range(pages)]).read_bytes())


def mixed(tmp_path: Path) -> Upload:
    """Text, a blank page, text."""
    return Upload(born_digital(tmp_path / "a.pdf", [prose(*PROSE), [], prose("Fin.")]).read_bytes())


async def test_good_text_costs_nothing_and_a_blank_page_says_so(desk: Desk, tmp_path: Path) -> None:
    plan = await desk.read(desk.reader(), mixed(tmp_path))

    assert plan.free == (1, 2, 3)
    assert desk.how(plan) == {1: "text", 2: None, 3: "text"}
    assert desk.reason(plan, 2) == "it is blank"
    assert desk.text(plan) == "\n".join(PROSE)
    assert (desk.ocr.files, desk.told.charges) == ([], [])


async def test_scans_are_read_by_ocr_and_paid(desk: Desk, tmp_path: Path) -> None:
    upload = scans(tmp_path, 3)

    plan = await desk.read(desk.reader(), upload)

    assert (plan.free, plan.paid) == ((), (1, 2, 3))
    assert desk.how(plan) == dict.fromkeys((1, 2, 3), "ocr")
    assert desk.ocr.files == [("application/pdf", "report.pdf", "mistral-ocr-1", upload.data)]
    assert desk.told.charges == [Charge("mistral-ocr-4-1", pages=3)]
    assert desk.ocr.deleted == 1


async def test_with_always_every_page_goes_to_ocr(desk: Desk, tmp_path: Path) -> None:
    plan = await desk.read(desk.reader(ocr="always"), mixed(tmp_path))

    assert plan.paid == (1, 2, 3)
    assert desk.how(plan) == dict.fromkeys((1, 2, 3), "ocr")


async def test_with_never_a_scan_is_unreadable_until_ocr_is_switched_on(desk: Desk, tmp_path: Path) -> None:
    upload = scans(tmp_path, 2)
    plan = await desk.read(desk.reader(ocr="never"), upload)

    assert (plan.free, plan.paid) == ((1, 2), ())
    assert (desk.how(plan), desk.reason(plan)) == ({1: None, 2: None}, SWITCHED_OFF)

    later = await desk.read(desk.reader(ocr="auto"), upload)

    assert later.paid == (1, 2)
    assert desk.how(later) == {1: "ocr", 2: "ocr"}


async def test_only_the_pages_asked_for_are_read(desk: Desk, tmp_path: Path) -> None:
    reader, upload = desk.reader(), scans(tmp_path, 4)
    plan = await desk.read(reader, upload, 1, 2)

    assert desk.how(plan) == {1: "ocr", 2: "ocr"}

    later = await desk.read(reader, upload)

    assert (later.known, later.paid) == ((1, 2), (3, 4))
    assert desk.ocr.requests == [(1, 2), (3, 4)]


async def test_a_page_that_is_only_a_picture_is_read_by_a_model_that_sees(desk: Desk, tmp_path: Path) -> None:
    desk.ocr.texts = {2: "![img-0.jpeg](img-0.jpeg)"}
    desk.model = FakeModel("[A map of the bay of Brest.]")

    plan = await desk.read(desk.reader(), scans(tmp_path, 2))

    assert desk.how(plan) == {1: "ocr", 2: "vision"}
    assert desk.text(plan, 2) == "![page-2.jpeg](page-2.jpeg)\n\n[A map of the bay of Brest.]"
    pictures = await desk.shelf.pictures(plan.document.id, 2)
    assert [max(picture.width, picture.height) for picture in pictures] == [1540]
    assert Charge("mistral-small-1", Usage(10, 5)) in desk.told.charges


async def test_a_page_that_nobody_can_read_has_a_reason(desk: Desk, tmp_path: Path) -> None:
    desk.ocr.texts = {1: ""}
    desk.models = FakeModels(lacking=frozenset({"vision"}))

    plan = await desk.read(desk.reader(), scans(tmp_path, 1))

    assert desk.how(plan) == {1: None}
    assert desk.reason(plan) == "it shows no text that OCR can read, and no model here can look at it"


async def test_what_was_read_before_a_failure_is_not_read_again(desk: Desk, tmp_path: Path) -> None:
    upload = scans(tmp_path, 6)
    desk.ocr.failing = {5: ModelUnavailable("busy")}
    reader = desk.reader(request_pages=2, at_once=1)
    with pytest.raises(ModelUnavailable):
        await desk.read(reader, upload)
    desk.ocr.failing = {}

    plan = await desk.read(reader, upload)

    assert plan.known == (1, 2, 3, 4)
    assert desk.ocr.requests == [(1, 2), (3, 4), (5, 6), (5, 6)]
    assert desk.ocr.deleted == 2


async def test_stopping_keeps_what_is_read_and_deletes_the_upload(
    desk: Desk, tmp_path: Path, left: Callable[[], list[str]]
) -> None:
    waiting = asyncio.Event()

    async def between(pages: Sequence[int]) -> None:
        if 3 in pages:
            waiting.set()
            await asyncio.Event().wait()

    desk.ocr.between = between
    reader, upload = desk.reader(request_pages=2, at_once=1), scans(tmp_path, 6)
    task = asyncio.create_task(desk.read(reader, upload))
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert (desk.ocr.open, desk.ocr.deleted, left()) == (0, 1, [])
    desk.ocr.between = None
    plan = await desk.read(reader, upload)
    assert plan.known == (1, 2)


async def test_two_turns_that_read_the_same_file_at_once_read_it_once(desk: Desk, tmp_path: Path) -> None:
    reader, upload = desk.reader(), scans(tmp_path, 3)
    copy = Upload(upload.data, key="discord:G1:F2")

    await asyncio.gather(desk.read(reader, upload), desk.read(reader, copy), desk.read(reader, upload))

    assert desk.ocr.requests == [(1, 2, 3)]


async def test_progress_names_the_file_and_the_page(desk: Desk, tmp_path: Path) -> None:
    await desk.read(desk.reader(request_pages=2, at_once=1), scans(tmp_path, 5))

    assert desk.told.lines == [f"reading report.pdf: page {page} of 5" for page in (1, 2, 4, 5)]


async def test_a_refused_key_reaches_the_person(desk: Desk, tmp_path: Path) -> None:
    desk.ocr.failing = {1: ModelRefused("Unauthorized", status=401)}

    with pytest.raises(ModelRefused):
        await desk.read(desk.reader(), scans(tmp_path, 1))


async def test_an_image_is_free_and_keeps_its_picture(desk: Desk, tmp_path: Path) -> None:
    scan(PROSE, size=(3000, 2000)).save(tmp_path / "photo.jpg")
    upload = Upload((tmp_path / "photo.jpg").read_bytes(), name="photo.jpg")

    plan = await desk.read(desk.reader(), upload)

    assert (plan.document.kind, plan.free) == ("image", (1,))
    assert (desk.how(plan), desk.text(plan)) == ({1: "vision"}, "")
    [picture] = await desk.shelf.pictures(plan.document.id, 1)
    assert max(picture.width, picture.height) == 1540
    assert (desk.model.requests, desk.ocr.requests) == ([], [])


async def test_an_image_is_read_by_ocr_when_its_text_is_wanted(desk: Desk, tmp_path: Path) -> None:
    scan(PROSE, size=(5000, 2000)).save(tmp_path / "photo.jpg")
    upload, reader = Upload((tmp_path / "photo.jpg").read_bytes(), name="photo.jpg"), desk.reader()
    await desk.read(reader, upload)

    plan = await desk.read(reader, upload, ocr=True)

    assert plan.paid == (1,)
    assert (desk.how(plan), desk.text(plan)) == ({1: "ocr"}, "This is what page 1 says.")
    assert [each.width for each in await desk.shelf.pictures(plan.document.id, 1)] == [1540]
    assert desk.ocr.files[0][0].startswith("image/")
    assert (await reader.plan(upload.source, ocr=True)).known == (1,)


async def test_an_image_whose_picture_is_no_longer_kept_gets_it_back(desk: Desk, tmp_path: Path) -> None:
    scan(PROSE).save(tmp_path / "photo.jpg")
    upload, reader = Upload((tmp_path / "photo.jpg").read_bytes(), name="photo.jpg"), desk.reader(keep_seconds=0)
    plan = await desk.read(reader, upload, ocr=True)
    pages = desk.shelf.read[plan.document.id]
    pages[1] = replace(pages[1], pictures=())

    again = await desk.read(reader, upload)

    assert again.free == (1,)
    assert (desk.how(again), desk.text(again)) == ({1: "ocr"}, "This is what page 1 says.")
    assert len(await desk.shelf.pictures(again.document.id, 1)) == 1


async def test_an_image_without_text_is_described_when_its_text_is_wanted(desk: Desk, tmp_path: Path) -> None:
    scan([]).save(tmp_path / "photo.png")
    desk.ocr, desk.model = FakeOcr({1: "![img-0.jpeg](img-0.jpeg)"}), FakeModel("[Fog.]")
    reader, upload = desk.reader(), Upload((tmp_path / "photo.png").read_bytes(), name="photo.png")

    plan = await desk.read(reader, upload, ocr=True)

    assert desk.how(plan) == {1: "vision"}
    assert desk.text(plan).endswith("[Fog.]")
    assert (await reader.plan(upload.source, ocr=True)).known == (1,)


async def test_each_page_of_a_fax_is_a_page(desk: Desk, tmp_path: Path) -> None:
    first, second = scan(PROSE), scan(PROSE[:1])
    first.save(tmp_path / "fax.tiff", save_all=True, append_images=[second])
    upload, reader = Upload((tmp_path / "fax.tiff").read_bytes(), name="fax.tiff"), desk.reader()

    plan = await desk.read(reader, upload)
    read = await desk.read(reader, upload, ocr=True)

    assert plan.free == (1, 2)
    assert read.paid == (1, 2)
    assert desk.how(read) == {1: "ocr", 2: "ocr"}
    assert len(await desk.shelf.pictures(read.document.id, 2)) == 1


async def test_a_picture_bomb_is_refused(desk: Desk, tmp_path: Path) -> None:
    Image.new("1", (20_000, 20_000)).save(tmp_path / "bomb.png")

    with pytest.raises(FileRefused, match=r"^bomb\.png "):
        await desk.reader().plan(Upload((tmp_path / "bomb.png").read_bytes(), name="bomb.png").source)


def clip(tmp_path: Path) -> Upload:
    with wave.open(str(tmp_path / "clip.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(random.Random(7).randbytes(56_000))
    return Upload((tmp_path / "clip.wav").read_bytes(), name="clip.wav")


async def test_a_voice_clip_is_transcribed_and_paid(desk: Desk, tmp_path: Path) -> None:
    plan = await desk.read(desk.reader(), clip(tmp_path))

    assert (plan.document.kind, plan.document.seconds, plan.paid) == ("audio", 3.5, (1,))
    assert (desk.how(plan), desk.text(plan)) == ({1: "speech"}, "Bonjour.")
    assert desk.transcriber.heard == [(plan.document.media_type, "clip.wav", "voxtral-mini-1")]
    assert desk.told.charges == [Charge("voxtral-mini-1", seconds=3.5)]
    assert desk.told.lines[0] == "reading clip.wav"


async def test_silence_is_unreadable_and_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.transcriber = FakeTranscriber(" ")

    plan = await desk.read(desk.reader(), clip(tmp_path))

    assert (desk.how(plan), desk.reason(plan)) == ({1: None}, "nothing is said in it")


async def test_a_text_is_read_as_it_is(desk: Desk) -> None:
    plan = await desk.read(desk.reader(), Upload("# Log\n\nGalère à 7 h.\n".encode(), name="notes.md"))

    assert (plan.document.kind, plan.free) == ("text", (1,))
    assert "Galère à 7 h." in desk.text(plan)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("harbour.docx", "office"), ("sheet.xlsx", "office"), ("deck.pptx", "office"), ("harbour.epub", "office")],
)
async def test_an_office_file_is_read_without_paying(desk: Desk, name: str, kind: str) -> None:
    upload = Upload((FILES / name).read_bytes(), name=name)

    plan = await desk.read(desk.reader(), upload)

    assert (plan.document.kind, plan.paid, desk.told.charges) == (kind, (), [])
    assert set(desk.how(plan)) == set(range(1, plan.document.pages + 1))
    assert any(desk.text(plan, number) for number in plan.free)


async def test_a_book_of_three_hundred_pages_holds_up_nobody(desk: Desk, tmp_path: Path) -> None:
    """How long the loop is held is measured by `make bench`; here it comes round many times while a book is read."""
    pages = [prose(f"Page {number}", *PROSE * 8) if number % 15 else [] for number in range(1, 301)]
    upload = Upload(born_digital(tmp_path / "book.pdf", pages).read_bytes(), name="book.pdf")
    rounds = 0

    async def watch() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0.001)

    watching = asyncio.create_task(watch())
    plan = await desk.read(desk.reader(), upload)
    watching.cancel()

    how = list(desk.how(plan).values())
    assert (how.count("text"), how.count(None)) == (280, 20)
    assert rounds > 50


async def test_a_model_that_fails_to_look_keeps_the_pages_read(desk: Desk, tmp_path: Path) -> None:
    desk.ocr.texts = {2: ""}
    desk.model = FakeModel(FakeAnswer(failure=ModelUnavailable("busy")))
    reader, upload = desk.reader(), scans(tmp_path, 3)

    with pytest.raises(ModelUnavailable):
        await desk.read(reader, upload)

    plan = await reader.plan(upload.source)
    assert (plan.known, plan.paid) == ((1, 3), (2,))


async def test_a_page_too_damaged_to_be_drawn_has_a_reason_and_spoils_no_other(desk: Desk, tmp_path: Path) -> None:
    upload = scans(tmp_path, 2)
    reader = desk.reader()
    plan = await reader.plan(upload.source)
    desk.ocr.texts = {2: ""}
    desk.shelf.originals[plan.document.id] = upload.data[: len(upload.data) // 3]

    await reader.read(upload.source, plan, [1, 2], progress=desk.told.progress, charge=desk.told.charge)

    assert desk.how(plan) == {1: "ocr", 2: None}
    assert desk.reason(plan, 2) == "OCR finds no text on it, and it is too damaged to be looked at"
