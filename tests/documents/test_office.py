from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.core.errors import FileRefused
from bot.documents import office
from bot.documents.kinds import sniffed
from bot.documents.limits import Limits
from bot.documents.packages import DOC, DOCX, EPUB, ODP, ODS, ODT, PPT, PPTX, XLS, XLSB, XLSX
from tests.documents.made import FILES, tried, written

CONVERTED = {
    "harbour.docx": DOCX,
    "harbour.odt": ODT,
    "harbour.epub": EPUB,
    "deck.pptx": PPTX,
    "deck.odp": ODP,
    "sheet.xlsx": XLSX,
    "sheet.ods": ODS,
    "sheet.xls": XLS,
}


@pytest.mark.parametrize("name", ["harbour.doc", "harbour.rtf"])
def test_old_formats_are_for_the_ocr_service(name: str) -> None:
    media_type = sniffed(FILES / name, name).media_type

    assert office.needs_ocr(media_type)
    with pytest.raises(FileRefused, match=rf"{name} is in an old format .*; please save it as \.docx or PDF\."):
        office.converted(FILES / name, media_type, name, Limits())


def test_what_is_converted_here_needs_no_ocr() -> None:
    assert not any(office.needs_ocr(media_type) for media_type in (*CONVERTED.values(), XLSB, office.HTML))
    assert all(office.needs_ocr(media_type) for media_type in (DOC, PPT, office.RTF))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(name=st.sampled_from(sorted(CONVERTED)), at=st.floats(0, 1), junk=st.binary(min_size=1, max_size=40))
def test_a_document_with_any_bytes_overwritten_has_pages_or_is_refused(
    name: str, at: float, junk: bytes, tmp_path: Path
) -> None:
    data = bytearray((FILES / name).read_bytes())
    start = int(at * (len(data) - len(junk)))
    data[start : start + len(junk)] = junk
    path = written(tmp_path, "x", bytes(data))

    pages, notice = tried(lambda: office.converted(path, CONVERTED[name], name, Limits()))

    assert pages or name in notice


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(media_type=st.sampled_from(sorted(CONVERTED.values())), data=st.binary(max_size=200))
def test_any_bytes_have_pages_or_are_refused(media_type: str, data: bytes, tmp_path: Path) -> None:
    path = written(tmp_path, "x", data)

    pages, notice = tried(lambda: office.converted(path, media_type, "x.bin", Limits()))

    assert pages or "x.bin" in notice


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(html=st.text(st.sampled_from("<>/abtdrpul=\"'& \né"), max_size=300))
def test_any_markup_has_pages_or_is_refused(html: str, tmp_path: Path) -> None:
    path = written(tmp_path, "x", html)

    pages, notice = tried(lambda: office.converted(path, office.HTML, "x.html", Limits()))

    assert pages or "x.html" in notice
