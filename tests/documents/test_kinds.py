import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PIL import Image

from bot.core.errors import FileRefused
from bot.documents.kinds import Sniffed, sniffed
from bot.documents.packages import OLE
from tests.documents.made import FILES, tried, written, zipped
from tests.documents.making import born_digital, prose

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("harbour.docx", WORD),
        ("harbour.odt", "application/vnd.oasis.opendocument.text"),
        ("harbour.epub", "application/epub+zip"),
        ("harbour.doc", "application/msword"),
        ("harbour.rtf", "application/rtf"),
        ("harbour.html", "text/html"),
        ("deck.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("deck.odp", "application/vnd.oasis.opendocument.presentation"),
        ("sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("sheet.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("sheet.xls", "application/vnd.ms-excel"),
    ],
)
def test_office_files_are_told_apart_whatever_they_are_called(name: str, media_type: str) -> None:
    assert sniffed(FILES / name, name) == Sniffed("office", media_type)
    if media_type != "text/html":
        assert sniffed(FILES / name, "photo.png") == Sniffed("office", media_type)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_pictures_are_known_by_content(form: str, tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(data, form)

    assert sniffed(written(tmp_path, "x", data.getvalue()), "notes.txt") == Sniffed("image", f"image/{form.lower()}")


def test_a_pdf_called_png_is_read_as_a_pdf(tmp_path: Path) -> None:
    path = born_digital(tmp_path / "made.pdf", [prose("Hello")])
    behind_junk = written(tmp_path, "junk.pdf", b"\0junk of a mail gateway\r\n" + path.read_bytes())

    assert sniffed(path, "scan.png") == Sniffed("pdf", "application/pdf")
    assert sniffed(behind_junk, "junk.pdf") == Sniffed("pdf", "application/pdf")


def test_a_text_about_pdfs_is_a_text(tmp_path: Path) -> None:
    path = written(tmp_path, "magic.py", 'HEADER = b"%PDF-1.7"\n')

    assert sniffed(path, "magic.py") == Sniffed("text", "text/plain")


@pytest.mark.parametrize("start", ["BM", "II*", "ID3 is a tag", "GIF89a", "MZ", "RIFF"])
def test_a_text_that_begins_like_a_picture_is_a_text(start: str, tmp_path: Path) -> None:
    path = written(tmp_path, "x", f"{start} and then words\n")

    assert sniffed(path, "note.txt").kind == "text"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0", "audio/mp4"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0moov\0hdlr\0\0\0\0soun", "audio/mp4"),
        (b"\x1aE\xdf\xa3\x01\0\0\0B\x82\x84webm\0A_OPUS", "audio/webm"),
        (b"OggS\0\x02" + b"\0" * 22 + b"\x01\x13OpusHead", "audio/ogg"),
        (b"fLaC\0\0\0\x22\x10\0\x10\0", "audio/flac"),
        (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0", "audio/wav"),
        (b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 16 + b"\xff\xfb\x90d", "audio/mpeg"),
    ],
)
def test_recordings_are_told_from_videos(data: bytes, media_type: str, tmp_path: Path) -> None:
    assert sniffed(written(tmp_path, "clip", data), "clip.mp4") == Sniffed("audio", media_type)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "clip.bin is empty (0 bytes); please check it and send it again."),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0moov\0hdlr\0\0\0\0vide", "clip.bin is a video"),
        (b"\x1aE\xdf\xa3\x01\0\0\0B\x82\x84webm\0V_VP8\0A_OPUS", "clip.bin is a video"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "clip.bin is a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "clip.bin is a 7z archive"),
        (b"8BPS\0\x01\0\0\0\0", "clip.bin is a picture in a format that I cannot read"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "clip.bin is not in a format that I can read"),
        (bytes(range(256)), "clip.bin is not in a format that I can read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        sniffed(written(tmp_path, "x", data), "clip.bin")

    assert refused.value.notice.startswith(says)
    assert "; please" in refused.value.notice
    assert refused.value.notice.endswith(".")


def test_a_sign_in_page_in_place_of_a_file_is_named_as_such(tmp_path: Path) -> None:
    page = written(tmp_path, "x", "\n<!-- x -->\n<!DOCTYPE html><html><title>Slack</title></html>")

    with pytest.raises(FileRefused, match=r"web page.*instead of report\.pdf.*files:read"):
        sniffed(page, "report.pdf")
    assert sniffed(page, "page.html") == Sniffed("office", "text/html")
    assert sniffed(page, "template.php") == Sniffed("text", "text/plain")


def test_an_archive_of_files_is_refused_and_so_is_a_broken_one(tmp_path: Path) -> None:
    archive = zipped({"a.txt": "a", "b.pdf": "b"})

    with pytest.raises(FileRefused, match=r"all\.zip is a zip archive, which I do not unpack; please send the files"):
        sniffed(written(tmp_path, "x", archive), "all.zip")
    with pytest.raises(FileRefused, match=r"all\.zip is damaged or incomplete"):
        sniffed(written(tmp_path, "x", archive[:40]), "all.zip")


def test_a_document_with_a_password_is_refused(tmp_path: Path) -> None:
    ole = OLE + b"\0" * 600
    locked = written(tmp_path, "x", ole + "EncryptedPackage".encode("utf-16-le") + b"\0" * 90)
    message = written(tmp_path, "y", ole + "__substg1.0_0037001F".encode("utf-16-le"))

    with pytest.raises(FileRefused, match=r"plan\.docx is protected by a password; please send it without one\."):
        sniffed(locked, "plan.docx")
    with pytest.raises(FileRefused, match="is an Outlook message"):
        sniffed(message, "mail.msg")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(
    start=st.sampled_from([b"", b"PK\x03\x04", OLE, b"%PDF-", b"\0\0\0\x18ftyp", b"OggS", b"<html"]),
    rest=st.binary(max_size=300),
    name=st.sampled_from(["a", "a.pdf", "a.txt", "a.html", "a.csv"]),
)
def test_any_bytes_are_something_or_refused(start: bytes, rest: bytes, name: str, tmp_path: Path) -> None:
    path = written(tmp_path, "x", start + rest)

    found, notice = tried(lambda: sniffed(path, name))

    assert found or name in notice


def test_a_zip_with_a_locked_part_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"mimetype": "application/epub+zip"}))
    data[6] |= 1  # the flag in the part's header and in the list of parts
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert zipfile.is_zipfile(io.BytesIO(bytes(data)))

    with pytest.raises(FileRefused, match="protected by a password"):
        sniffed(written(tmp_path, "x", bytes(data)), "book.epub")


NEARLY_SILENT = b"\0\1" * 30_000  # which would be UTF-16 text
LETTERS = b"\0a" * 30_000


@pytest.mark.parametrize("samples", [NEARLY_SILENT, LETTERS])
@pytest.mark.parametrize("name", ["clip", "clip.wav", "notes.txt"])
@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0", "audio/wav"),
        (b"RIFF\x24\1\1\1WAVEJUNK\x04\1\1\1", "audio/wav"),
        (b"OggS\0\x02", "audio/ogg"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"\x1aE\xdf\xa3\x01\0\0\0", "audio/webm"),
        (b"ID3\x04\0\0\0\0\0\x0a", "audio/mpeg"),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"FORM\0\0\0\x24AIFCCOMM", "audio/aiff"),
    ],
)
def test_a_recording_is_none_the_less_one_if_its_samples_look_like_text(
    start: bytes, media_type: str, name: str, samples: bytes, tmp_path: Path
) -> None:
    assert sniffed(written(tmp_path, "x", start + samples), name) == Sniffed("audio", media_type)


@pytest.mark.parametrize("start", [b"RF64\xff\xff\xff\xffWAVE", b"caff\0\x01\0\0", b".snd\0\0\0\x18", b"wvpk\0\0\0\1"])
def test_a_recording_of_a_rare_kind_is_named_as_one(start: bytes, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"^a is a recording in a format that I cannot hear; please send it as MP3"):
        sniffed(written(tmp_path, "x", start + LETTERS), "a")


def test_small_numbers_without_a_signature_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="is not in a format that I can read"):
        sniffed(written(tmp_path, "x", b"\xca\xfe\xba\xbe" + NEARLY_SILENT), "a")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_wide_text_is_still_text(encoding: str, tmp_path: Path) -> None:
    path = written(tmp_path, "x", "Les bateaux rentrèrent.\r\n\tFin.".encode(encoding) * 9)

    assert sniffed(path, "a.txt").kind == "text"
