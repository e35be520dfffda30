"""Files as the bot knows them: what they are, and each page with how it was read."""

from dataclasses import dataclass, field
from typing import Literal

from bot.core.messages import Usage

Kind = Literal["pdf", "image", "office", "text", "audio"]
How = Literal["text", "ocr", "vision", "speech"]
"""How a page was read: from the file's own text, by OCR, by a model that sees, or by transcribing speech."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image found on a page, or the page itself. `name` is how the page's text refers to it."""

    name: str
    data: bytes = field(repr=False)
    media_type: str  # "image/jpeg" or "image/png"
    width: int  # pixels
    height: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file. `how` is None for a page that could not be read, and `reason` then says why.

    A file without pages (an image, a text, a voice clip) has one.
    """

    number: int  # from 1
    how: How | None
    text: str = ""  # Markdown; pictures stand in it as `![name](name)`
    reason: str = ""  # a clause: "it is blank", "the scan is too faint"
    header: str = ""
    footer: str = ""
    confidence: float | None = None  # 0 to 1, where OCR gives one
    pictures: tuple[Picture, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A file by its content. `id` is the SHA-256 of its bytes, in hexadecimal; `name` is that of its first upload."""

    id: str
    name: str
    kind: Kind
    media_type: str  # by content, not as claimed
    size: int  # bytes
    pages: int
    seconds: float = 0.0  # of sound


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading a file takes; each of its pages is in one of the three.

    Those of a file that is `uncounted` are read all at once, and counted then; until then it stands with one.
    """

    document: Document
    known: tuple[int, ...] = ()  # read before: they cost nothing
    free: tuple[int, ...] = ()  # whose own text is good
    paid: tuple[int, ...] = ()  # that OCR has to read, or a model that sees, or sound that has to be transcribed
    uncounted: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """What one request besides the answer's own took. `seconds` are of sound."""

    model: str
    usage: Usage = Usage()
    pages: int = 0
    seconds: float = 0.0
    annotated: int = 0  # of the pages, those from which something was extracted as well


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page, found by a search."""

    document: str  # its id
    page: int
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class OutFile:
    """A file that the bot uploads."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
