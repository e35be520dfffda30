"""`/ocr`: the text of a file as a file."""

from dataclasses import replace

import pytest

from bot.core.command import CommandContext
from bot.core.documents import Document, OutFile
from bot.core.errors import CommandRejected, NotAllowed
from bot.core.read_files import ReadFile, ReadFiles, Refused
from bot.core.values import Address, Author
from commands.ocr import ocr_command
from tests.core.file_fakes import FakeTurnFiles, source

WHERE = Address("slack", "T1", "C1", "1.0")
REPORT = ReadFile(
    source("report.pdf"),
    Document("id", "report.pdf", "pdf", "application/pdf", 1, 5),
    {1: "text", 2: "text", 3: "ocr", 4: "vision", 5: None},
    own=True,
)


async def saved(file: ReadFile) -> OutFile:
    return OutFile(f"{file.name}.md", "text/markdown", file.document.id.encode())


async def run(files: FakeTurnFiles, pages: str = "") -> object:
    context = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, files)
    return await ocr_command(saved, "Galerne").run(context, {"pages": pages} if pages else {})


async def test_the_text_is_uploaded_and_each_way_of_reading_is_counted() -> None:
    files = FakeTurnFiles(ReadFiles((REPORT,)))
    said = await run(files, "1-5")
    assert said == (
        "**report.pdf**: 5 pages, 2 from the file's own text, 1 by OCR, 1 by vision.\nThe text is in report.pdf.md."
    )
    assert files.asked == [(True, "1-5")]
    assert [made.name for made in files.attached] == ["report.pdf.md"]


async def test_files_of_one_name_come_back_under_names_of_their_own() -> None:
    files = FakeTurnFiles(ReadFiles((REPORT, REPORT, REPORT)))
    said = await run(files)
    assert [made.name for made in files.attached] == ["report.pdf.md", "report.pdf-2.md", "report.pdf-3.md"]
    assert str(said).endswith("The text is in report.pdf-3.md.")


async def test_of_pages_that_were_asked_for_only_those_are_counted() -> None:
    said = await run(FakeTurnFiles(ReadFiles((replace(REPORT, wanted=(3, 4)),))), "3-4")
    assert str(said).startswith("**report.pdf**: 2 of 5 pages, 1 by OCR, 1 by vision.")


async def test_without_a_file_it_says_how_to_send_one() -> None:
    with pytest.raises(CommandRejected, match="with the file attached"):
        await run(FakeTurnFiles())


async def test_a_file_that_was_refused_is_no_missing_file() -> None:
    said = await run(FakeTurnFiles(ReadFiles(refused=(Refused("a.pdf", "a.pdf is empty.", own=True),))))
    assert said == ""  # the sentence about the file is added to every answer


async def test_an_upload_that_is_not_allowed_is_said() -> None:
    files = FakeTurnFiles(
        ReadFiles((REPORT,)), failure=NotAllowed("no", notice="I could not upload report.pdf.md: please allow it.")
    )
    assert str(await run(files)).endswith("\nI could not upload report.pdf.md: please allow it.")
