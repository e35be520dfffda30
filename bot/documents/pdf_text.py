"""The text layer of a PDF page: its words with their places, what its form's fields hold, and where its links lead."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from pypdfium2 import raw as pdfium

from bot.documents.layout import Line, Word

_HYPHEN: Final = "\ufffe"  # how PDFium gives a hyphen at the end of a line
_WORD: Final = re.compile(r"\S+")
_HALVED: Final = re.compile("[\uac00-\ufffd]")  # what PDFium makes of characters beyond U+FFFF may be any of these
_LONGEST: Final = 4096  # characters of a field or a URL


def lines(page: pypdfium2.PdfPage) -> list[Line]:
    """In the order of the file. A word that was hyphenated at the end of a line is whole again."""
    textpage = page.get_textpage()
    try:
        text = _text(textpage)
        return [
            line
            for match in re.finditer(r"[^\r\n]+", text)
            for line in _lines(textpage.raw, text, match.start(), match.end())
        ]
    finally:
        textpage.close()


def _text(textpage: pypdfium2.PdfTextPage) -> str:
    """The page's characters, each at PDFium's own index of it.

    All at once PDFium gives 16 bits of each, which for an emoji or a mathematical letter is another character.
    """
    handle: Any = textpage.raw
    count = textpage.count_chars()
    text: str = textpage.get_text_range() if count > 0 else ""
    if len(text) != count:
        text = "".join([chr(pdfium.FPDFText_GetUnicode(handle, index)) for index in range(count)])
        return text.replace("\x02", _HYPHEN)
    return _HALVED.sub(lambda match: chr(pdfium.FPDFText_GetUnicode(handle, match.start())), text)


def _lines(handle: Any, text: str, start: int, end: int) -> Iterator[Line]:
    """What PDFium takes for one line; a hyphenated word ends it, as the rest stands below."""
    words: list[Word] = []
    box = pdfium.FS_RECTF()
    place, place_of = ctypes.byref(box), pdfium.FPDFText_GetLooseCharBox
    top = bottom = 0.0
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        place_of(handle, match.start(), place)
        left = right = box.left
        if not words:
            top, bottom = box.top, box.bottom
        if _HYPHEN in word:
            yield Line((*words, Word(_joined(word), left, right)), bottom, top)
            words = []
            continue
        place_of(handle, match.end() - 1, place)
        words.append(Word(word, left, box.right))
    if words:
        yield Line(tuple(words), bottom, top)


def _joined(word: str) -> str:
    """Without the hyphen of a line's end; one before a capital or a digit was meant: "Barnes-Jewish"."""
    return re.sub(f"{_HYPHEN}(?=[^a-zà-öø-ÿ])", "-", word).replace(_HYPHEN, "")


def fields(page: pypdfium2.PdfPage, document: pypdfium2.PdfDocument) -> list[tuple[str, str]]:
    """The form fields of a page that are filled in, by name; a ticked box holds "yes"."""
    if document.formenv is None:
        return []
    found = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            found.append(_field(document.formenv, annotation))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return [(name, value) for name, value in found if value.strip()]


def _field(form: Any, annotation: Any) -> tuple[str, str]:
    if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
        return "", ""
    name = _wide(pdfium.FPDFAnnot_GetFormFieldName, form, annotation)
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind == pdfium.FPDF_FORMFIELD_CHECKBOX:
        return name, "yes" if pdfium.FPDFAnnot_IsChecked(form, annotation) else ""
    if kind == pdfium.FPDF_FORMFIELD_RADIOBUTTON and not pdfium.FPDFAnnot_IsChecked(form, annotation):
        return name, ""
    if kind == pdfium.FPDF_FORMFIELD_PUSHBUTTON:
        return name, ""
    return name, _wide(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)


def _wide(getter: Any, form: Any, annotation: Any) -> str:
    """What a PDFium function writes as UTF-16; it says how many bytes that takes, the zero at the end included."""
    size = min(getter(form, annotation, None, 0), 2 * _LONGEST)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    getter(form, annotation, buffer, size)
    return bytes(buffer).decode("utf-16-le", errors="replace").split("\0")[0]


def links(page: pypdfium2.PdfPage, document: pypdfium2.PdfDocument) -> list[str]:
    """The addresses that the page's links lead to, each once."""
    position, link, found = ctypes.c_int(0), pdfium.FPDF_LINK(), []
    while pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        buffer = ctypes.create_string_buffer(_LONGEST)
        size = pdfium.FPDFAction_GetURIPath(document, action, buffer, _LONGEST)
        if 0 < size <= _LONGEST:
            found.append(buffer.value.decode("utf-8", errors="replace").strip())
    return list(dict.fromkeys(filter(None, found)))
