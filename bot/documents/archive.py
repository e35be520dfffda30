"""Packed files (DOCX, EPUB, ODT ...), opened with care: a few kilobytes may unpack to gigabytes, or never end."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from bot.core.errors import FileRefused
from bot.documents.limits import Limits

MOST_PARTS = 20_000
MOST_RATIO = 200  # office files reach 40; a bomb begins at 1,000
SMALL = 2**20  # bytes below which any ratio is harmless
_CHUNK = 2**20
_DECLARATION = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
MOST_XML = 48 * 2**20  # bytes of one part: a tree of it takes some ten times as much memory


class Archive:
    """The parts of a packed file. What is read counts against the limit as it is read, whatever the file declares."""

    def __init__(self, packed: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self._packed = packed
        self._name = name
        self._left = limits.unpacked_bytes
        self.names = frozenset(packed.namelist())
        _check(packed, name, limits)

    def read(self, part: str, most: int | None = None) -> bytes:
        """A part's bytes; empty if it is not there."""
        if part not in self.names:
            return b""
        allowed = self._left if most is None else min(most, self._left)
        with self._packed.open(part) as stream:
            data = stream.read(allowed + 1)
        if len(data) > allowed:
            raise FileRefused(_too_large(self._name))
        self._left -= len(data)
        return data

    def xml(self, part: str) -> Element | None:
        """A part's tree; None if it is not there. Entities, with which a short text grows without end, are refused."""
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        data = self.read(part, MOST_XML)
        if not data:
            return None
        try:
            root: Element = fromstring(data)
        except DefusedXmlException as error:
            raise FileRefused(unsafe(self._name)) from error
        except (ParseError, ValueError, LookupError) as error:
            raise FileRefused(damaged(self._name)) from error
        return root

    def without_types(self, part: str) -> bytes:
        """A part for another program to parse; one that declares types, and so could declare entities, is refused."""
        data = self.read(part)
        if not part.endswith((".xml", ".rels")) or not _DECLARATION.search(data):
            return data
        raise FileRefused(unsafe(self._name))

    def verify(self) -> None:
        """Unpack everything once, for a program that will do so itself: sizes and checksums are as declared."""
        for part in self.names:
            with self._packed.open(part) as stream:
                while stream.read(_CHUNK):
                    pass

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Of an OOXML part: by id, the kind of relation (its last word) and the part it points to."""
        path = PurePosixPath(part)
        root = self.xml(f"{path.parent}/_rels/{path.name}.rels".removeprefix("./"))
        return {
            each.get("Id", ""): (each.get("Type", "").rsplit("/", 1)[-1], joined(part, each.get("Target", "")))
            for each in (() if root is None else root)
            if each.get("TargetMode") != "External"
        }


def joined(part: str, target: str) -> str:
    """The part that a relative target in another part points to."""
    target = unquote(target.split("#", 1)[0])
    if target.startswith("/"):
        return target.removeprefix("/")
    steps: list[str] = list(PurePosixPath(part).parent.parts)
    for step in PurePosixPath(target).parts:
        if step != "..":
            steps.append(step)
        elif steps:
            steps.pop()
    return "/".join(steps)


@contextmanager
def opened(path: Path, name: str, limits: Limits) -> Iterator[Archive]:
    """Refuses what is damaged, protected by a password, or would unpack to too much; also while it is read."""
    try:
        with zipfile.ZipFile(path) as packed:
            yield Archive(packed, name, limits)
    except RecursionError as error:
        raise FileRefused(unsafe(name)) from error
    except RuntimeError as error:  # also of a way of packing that Python does not know
        raise FileRefused(protected(name) if "password" in str(error) else damaged(name)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeError) as error:
        raise FileRefused(damaged(name)) from error


def _check(packed: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """By what the file declares; `Archive.read` sees to those that lie."""
    parts = packed.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(protected(name))
    bomb = any(part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts)
    if bomb or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise FileRefused(_too_large(name))


def protected(name: str) -> str:
    return f"{name} is protected by a password; please send it without one."


def damaged(name: str) -> str:
    return f"{name} is damaged or incomplete; please open it in the program that made it, save it again and send that."


def _too_large(name: str) -> str:
    return f"{name} would unpack to far more than its size; please send it as a PDF instead."


def unsafe(name: str) -> str:
    return f"{name} is built in a way that is unsafe to open; please save it again, or send it as a PDF."
