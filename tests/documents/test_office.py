from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st

from bot.documents import office
from bot.documents.limits import Limits
from bot.documents.packages import DOCX, EPUB, ODP, ODS, ODT, PPTX, XLS, XLSX
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
