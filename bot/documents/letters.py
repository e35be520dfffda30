"""DOCX: what mammoth makes of it, with what it leaves out put in: page ends, formulas, charts, headers and footers."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from bot.core.errors import FileRefused
from bot.documents import charts, markup
from bot.documents.album import Album
from bot.documents.archive import Archive
from bot.documents.limits import Limits
from bot.documents.paging import Draft, cut

if TYPE_CHECKING:
    from mammoth.documents import Image  # type: ignore[import-untyped]  # it ships no types

PAGE_END: Final = "\ue000"
_MOST_XML: Final = 12 * 2**20  # bytes: some 1,500 pages; mammoth takes forty times as much memory
_LONGEST_PAGE: Final = 12_000  # characters
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _LINE = _WORD + "t", _WORD + "p"
_STYLES: Final = "comment-reference => sup"
_NOTE: Final = re.compile(r'<sup><a href="#(?:footnote|endnote)-\d+"[^>]*>\[(\d+)\]</a></sup>')
_REMARK: Final = re.compile(r'<sup><a href="#comment-\d+"[^>]*>\[(.*?)\]</a></sup>')
_BACK: Final = re.compile(r' ?<a href="#(?:footnote|endnote|comment)-ref-\d+">↑</a>')
_NOTES: Final = re.compile(r'<li id="(?:footnote|endnote)-\d+">(.*?)</li>', re.DOTALL)
_MATHS: Final = (  # what a formula's parts become when it is written in one line
    (r"</m:num>", "<w:r><w:t>/</w:t></w:r>"),
    (r"<m:sup>|<m:sup [^>]*>", "<w:r><w:t>^</w:t></w:r>"),
    (r"<m:sub>|<m:sub [^>]*>", "<w:r><w:t>_</w:t></w:r>"),
    (r"<m:rad>", "<w:r><w:t>√</w:t></w:r>"),
    (r'<m:chr m:val="([^"]*)"/>', r"<w:r><w:t>\1</w:t></w:r>"),
    (r"<m:rPr>.*?</m:rPr>|<m:ctrlPr>.*?</m:ctrlPr>|<m:sty [^>]*/>", ""),
    (r"<(/?)m:(r|t)(?=[ >])", r"<\1w:\2"),
    (r"</?m:[^>]*>", ""),
)


def drafts(archive: Archive, name: str, limits: Limits) -> Iterator[Draft]:
    """The document's own pages where Word has stored where they end, else pieces."""
    from mammoth import convert_to_html  # type: ignore[import-untyped]  # it ships no types

    main = _main_part(archive)
    album = Album(limits)
    html = convert_to_html(
        _mended(archive, main, name),
        style_map=_STYLES,
        convert_image=_pictures(album),
        external_file_access=False,
    ).value
    text = markup.markdown(_noted(html), name)
    extra = "".join(f"\n\n{each}" for each in charts.drawn(archive, "word"))
    header, footer = _margin(archive, "header"), _margin(archive, "footer")
    for page in _pages(text + extra):
        yield Draft(page, album.shown(page), header=header, footer=footer)
        header = footer = ""


def _main_part(archive: Archive) -> str:
    found = [target for kind, target in archive.relations("").values() if kind == "officeDocument"]
    return found[0] if found else "word/document.xml"


def _pictures(album: Album) -> Callable[["Image"], list[Any]]:
    """What mammoth calls for each picture: its place stays in the text, its bytes go into the album."""
    from mammoth import html

    numbers = count(1)

    def shown(image: "Image") -> list[Any]:
        words = f" ({image.alt_text}) " if image.alt_text else ""
        try:
            with image.open() as stream:
                mark = album.mark(stream.read(), f"image{next(numbers)}")
        except (KeyError, OSError, ValueError):  # it is not in the file
            mark = "(a picture that is missing)"
        if not mark.startswith("!"):
            return [html.text(mark + words)]
        file = mark.rpartition("(")[2].removesuffix(")")
        return [html.element("img", {"src": file, "alt": file}), html.text(words)]

    return shown


def _mended(archive: Archive, main: str, name: str) -> io.BytesIO:
    """The same document with formulas as text and a mark where a page ended when it was last laid out."""
    data = archive.without_types(main)
    if len(data) > _MOST_XML:
        raise FileRefused(f"{name} is longer than I can convert; please send it in parts, or as a PDF.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        for part in archive.names - {main}:
            if part.endswith((".xml", ".rels")) or "/media/" in part:
                out.writestr(part, archive.without_types(part))
        out.writestr(main, _marked(data))
    packed.seek(0)
    return packed


def _marked(data: bytes) -> bytes:
    if b"lastRenderedPageBreak" not in data and b"<m:" not in data:
        return data
    text = data.decode("utf-8", "replace").replace(PAGE_END, "")
    text = re.sub(r"<w:lastRenderedPageBreak ?/>", f"<w:t>{PAGE_END}</w:t>", text)
    if "<m:" in text:
        for found, made in _MATHS:
            text = re.sub(found, made, text, flags=re.DOTALL)
    return text.encode()


def _noted(html: str) -> str:
    """Notes as Markdown has them: `[^1]` in the text, and what it says at the end."""
    numbers = count(1)
    html = _BACK.sub("", _REMARK.sub(r" [comment \1]", _NOTE.sub(r"[^\1]", html)))
    return _NOTES.sub(lambda note: f"</ol><p>[^{next(numbers)}]: {_unwrapped(note[1])}</p><ol>", html)


def _unwrapped(html: str) -> str:
    return re.sub(r"</?p>", " ", html).strip()


def _margin(archive: Archive, kind: str) -> str:
    """What stands above or below all pages; different ones are told apart."""
    found: dict[str, None] = {}
    for part in sorted(archive.names):
        if re.fullmatch(rf"word/{kind}\d*\.xml", part) and (root := archive.xml(part)) is not None:
            lines = ("".join(each.text or "" for each in line.iter(_TEXT)) for line in root.iter(_LINE))
            found[" ".join(line.strip() for line in lines if line.strip())] = None
    return " · ".join(words for words in found if words)


def _pages(text: str) -> Iterator[str]:
    if PAGE_END not in text:
        yield from cut(text)
        return
    for page in _between_lines(text).split(PAGE_END):
        yield from cut(page.strip("\n"), _LONGEST_PAGE)


def _between_lines(text: str) -> str:
    """Page ends inside a heading's mark or a table's row are moved before its line."""
    lines = []
    for line in text.split("\n"):
        before = line.partition(PAGE_END)[0]
        if PAGE_END in line and (line.startswith("|") or re.fullmatch(r"[\s#>*+_-]*(?:\d+\.)?\s*", before)):
            lines.append(PAGE_END + line.replace(PAGE_END, ""))
        else:
            lines.append(line)
    return "\n".join(lines)
