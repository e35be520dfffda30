"""Small files for the tests of converters, and what they are asked."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from bot.core.documents import Page
from bot.core.errors import FileRefused
from bot.documents import kinds, office, texts
from bot.documents.limits import Limits

T = TypeVar("T")
FILES = Path(__file__).parent / "files"


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    return packed.getvalue()


def with_part(path: Path, part: str, data: bytes | str) -> bytes:
    """A packed file in which one part is another."""
    with zipfile.ZipFile(path) as packed:
        parts: dict[str, bytes | str] = {name: packed.read(name) for name in packed.namelist()}
    return zipped({**parts, part: data})


def read(path: Path, limits: Limits | None = None) -> list[Page]:
    """As the reader does: by what the file is."""
    found = kinds.sniffed(path, path.name)
    if found.kind == "office":
        return office.converted(path, found.media_type, path.name, limits or Limits())
    return texts.converted(path, path.name, limits or Limits())


def whole(path: Path, limits: Limits | None = None) -> str:
    return "\n\n".join(page.text for page in read(path, limits))


def tried(do: Callable[[], T]) -> tuple[T | None, str]:
    """What comes back, or the sentence of a refusal; any other error fails the test."""
    try:
        return do(), ""
    except FileRefused as refused:
        return None, refused.notice
