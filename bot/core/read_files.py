"""What came of reading a turn's files, and what a command is given of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.core.document_ports import Source
from bot.core.documents import Charge, Document, How, OutFile
from bot.core.records import FileReceipt

NO_FILE: Final = (
    "I see no file here; send one with the command: on Discord as its `file`, and anywhere in a message such as "
    "`@{name} !{written}` with the file attached."
)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file with how each of its pages was read. `own`: it came with the turn's message.

    `wanted` are the pages that were asked for by their numbers; empty where all of them are.
    """

    source: Source
    document: Document
    ledger: Mapping[int, How | None]
    own: bool
    reasons: Mapping[int, str] = field(default_factory=dict)  # why a page is unreadable, by its number
    wanted: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()  # pages of which OCR was not sure

    @property
    def name(self) -> str:
        return self.source.attachment.name

    @property
    def asked(self) -> Mapping[int, How | None]:
        """The ledger of the pages that were asked for."""
        return {number: how for number, how in self.ledger.items() if not self.wanted or number in self.wanted}

    @property
    def unreadable(self) -> tuple[int, ...]:
        return tuple(sorted(number for number, how in self.asked.items() if how is None))

    def receipt(self, *, excerpts: bool = False) -> FileReceipt:
        hows = list(self.asked.values())
        seen = sum(how == "vision" for how in hows)
        return FileReceipt(
            name=self.name,
            pages=self.document.pages,
            read=len(hows) - seen - len(self.unreadable),
            seen=seen,
            unreadable=self.unreadable,
            skipped=max(self.document.pages - len(hows), 0),
            excerpts=excerpts,
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read, and the sentence that says why."""

    name: str
    notice: str
    own: bool


@dataclass(frozen=True, slots=True)
class ReadFiles:
    files: tuple[ReadFile, ...] = ()
    refused: tuple[Refused, ...] = ()
    estimate: float | None = None


class TurnFiles(Protocol):
    """The files of the turn that a command runs in."""

    async def read(self, *, ocr: bool = False, pages: str = "", through: bool = False) -> ReadFiles:
        """Those that came with the command, or else the newest of the conversation; with `ocr`, images as pages.

        `pages` are the only ones wanted, such as `1-20, 45`; `through`: a model will go through all of their text. Ends
        the attempt where a person has to be asked about the price first; the command is then run again. Raises
        `CommandRejected` for pages that cannot be read.
        """

    async def present(self) -> bool:
        """Whether there are any that `read` would read. None is fetched; where the model answers, it is shown those."""

    async def progress(self, text: str) -> None:
        """As `bot.core.document_ports.Progress`."""

    async def charge(self, charge: Charge) -> None:
        """As `bot.core.document_ports.Charging`."""

    async def attach(self, file: OutFile) -> None:
        """Upload a file below the answer, once. Raises `PlatformFailed`."""
