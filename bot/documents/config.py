"""What the reader of files is told."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

WhenOcr = Literal["auto", "always", "never"]
"""Which pages of a PDF OCR reads: those without good text of their own, all of them, or none."""


@dataclass(frozen=True, slots=True)
class ReadingConfig:
    """Models may be given by any name that the catalogue knows."""

    folder: Path  # for files while they are read; must exist
    ocr: WhenOcr = "auto"
    ocr_model: str = "mistral-ocr-latest"
    transcription_model: str = "voxtral-mini-latest"
    vision_model: str = "mistral-small-latest"
    keep_seconds: float = 7 * 24 * 3600.0  # for which originals are kept, so that further pages can be read
    request_pages: int = 8  # in one OCR request
    at_once: int = 3  # requests of one file
    workers: int = 2  # processes that open files
    worker_bytes: int = 1024 * 1024 * 1024  # of address space, for each of them
    worker_seconds: float = 60.0  # for one step, such as a few dozen pages
    idle_seconds: int = 60  # after which a worker ends
