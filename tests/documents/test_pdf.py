import io
from pathlib import Path

import pytest
from PIL import Image

from bot.core.errors import FileRefused
from bot.documents import pdf
from bot.documents.quality import Look
from tests.documents import corpus
from tests.documents.making import PROSE, born_digital, prose, scanned

pytestmark = pytest.mark.timeout(200)  # the first that needs real files fetches them


def look(path: Path, number: int = 1) -> Look:
    return pdf.looks(path, path.name, number, number)[0]


def outcome(path: Path) -> str:
    """How many pages were looked at, or the sentence with which the file was refused."""
    try:
        pages = pdf.page_count(path, path.name, 1000)
        looks = pdf.looks(path, path.name, 1, min(pages, 20))
    except FileRefused as refusal:
        return refusal.notice
    return f"{pages} pages, {len(looks)} looked at"


def test_a_born_digital_page_is_read_word_for_word(tmp_path: Path) -> None:
    path = born_digital(tmp_path / "a.pdf", [prose(*PROSE)])

    assert look(path) == Look(1, "good", "\n".join(PROSE))


def test_blank_pages_and_scans_are_told_from_text(tmp_path: Path) -> None:
    path = born_digital(tmp_path / "a.pdf", [prose(*PROSE), [], prose("7")])
    scan = scanned(tmp_path / "b.pdf", [PROSE])
    white = tmp_path / "white.pdf"
    Image.new("L", (1240, 1754), 255).save(white, "PDF", resolution=150)

    assert [each.verdict for each in pdf.looks(path, "a.pdf", 1, 3)] == ["good", "blank", "good"]
    assert look(scan).verdict == "scan"
    assert look(white).verdict == "blank"


def test_a_table_comes_out_as_one(tmp_path: Path) -> None:
    rows = [("Fish", "Kilos", "Price"), ("Hake", "120", "9.50"), ("Sole", "45", "22.00")]
    placed = [(72.0 + 130 * x, 700.0 - 20 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]

    text = look(born_digital(tmp_path / "a.pdf", [placed])).text

    assert text == "| Fish | Kilos | Price |\n| --- | --- | --- |\n| Hake | 120 | 9.50 |\n| Sole | 45 | 22.00 |"


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = [f"left {line[:23].strip()}." for line in PROSE], [f"right {line[:23].strip()}." for line in PROSE]

    text = look(born_digital(tmp_path / "a.pdf", [prose(*left) + prose(*right, left=330)])).text

    assert text == "\n".join(left) + "\n\n" + "\n".join(right)


def test_pages_are_counted_and_too_many_refused(tmp_path: Path) -> None:
    path = born_digital(tmp_path / "a.pdf", [[] for _ in range(5)])

    assert pdf.page_count(path, "a.pdf", 5) == 5
    with pytest.raises(FileRefused, match=r"^a\.pdf has 5 pages, and I read at most 4; please send a part of it\.$"):
        pdf.page_count(path, "a.pdf", 4)


def test_a_page_is_drawn_within_the_size_a_model_uses(tmp_path: Path) -> None:
    picture = pdf.picture(born_digital(tmp_path / "a.pdf", [prose(*PROSE)]), "a.pdf", 1, 1540)

    image = Image.open(io.BytesIO(picture.data))
    assert (image.format, image.size) == ("JPEG", (picture.width, picture.height))
    assert max(image.size) == 1540
    assert picture.name == "page-1.jpeg"


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"%PDF-", b"\0" * 500])
def test_what_is_no_pdf_is_called_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(data)

    with pytest.raises(FileRefused, match=r"^bad\.pdf is damaged or incomplete; please save it again and send that\.$"):
        pdf.page_count(path, "bad.pdf", 1000)


def test_a_truncated_file_is_read_or_refused_at_every_length(tmp_path: Path) -> None:
    whole = born_digital(tmp_path / "a.pdf", [prose(*PROSE)] * 3).read_bytes()
    path = tmp_path / "cut.pdf"
    for length in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:length])
        assert outcome(path).startswith(("3 pages", "cut.pdf is damaged"))


@pytest.mark.corpus("pypdf")
@pytest.mark.parametrize("name", ["r2-user-password", "r3-user-password", "r4-aes-user-password", "r6-both-passwords"])
def test_real_encrypted_files_are_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(FileRefused, match=r"is protected by a password; please send it without one\.$"):
        pdf.page_count(corpus.pypdf(f"encryption/{name}.pdf"), "secret.pdf", 1000)


@pytest.mark.corpus("pypdf")
@pytest.mark.parametrize("name", ["r2-owner-password", "r4-owner-password", "r6-empty-password"])
def test_real_files_that_only_forbid_changes_are_read(name: str) -> None:
    assert look(corpus.pypdf(f"encryption/{name}.pdf")).text.startswith("pdf encryption test")


@pytest.mark.corpus("pypdf")
def test_a_real_form_gives_what_was_filled_in() -> None:
    text = look(corpus.pypdf("libreoffice-form.pdf")).text

    assert text.startswith("# Example for a Form")
    assert text.endswith("Filled in:\n- First Name: Alice\n- First Name_2: Bob")


@pytest.mark.corpus("pypdf")
def test_a_link_without_its_address_is_given_it() -> None:
    assert look(corpus.pypdf("issue-604.pdf")).text.endswith("Links:\n- <http://www.nccn.org/>")


@pytest.mark.corpus("pypdf")
def test_a_hyphen_at_the_end_of_a_line_joins_the_word() -> None:
    assert "conspicuous and dangerous\nfor use" in look(corpus.pypdf("Seige_of_Vicksburg_Sample_OCR.pdf")).text


@pytest.mark.corpus("ocrmypdf")
@pytest.mark.parametrize("name", ["linn.pdf", "ccitt.pdf", "jbig2.pdf", "cardinal.pdf", "skew.pdf", "poster.pdf"])
def test_real_scans_are_left_to_ocr(name: str) -> None:
    assert look(corpus.ocrmypdf(name)).verdict == "scan"


@pytest.mark.corpus("ocrmypdf")
@pytest.mark.parametrize("name", ["truetype_font_nomapping.pdf", "type3_font_nomapping.pdf"])
def test_real_text_of_unknown_glyphs_is_left_to_ocr(name: str) -> None:
    assert look(corpus.ocrmypdf(name)).verdict == "scan"


@pytest.mark.corpus("ocrmypdf")
@pytest.mark.corpus("pypdf")
def test_a_real_scan_keeps_the_text_that_ocr_laid_under_it_page_by_page_unless_it_is_broken() -> None:
    """What distinguishes them is written in `bot.documents.quality`."""
    broken, well = corpus.pypdf("indirect-rotation.pdf"), corpus.pypdf("Seige_of_Vicksburg_Sample_OCR.pdf")

    assert [each.verdict for each in pdf.looks(broken, "a.pdf", 1, 5)] == ["scan", "scan", "good", "good", "scan"]
    assert [each.verdict for each in pdf.looks(well, "b.pdf", 1, 6)] == ["good"] * 6
    assert look(corpus.ocrmypdf("graph_ocred.pdf")).verdict == "scan"


@pytest.mark.corpus("pypdf")
@pytest.mark.parametrize("name", ["jpeg.pdf", "labeled-edges-center-image.pdf"])
def test_a_real_page_of_a_chart_or_a_photo_with_its_labels_is_left_to_who_can_see_it(name: str) -> None:
    assert look(corpus.pypdf(name)).verdict == "scan"


@pytest.mark.corpus("ocrmypdf")
def test_an_enormous_page_is_drawn_small() -> None:
    assert max(pdf.picture(corpus.ocrmypdf("enormous.pdf"), "e.pdf", 1, 1540).width, 1) <= 1540


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.corpus(name)) for name in ("pypdf", "ocrmypdf", "img2pdf")]
)
def test_every_real_file_is_read_or_refused_in_a_sentence(name: str) -> None:
    paths = sorted(corpus.package(name).rglob("*.pdf"))
    assert len(paths) >= 5
    for path in paths:
        said = outcome(path)
        assert " pages, " in said or (said.startswith(path.name) and said.endswith("."))
