"""The parts of a zipped document, unpacked one by one and never beyond a limit."""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

from deploy.sandbox.mistral.reading.page import Unreadable

UNPACKED = 50 * 1024 * 1024  # bytes of one part


class Parts:
    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))

    def has(self, name: str) -> bool:
        return name in self._archive.namelist()

    def named(self, endings: tuple[str, ...]) -> list[str]:
        """Names of parts, in the order of the archive."""
        return [name for name in self._archive.namelist() if name.endswith(endings)]

    def read(self, name: str) -> bytes:
        if self._archive.getinfo(name).file_size > UNPACKED:
            msg = "Document is too large when unpacked."
            raise Unreadable(msg)
        with self._archive.open(name) as part:
            return part.read(UNPACKED)

    def tree(self, name: str) -> Any:
        return ET.fromstring(self.read(name))  # noqa: S314 - expat itself stops entity bombs
