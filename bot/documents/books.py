"""EPUB: the chapters in their order, each a page; a long one, several."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from bot.core.errors import FileRefused
from bot.documents import markup
from bot.documents.album import Album
from bot.documents.archive import Archive, damaged, joined
from bot.documents.limits import Limits
from bot.documents.paging import Draft, cut, printable

_LONGEST: Final = 12_000  # characters of a page
_LOCKS: Final = "META-INF/encryption.xml"
_FONTS: Final = (".otf", ".ttf", ".woff", ".woff2")  # are often scrambled where the text is not


def drafts(archive: Archive, name: str, limits: Limits) -> Iterator[Draft]:
    if _is_locked(archive):
        raise FileRefused(f"{name} is locked by copy protection (DRM); please send a copy without it.")
    package = _package(archive)
    root = archive.xml(package)
    if root is None:
        raise FileRefused(damaged(name))
    album = Album(limits)
    title = _title(root)
    for part in _chapters(root, package):
        html = _with_pictures(printable(markup.decoded(archive.read(part))), part, archive, album)
        for page in cut(title + markup.markdown(html, name), _LONGEST):
            yield Draft(page, album.shown(page))
        title = ""


def _is_locked(archive: Archive) -> bool:
    locks = archive.xml(_LOCKS)
    parts = (each.get("URI", "") for each in locks.iter() if each.get("URI")) if locks is not None else ()
    return any(not part.lower().endswith(_FONTS) for part in parts)


def _package(archive: Archive) -> str:
    """The part that lists the others."""
    container = archive.xml("META-INF/container.xml")
    found = container.find(".//{*}rootfile") if container is not None else None
    return found.get("full-path", "") if found is not None else ""


def _chapters(root: Element, package: str) -> list[str]:
    files = {each.get("id"): each.get("href", "") for each in root.iterfind("{*}manifest/{*}item")}
    order = (each.get("idref") for each in root.iterfind("{*}spine/{*}itemref"))
    return [joined(package, files[each]) for each in order if each in files]


def _title(root: Element) -> str:
    words = [root.findtext(f"{{*}}metadata/{{*}}{what}", "").strip() for what in ("title", "creator")]
    said = ", by ".join(word for word in words if word)
    return f"**{said}**\n\n" if said else ""


def _with_pictures(html: str, part: str, archive: Archive, album: Album) -> str:
    """The chapter with the names of the album's pictures in place of the parts'."""

    def named(path: str) -> str:
        where = joined(part, path)
        data = archive.read(where)
        return album.mark(data, where) if data else ""

    return markup.with_pictures(html, named)
