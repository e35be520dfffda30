"""Files that people send, made once: each is read by OCR for the first time only, since the sandbox remembers it."""

import base64
import io
import os
import wave
from functools import cache
from typing import Final

from tests.sandbox.mistral.material import pdf, sheet
from tests.talk import Sent

PAPER: Final = (800, 200)  # pixels: little to read is read fast
LARGE: Final = 9 * 1024 * 1024  # bytes, beyond which a file is uploaded to Mistral rather than sent along


@cache
def scan(pages: int = 3, name: str = "scan.pdf") -> Sent:
    """A scanned PDF: every page needs OCR. Page 2 says `lamp_on(2)`."""
    paper = (sheet(lamp_on(number), size=30, at=(30, 40), paper=PAPER) for number in range(1, pages + 1))
    return Sent(name, pdf(*paper), "application/pdf")


def lamp_on(page: int) -> str:
    return f"Lamp {page * 7} on page {page} is green"


@cache
def large_scan() -> Sent:
    """One scanned page, and behind it so much that nobody reads that the file is uploaded to be read."""
    small = pdf(sheet("Lamp 70 is blue", size=30, at=(30, 40), paper=PAPER))
    filling = b"\n%" + b"\n%".join(base64.b64encode(os.urandom(768)) for _ in range(LARGE // 1024))
    at = small.rindex(b"xref\n", 0, small.rindex(b"startxref"))
    moved = small[:at] + filling + b"\n"
    end = small[at : small.rindex(b"startxref")]
    return Sent("large.pdf", moved + end + b"startxref\n%d\n%%%%EOF\n" % len(moved), "application/pdf")


@cache
def notes() -> Sent:
    """A text too long to be shown whole, by the least setting: it is searched."""
    lines = (f"Entry {number}: the lamp on pier {number} was lit at dusk and put out at dawn." for number in range(400))
    return Sent("notes.txt", "\n".join(lines).encode(), "text/plain")


@cache
def clip() -> Sent:
    """A second of sound."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 16_000, 16_000, "NONE", ""))
        sound.writeframes(bytes(range(256)) * 125)
    return Sent("clip.wav", buffer.getvalue(), "audio/wav")
