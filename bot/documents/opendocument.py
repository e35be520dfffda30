"""ODT and ODP, by way of HTML: headings, lists, tables with merged cells, notes, comments, pictures and slides."""

from collections.abc import Callable, Iterator
from html import escape
from typing import Final
from xml.etree.ElementTree import Element

from bot.core.errors import FileRefused
from bot.documents import markup
from bot.documents.album import Album
from bot.documents.archive import Archive, damaged, protected
from bot.documents.limits import Limits
from bot.documents.paging import Draft, cut

_MOST_REPEATED: Final = 64  # cells or rows that are said once and meant many times
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_SKIPPED: Final = frozenset(
    {"tracked-changes", "sequence-decls", "forms", "note-citation", "date-time", "page-number", "desc", "title"}
)
_TAGS: Final = {
    "p": "p",
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "covered-table-cell": "",
}
_SPACES: Final = {"tab": " ", "line-break": "<br>", "soft-page-break": ""}


def drafts(archive: Archive, name: str, limits: Limits) -> Iterator[Draft]:
    """A page for each slide; the pieces of a text."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise FileRefused(protected(name))
    root = archive.xml("content.xml")
    if root is None:
        raise FileRefused(damaged(name))
    writer = _Writer(archive, limits, _numbered_lists(root))
    slides = list(root.iterfind("{*}body/{*}presentation/{*}page"))
    hidden = _hidden_slides(root)
    for slide in slides:
        text = markup.markdown(writer.html(slide) + writer.notes(), name)
        if _get(slide, "style-name") in hidden:
            text = f"(This slide is hidden.)\n\n{text}"
        yield Draft(text, writer.album.shown(text), reason="the slide is empty")
    if not slides:
        text = markup.markdown(writer.html(root) + writer.notes(), name)
        header, footer = _margin(archive, "header"), _margin(archive, "footer")
        for piece in cut(text):
            yield Draft(piece, writer.album.shown(piece), header=header, footer=footer)
            header = footer = ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _get(element: Element, attribute: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == attribute), "")


class _Writer:
    """Writes one document's elements as HTML; notes are gathered on the way."""

    def __init__(self, archive: Archive, limits: Limits, numbered_lists: frozenset[str]) -> None:
        self._archive = archive
        self._numbered_lists = numbered_lists
        self.album = Album(limits)
        self._notes: list[str] = []
        self._count = 0
        self._special: dict[str, Callable[[Element], str]] = {
            "h": self._heading,
            "list": self._list,
            "a": self._link,
            "s": lambda _: " ",
            "note": self._note,
            "annotation": self._remark,
            "frame": self._frame,
            "object": self._object,
            "image": self._image,
            "notes": self._speech,
        }

    def html(self, element: Element) -> str:
        tag = _local(element)
        if tag in _SKIPPED:
            return ""
        if tag in _SPACES:
            return _SPACES[tag]
        if tag in self._special:
            return self._special[tag](element)
        inside = self._inside(element)
        if tag in _TAGS:
            return self._tagged(element, _TAGS[tag], inside)
        return inside

    def notes(self) -> str:
        """The footnotes met since the last call."""
        found, self._notes = self._notes, []
        return "".join(f"<p>{note}</p>" for note in found)

    def _inside(self, element: Element) -> str:
        pieces = [escape(element.text or "")] if not _is_structure(element) else []
        for child in element:
            pieces.append(self.html(child))
            pieces.append(escape(child.tail or "") if not _is_structure(element) else "")
        return "".join(pieces)

    def _tagged(self, element: Element, tag: str, inside: str) -> str:
        if not tag:
            return ""
        spans = "".join(
            f' {name}="{int(number)}"'
            for name, key in (("rowspan", "number-rows-spanned"), ("colspan", "number-columns-spanned"))
            if (number := _get(element, key)).isdecimal() and int(number) <= _MOST_REPEATED
        )
        times = _get(element, "number-columns-repeated") or _get(element, "number-rows-repeated") or "1"
        again = min(int(times), _MOST_REPEATED) if times.isdecimal() and tag in {"td", "tr"} else 1
        return f"<{tag}{spans}>{inside}</{tag}>" * (again if inside.strip() else 1)

    def _heading(self, element: Element) -> str:
        level = _get(element, "outline-level")
        depth = min(max(int(level), 1), 6) if level.isdecimal() and len(level) == 1 else 1
        return f"<h{depth}>{self._inside(element)}</h{depth}>"

    def _list(self, element: Element) -> str:
        tag = "ol" if _get(element, "style-name") in self._numbered_lists else "ul"
        return f"<{tag}>{self._inside(element)}</{tag}>"

    def _link(self, element: Element) -> str:
        return f'<a href="{escape(element.get(_HREF, ""))}">{self._inside(element)}</a>'

    def _note(self, element: Element) -> str:
        self._count += 1
        mark = f"[^{self._count}]"
        self._notes.append(f"{mark}: {self._plain(element)}")
        return mark

    def _remark(self, element: Element) -> str:
        who = element.findtext("{*}creator", "")
        words = " ".join("".join(line.itertext()) for line in element.iterfind("{*}p"))
        return escape(f" [comment by {who}: {words}] " if who else f" [comment: {words}] ")

    def _speech(self, element: Element) -> str:
        words = self._inside(element)
        return f"<p>Speaker's notes:</p>{words}" if words.strip() else ""

    def _plain(self, element: Element) -> str:
        lines = (self._inside(line) for line in element.iter() if _local(line) == "p")
        return " ".join(line.strip() for line in lines)

    def _frame(self, element: Element) -> str:
        """The first of its children that says something: they are the same thing in several forms."""
        return next((found for child in element if (found := self.html(child)).strip()), "")

    def _object(self, element: Element) -> str:
        """A chart, by its title and its numbers, or a formula."""
        part = element.get(_HREF, "").removeprefix("./")
        root = self._archive.xml(f"{part}/content.xml")
        return self._inside(root) if root is not None else ""

    def _image(self, element: Element) -> str:
        part = element.get(_HREF, "").removeprefix("./")
        data = self._archive.read(part)
        mark = self.album.mark(data, part) if data and not part.startswith("ObjectReplacements") else ""
        return markup.picture(mark)


def _numbered_lists(root: Element) -> frozenset[str]:
    """The names of the list styles whose first level counts."""
    styles = (style for style in root.iter() if _local(style) == "list-style")
    return frozenset(_get(style, "name") for style in styles if len(style) and _local(style[0]).endswith("-number"))


def _hidden_slides(root: Element) -> frozenset[str]:
    """The names of the styles that hide a slide."""
    styles = (style for style in root.iter() if _local(style) == "style")
    return frozenset(
        _get(style, "name") for style in styles if any(_get(each, "visibility") == "hidden" for each in style)
    )


def _margin(archive: Archive, kind: str) -> str:
    """What stands above or below all pages."""
    styles = archive.xml("styles.xml")
    margins = styles.iterfind(f"{{*}}master-styles/{{*}}master-page/{{*}}{kind}") if styles is not None else ()
    words = dict.fromkeys(" ".join(" ".join(margin.itertext()).split()) for margin in margins)
    return " · ".join(each for each in words if each)


def _is_structure(element: Element) -> bool:
    """Whether white space in it is only how the file was written."""
    return _local(element) not in {"p", "h", "a", "span", "ruby-base", "meta", "bookmark-ref", "note-ref", "ruby"}
