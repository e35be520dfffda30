"""The pictures that stand in a document: each once, ready to be looked at."""

import hashlib
import re
from typing import Final

from bot.core.documents import Picture
from bot.core.errors import FileRefused
from bot.documents import images
from bot.documents.limits import Limits

MOST: Final = 200
UNSHOWN: Final = re.compile(r"\(a picture(?: that cannot be shown|, not shown: [^)]*)\)(?: *\([^()]*\))?")
_LEAST: Final = 24  # pixels, of the shorter side; below that it is a bullet or a line
_LONGEST: Final = 1024


class Album:
    """Keeps the pictures that a document's text refers to; the same bytes are one picture."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._marks: dict[bytes, str] = {}
        self._pictures: dict[str, Picture] = {}

    def mark(self, data: bytes, name: str) -> str:
        """What stands in the text for a picture: `![name](name)`, or that it is not shown. Empty for an ornament."""
        key = hashlib.sha256(data).digest()
        if key not in self._marks:
            self._marks[key] = self._added(data, name)
        return self._marks[key]

    def shown(self, text: str) -> tuple[Picture, ...]:
        """Those that a text refers to, in the order in which they were met."""
        names = set(re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", text))
        return tuple(picture for name, picture in self._pictures.items() if name in names)

    def _added(self, data: bytes, name: str) -> str:
        if len(self._pictures) >= MOST:
            return f"(a picture, not shown: it is beyond the {MOST} that I take from one file)"
        file = re.sub(r"[^\w.-]", "_", name.rpartition("/")[2])
        try:
            picture = images.embedded(data, self._free(file), self._limits, _LONGEST)
        except FileRefused:
            return "(a picture that cannot be shown)"  # such as the drawings of Windows: EMF, WMF
        if min(picture.width, picture.height) < _LEAST:
            return ""
        self._pictures[picture.name] = picture
        return f"![{picture.name}]({picture.name})"

    def _free(self, file: str) -> str:
        """A name whose stem no other picture has."""
        stems = {name.rpartition(".")[0] for name in self._pictures}
        return f"{len(self._pictures) + 1}-{file}" if (file.rpartition(".")[0] or file) in stems else file
