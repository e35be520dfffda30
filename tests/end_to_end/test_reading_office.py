"""Office files, tables, texts and long pastes are asked about as anything else."""

import io
import mimetypes
import zipfile
from pathlib import Path

import pytest

from tests.documents.made import FILES
from tests.end_to_end.filing import OCR, asked, shown
from tests.talk import Sent, Talk

CSV = b"part;euros;supplier\nlamp;120;Belle-Ile Marine\nrail;4200;Forges de Sauzon\n"
LOG = (
    "".join(f"2026-11-22 10:{minute:02} pump {minute} is well\n" for minute in range(59)) + "10:59 pump 59 has failed\n"
)


async def test_files_of_every_kind_are_asked_about_in_one_message(talk: Talk, tmp_path: Path) -> None:
    names = ["harbour.docx", "sheet.xlsx", "deck.pptx", "harbour.epub", "harbour.html", "harbour.odt"]
    files = [Sent(name, (FILES / name).read_bytes(), mimetypes.guess_type(name)[0] or "") for name in names]
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what do these say?", *files)
        answer, footer = await talk.answer(), talk.posts()[-1].footer

    told = shown(talk.last_request())
    for name in names:
        assert f"[file: {name}" in told
        assert name in footer
    assert "please" not in answer
    assert asked(talk.world, OCR) == 0


@pytest.mark.parametrize(
    ("file", "question", "found"),
    [
        (Sent("parts.csv", CSV, "text/csv"), "what does the rail of Forges de Sauzon cost?", "4200"),
        (Sent("pumps.log", LOG.encode(), "text/plain"), "which pump has failed?", "pump 59 has failed"),
        (Sent("boat.py", b"MAST_METRES = 17  # of the mast, above the deck\n"), "how high is the mast?", "17"),
    ],
)
async def test_tables_logs_and_code_are_texts(
    talk: Talk, tmp_path: Path, file: Sent, question: str, found: str
) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(f"@Galerne {question}", file)

        assert found in await talk.answer()


async def test_a_long_paste_is_read_like_a_file(talk: Talk, tmp_path: Path) -> None:
    """Discord's client makes message.txt of it, and Slack's a snippet."""
    paste = "The minutes of the harbour council.\n" + "Nothing else was said.\n" * 200
    paste += "The council closed the breakwater on Tuesday.\n"
    question = "@Galerne on which day was the breakwater closed?"
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        if talk.stage.name == "Slack":
            sent = Sent("Untitled", paste.encode(), "text/plain")
            file = talk.world.slack.upload("Ana", sent.name, sent.media_type, sent.base64, "snippet")
            talk.put(question, [file])
        else:
            talk.world.discord.paste("Ana", talk.thread, paste, question.replace("@Galerne", "<@BOT>"))

        assert "Tuesday" in await talk.answer()


async def test_an_archive_is_not_opened_and_the_person_is_told_what_to_send(talk: Talk, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notes.txt", "The lighthouse keeper is called Soizic.")
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is in it?", Sent("notes.zip", packed.getvalue(), "application/zip"))
        answer = await talk.answer()

    assert "notes.zip" in answer
    assert "please" in answer
