"""Talk to be summarised, and a platform that has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.core.document_ports import Progress
from bot.core.errors import PlatformFailed
from bot.core.values import Address, Attachment, Author, Heard, Person, Said, Span, Stretch

CHANNEL = Address("slack", "T1", "C1")
ANA, BAO, ROBOT = Author("U1", "Ana"), Author("U2", "Bao"), Author("B1", "Deploy", "bot")
MONDAY = 1_794_819_600.0  # Mon 16 Nov 2026 09:00 UTC, 10:00 in Paris


def message(
    number: int, author: Author, text: str, *, thread: int = 0, at: float = 0.0, files: Sequence[str] = ()
) -> Heard:
    """The message `number`, a minute after the one before; in the thread of another one if that is given."""
    attachments = tuple(Attachment(name, name, "application/pdf", 1) for name in files)
    said = Said(f"{number}.0", author, at or MONDAY + 60 * number, text, attachments)
    return Heard(said, f"{thread}.0" if thread else "")


def chat(count: int) -> list[Heard]:
    """Messages of Ana and Bao in turn."""
    return [message(n, (ANA, BAO)[n % 2], f"message {n}") for n in range(1, count + 1)]


@dataclass
class FakeTalk:
    """What `/summarize` needs of `bot.core.platform_ports.Platform`; keeps what it was asked."""

    stretch: Stretch = field(default_factory=lambda: Stretch(()))
    time_zone: str = "Europe/Paris"
    last: float = 0.0
    failure: PlatformFailed | None = None
    linked: bool = True
    spans: list[Span] = field(default_factory=list)
    words_before: list[tuple[Address, str, str]] = field(default_factory=list)

    async def read(self, span: Span, *, progress: Progress) -> Stretch:
        self.spans.append(span)
        await progress("reading")
        if self.failure is not None:
            raise self.failure
        return self.stretch

    async def last_word(self, address: Address, author: Author, *, before: str) -> float:
        self.words_before.append((address, author.id, before))
        return self.last

    async def person(self, author: Author, address: Address) -> Person:
        return Person(self.time_zone)

    def link(self, address: Address, message_id: str) -> str:
        return f"https://chat.example/archives/{address.channel}/{address.thread}/{message_id}" if self.linked else ""


def link(number: int, thread: int = 0) -> str:
    return FakeTalk().link(replace(CHANNEL, thread=f"{thread}.0" if thread else ""), f"{number}.0")
