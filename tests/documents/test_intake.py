import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.documents import Document
from bot.core.errors import FileRefused, Gone
from tests.documents.conftest import Desk
from tests.documents.fakes import Upload
from tests.documents.making import PROSE, born_digital, prose, scanned


def digital(tmp_path: Path, pages: int = 2) -> bytes:
    made = born_digital(tmp_path / "made.pdf", [prose(f"Page {number}.", *PROSE) for number in range(1, pages + 1)])
    return made.read_bytes()


async def test_a_file_is_fetched_examined_and_kept(desk: Desk, tmp_path: Path, left: Callable[[], list[str]]) -> None:
    upload = Upload(digital(tmp_path))

    plan = await desk.reader(keep_seconds=60.0).plan(upload.source)

    sha256 = hashlib.sha256(upload.data).hexdigest()
    assert plan.document == Document(sha256, "report.pdf", "pdf", "application/pdf", len(upload.data), 2)
    assert (plan.known, plan.free, plan.paid) == ((), (1, 2), ())
    assert desk.shelf.originals == {sha256: upload.data}
    assert desk.shelf.until == {sha256: desk.clock.now + 60}
    assert left() == []


async def test_a_known_upload_is_not_fetched_again(desk: Desk, tmp_path: Path) -> None:
    upload, reader = Upload(digital(tmp_path)), desk.reader()
    await desk.read(reader, upload)
    upload.gone = Gone("deleted")

    plan = await reader.plan(upload.source)

    assert (plan.known, plan.free, plan.paid, upload.fetched) == ((1, 2), (), (), 1)


async def test_the_same_content_in_another_upload_is_read_once(desk: Desk, tmp_path: Path) -> None:
    data, reader = digital(tmp_path), desk.reader()
    await desk.read(reader, Upload(data))
    other = Upload(data, name="copy.pdf", key="discord:G1:F9")

    plan = await desk.read(reader, other)

    assert plan.known == (1, 2)
    assert plan.document.name == "copy.pdf"  # nobody hears what others called it
    assert desk.shelf.added == [(1, 2)]
    found = await desk.shelf.find("discord:G1:F9")
    assert found is not None
    assert found.id == plan.document.id


async def test_an_upload_that_two_turns_want_at_once_is_fetched_once(desk: Desk, tmp_path: Path) -> None:
    upload, reader = Upload(digital(tmp_path)), desk.reader()

    plans = await asyncio.gather(*(reader.plan(upload.source) for _ in range(3)))

    assert upload.fetched == 1
    assert plans[0] == plans[1] == plans[2]


async def test_after_a_restart_the_plan_is_made_from_what_was_kept(desk: Desk, tmp_path: Path) -> None:
    upload = Upload(digital(tmp_path))
    await desk.reader().plan(upload.source)

    plan = await desk.reader().plan(upload.source)

    assert (plan.free, upload.fetched) == ((1, 2), 1)


async def test_an_original_that_is_no_longer_kept_is_fetched_again(desk: Desk, tmp_path: Path) -> None:
    upload = Upload(scanned(tmp_path / "scan.pdf", [PROSE]).read_bytes())
    reader = desk.reader(keep_seconds=0)

    plan = await desk.read(reader, upload)

    assert (upload.fetched, desk.shelf.originals) == (2, {})
    assert desk.how(plan) == {1: "ocr"}


async def test_a_file_that_has_changed_since_is_refused(desk: Desk, tmp_path: Path) -> None:
    upload, reader = Upload(scanned(tmp_path / "scan.pdf", [PROSE]).read_bytes()), desk.reader(keep_seconds=0)
    plan = await reader.plan(upload.source)
    upload.data = digital(tmp_path)

    with pytest.raises(FileRefused, match=r"^report\.pdf has changed since it was sent; please send it again\.$"):
        await reader.read(upload.source, plan, [1], progress=desk.told.progress, charge=desk.told.charge)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "report.pdf is empty"),
        (b"<!DOCTYPE html><html><body>Sign in to Slack</body></html>", "report.pdf"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\nthis is not all", "report.pdf is damaged or incomplete; please"),
        (bytes(range(256)) * 40, "report.pdf"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_a_sentence_and_left_nowhere(
    desk: Desk, left: Callable[[], list[str]], data: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        await desk.reader().plan(Upload(data, size=7).source)

    assert sentence in caught.value.notice
    assert caught.value.notice.endswith(".")
    assert (left(), desk.shelf.documents, desk.shelf.originals) == ([], {}, {})


async def test_a_file_that_is_gone_stays_a_platforms_failure(desk: Desk) -> None:
    with pytest.raises(Gone):
        await desk.reader().plan(Upload(b"x", gone=Gone("tombstone")).source)
