"""PPTX, a page for each slide: title, text, tables, charts, diagrams, pictures, comments and the speaker's notes."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from bot.documents import charts, tables
from bot.documents.album import Album
from bot.documents.archive import Archive
from bot.documents.limits import Limits
from bot.documents.paging import Draft

_DRAWN: Final = "{*}nvSpPr/{*}nvPr/{*}ph"
_LINK: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SILENT: Final = frozenset({"dt", "ftr", "sldNum", "sldImg", "hdr"})  # dates, numbers and margins of a slide
_MAIN: Final = "ppt/presentation.xml"


def drafts(archive: Archive, limits: Limits) -> Iterator[Draft]:
    album = Album(limits)
    for part in _slides(archive):
        slide = _Slide(archive, album, part)
        text = slide.text()
        yield Draft(text, album.shown(text), reason="the slide is empty")


def _slides(archive: Archive) -> list[str]:
    """In the order in which they are shown."""
    relations = archive.relations(_MAIN)
    main = archive.xml(_MAIN)
    listed = main.iterfind(".//{*}sldIdLst/{*}sldId") if main is not None else iter(())
    found = [relations.get(each.get(_LINK + "id", ""), ("", ""))[1] for each in listed]
    return [part for part in found if part in archive.names]


class _Slide:
    def __init__(self, archive: Archive, album: Album, part: str) -> None:
        self._archive = archive
        self._album = album
        self._relations = archive.relations(part)
        self._root = archive.xml(part)

    def text(self) -> str:
        if self._root is None:
            return ""
        tree = self._root.find("{*}cSld/{*}spTree")
        blocks = [*self._shapes(tree if tree is not None else self._root), *self._comments(), *self._notes()]
        if self._root.get("show") == "0":
            blocks.insert(0, "(This slide is hidden.)")
        return "\n\n".join(block for block in blocks if block.strip())

    def _shapes(self, parent: Element) -> Iterator[str]:
        """The title first, wherever it was drawn."""
        shapes = list(parent)
        shapes.sort(key=lambda shape: not _role(shape).lower().endswith("title"))
        for shape in shapes:
            tag = str(shape.tag).rpartition("}")[2]
            if tag == "grpSp":
                yield from self._shapes(shape)
            elif tag == "AlternateContent":
                yield from self._alternative(shape)
            elif tag == "sp" and _role(shape) not in _SILENT:
                yield _words(shape, title=_role(shape).lower().endswith("title"))
            elif tag == "graphicFrame":
                yield from self._frame(shape)
            elif tag == "pic":
                yield self._picture(shape)

    def _alternative(self, shape: Element) -> Iterator[str]:
        """What newer programs draw, or else what older ones would show in its place."""
        for choice in ("{*}Choice", "{*}Fallback"):
            found = [block for each in shape.iterfind(choice) for block in self._shapes(each)]
            if any(found):
                yield from found
                return

    def _frame(self, shape: Element) -> Iterator[str]:
        for grid in shape.iterfind(".//{*}tbl"):
            yield tables.table([_row(row) for row in grid.iterfind("{*}tr")])
        for link in shape.iter():
            kind, part = self._relations.get(link.get(_LINK + "id", link.get(_LINK + "dm", "")), ("", ""))
            root = self._archive.xml(part) if kind in {"chart", "diagramData"} else None
            if root is not None:
                yield charts.chart(root) if kind == "chart" else charts.diagram(root)

    def _picture(self, shape: Element) -> str:
        blip = shape.find(".//{*}blip")
        part = self._relations.get(blip.get(_LINK + "embed", "") if blip is not None else "", ("", ""))[1]
        data = self._archive.read(part)
        about = shape.find("{*}nvPicPr/{*}cNvPr")
        words = about.get("descr", "") if about is not None else ""
        mark = self._album.mark(data, part) if data else ""
        return f"{mark} ({words})" if words and mark else mark

    def _comments(self) -> Iterator[str]:
        for kind, part in self._relations.values():
            root = self._archive.xml(part) if kind == "comments" else None
            for each in root.iterfind(".//{*}cm") if root is not None else ():
                words = each.findtext("{*}text") or " ".join("".join(line.itertext()) for line in each.iter("{*}p"))
                yield f"Comment: {words}"

    def _notes(self) -> Iterator[str]:
        for kind, part in self._relations.values():
            root = self._archive.xml(part) if kind == "notesSlide" else None
            for shape in root.iterfind(".//{*}sp") if root is not None else ():
                words = _words(shape) if _role(shape) not in _SILENT else ""
                if words.strip():
                    yield f"Speaker's notes:\n\n{words}"


def _role(shape: Element) -> str:
    """Of a placeholder: title, body, date ...; empty for what was drawn freely."""
    found = shape.find(_DRAWN)
    return found.get("type", "body") if found is not None else ""


def _row(row: Element) -> list[str]:
    return ["\n".join(_line(line) for line in cell.iterfind("{*}txBody/{*}p")) for cell in row.iterfind("{*}tc")]


def _words(shape: Element, *, title: bool = False) -> str:
    """The paragraphs of a shape; below the first level, and in a placeholder for lists, as a list."""
    lines = [(line, _level(line)) for line in shape.iterfind("{*}txBody/{*}p") if _line(line).strip()]
    if title:
        return "## " + " ".join(_line(line).replace("\n", " ") for line, _ in lines) if lines else ""
    listed = len(lines) > 1 and (_role(shape) == "body" or any(level for _, level in lines))
    if not listed:
        return "\n\n".join(_line(line) for line, _ in lines)
    return "\n".join("  " * level + "- " + _line(line).replace("\n", " ") for line, level in lines)


def _level(line: Element) -> int:
    found = line.find("{*}pPr")
    level = found.get("lvl", "0") if found is not None else "0"
    return int(level) if level.isdecimal() and len(level) == 1 else 0


def _line(line: Element) -> str:
    """The text of a paragraph: runs, fields, formulas and line breaks."""
    found = ((str(each.tag).rpartition("}")[2], each.text or "") for each in line.iter())
    return "".join(text if tag == "t" else "\n" for tag, text in found if tag in {"t", "br"})
