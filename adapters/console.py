"""The terminal as a chat platform: the smallest adapter, which proves that the core is neutral."""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.core.command import Command
from bot.core.document_ports import Progress
from bot.core.documents import OutFile
from bot.core.errors import Gone, PlatformFailed, StoreFailed
from bot.core.platform_ports import Accept, Messages, Outbox
from bot.core.ports import Clock
from bot.core.records import Seen
from bot.core.shards import Shards
from bot.core.unread import Missed
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    Attachment,
    Audience,
    Author,
    Heard,
    History,
    Inbound,
    MessageReceived,
    Option,
    Part,
    Person,
    Said,
    Span,
    Stretch,
    Verb,
)

PLACE: Final = Address("console", "local", "terminal")
_KEPT: Final = 1_000  # lines
_EARLIER: Final = "A terminal keeps only the newest 1,000 lines that were typed since it was opened."
ReadLine = Callable[[], str]  # blocks; empty at the end of input, as `sys.stdin.readline` does
Write = Callable[[str], None]


@dataclass(slots=True)
class Terminal:
    """What the platform and its replies share. `options` are those of a question that is open."""

    write: Write
    clock: Clock
    folder: Path
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    options: tuple[Option, ...] = ()


class ConsoleMessages:
    """Lines have no links."""

    async def named(self, link: str) -> tuple[Address, str] | None:  # noqa: ARG002 - the port's
        return None

    async def get(self, address: Address, message_id: str) -> Heard | None:  # noqa: ARG002 - the port's
        return None

    async def origin(self, address: Address, message_id: str) -> str:  # noqa: ARG002 - the port's
        return ""


class ConsolePlatform:
    """Each line typed is a direct message, or the answer to a question.

    `run` ends at the end of the input, after the last answer. Files are written to `folder`.
    """

    name = "console"

    def __init__(
        self,
        read_line: ReadLine,
        write: Write,
        clock: Clock,
        *,
        person: str = "You",
        prompt: str = "> ",
        folder: Path = Path(),
    ) -> None:
        self._read_line = read_line
        self._terminal = Terminal(write, clock, folder)
        self._author = Author("you", person)
        self._prompt = prompt
        self._opened = clock.time()
        self._session = f"{self._opened:.6f}"
        self._typed: deque[Said] = deque(maxlen=_KEPT)
        self.shards = Shards()
        self.messages: Messages = ConsoleMessages()

    async def run(self, accept: Accept, shard: str = "") -> None:  # noqa: ARG002 - the port's
        terminal = self._terminal
        for number in itertools.count(1):
            line = await self._read(self._prompt)
            if not line:
                return
            if not line.strip() or (event := await self._event(number, line.strip())) is None:
                continue
            terminal.answered.clear()
            try:
                await accept(event)
            except StoreFailed as error:
                terminal.write(f"{error.notice}\n")
                continue
            await terminal.answered.wait()

    async def _read(self, prompt: str) -> str:
        self._terminal.write(prompt)
        return await asyncio.to_thread(self._read_line)

    async def _event(self, number: int, text: str) -> Inbound | None:
        """What a line says; None if it does not answer the question that is open."""
        now = self._terminal.clock.time()
        name = f"console:{self._session}:{number}"
        options = self._terminal.options
        if not options:
            said = Said(f"{now:.6f}", self._author, now, text)
            self._typed.append(said)
            return MessageReceived(name, PLACE, said, addressed=True, direct=True)
        if (option := _chosen(options, text)) is None:
            self._terminal.write(f"Please type a number from 1 to {len(options)}.\n")
            return None
        typed = (await self._read(f"{option.entry}\n{self._prompt}")).strip() if option.entry else ""
        self._terminal.options = ()
        return ActionPressed(name, PLACE, self._author, now, "choose", option.value, typed)

    async def ready(self, shard: str = "") -> None:
        """A terminal is always ready."""

    async def publish(self, commands: Sequence[Command]) -> None:
        """Nothing to do: commands are typed as `/name`."""

    def reply(self, to: Answerable, outbox: Outbox, *, private: bool = False) -> "ConsoleReply":  # noqa: ARG002 - a terminal has one reader
        return ConsoleReply(outbox, self._terminal)

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:  # noqa: ARG002 - the port's
        """A terminal remembers nothing that the transcript does not."""
        return History(())

    async def read(self, span: Span, *, progress: Progress) -> Stretch:  # noqa: ARG002 - it is done at once
        """What was typed since the start, as far as it is kept."""
        found = [Heard(said) for said in self._typed if span.since <= said.at < span.until]
        most = min(span.last or span.limit, span.limit)
        whole = len(found) <= most or 0 < span.last <= span.limit
        kept_since = self._typed[0].at if len(self._typed) == _KEPT else self._opened
        return Stretch(tuple(found[-most:]), 0, whole, (_EARLIER,) if span.since < kept_since else ())

    async def last_word(self, address: Address, author: Author, *, before: str) -> float:  # noqa: ARG002 - there is one
        typed = [said.at for said in self._typed if not before or said.position < before.rjust(24, "0")]
        return max(typed, default=0.0)

    async def person(self, author: Author, address: Address) -> Person:  # noqa: ARG002 - the port's
        """Whose terminal it is, the bot is theirs; of the time zone it tells nothing."""
        return Person(admin=True)

    async def can_read(self, reader: Audience, address: Address) -> bool:  # noqa: ARG002 - there is one reader
        return True

    async def missed(self, seen: Seen, *, limit: int, urgent: Callable[[], bool]) -> Missed:  # noqa: ARG002 - the port's
        """Nobody types into a terminal that is not there."""
        return Missed()

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        raise Gone(f"the console has no file {attachment.name}")

    async def tell(self, press: ActionPressed, text: str) -> None:  # noqa: ARG002 - a terminal has one reader
        self._terminal.write(f"{text}\n")
        self._terminal.answered.set()

    def link(self, address: Address, message_id: str) -> str:  # noqa: ARG002 - the port's
        return ""

    async def close(self) -> None:
        """Nothing is held."""


class ConsoleReply:
    """Writes what is new of the growing text."""

    is_private: Final = False  # a terminal has one reader

    def __init__(self, outbox: Outbox, terminal: Terminal) -> None:
        self._outbox = outbox
        self._terminal = terminal
        self._shown = ""

    async def status(self, text: str) -> None:
        self._terminal.write(f"\n[{text}]\n")

    async def wait(self, text: str) -> None:
        self._terminal.write(f"\n{text}\n")

    async def show(self, text: str) -> None:
        new = text[len(self._shown) :] if text.startswith(self._shown) else f"\n{text}"
        self._terminal.write(new)
        self._shown = text

    def pause(self) -> float:
        return 0.03

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:  # noqa: ARG002 - a terminal has no buttons
        await self.show(text)
        self._terminal.write(f"\n{footer}\n\n" if footer else "\n\n")
        await self._outbox.record(Part(0, self._message(), 0, len(text), closed=True))
        self._terminal.options = ()
        self._terminal.answered.set()

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:  # noqa: ARG002 - a terminal has no buttons
        await self.finish(f"{text}\n\n{notice}" if text else notice)

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        lines = [f"  {number}. {option.label}\n" for number, option in enumerate(options, 1)]
        self._terminal.write(f"\n{text}\n{''.join(lines)}")
        await self._outbox.record(Part(0, self._message(), 0, 0))
        self._terminal.options = tuple(options)
        self._terminal.answered.set()

    async def attach(self, file: OutFile, *, key: str) -> None:
        """The place is kept before the file is written, and a file that is there is not written again."""
        known = self._outbox.uploads.get(key)
        path = Path(known) if known else await asyncio.to_thread(_free, self._terminal.folder, file.name)
        await self._outbox.record_upload(key, str(path))
        try:
            if not await asyncio.to_thread(_write, path, file.data):
                return
        except OSError as error:
            notice = f"I could not write {file.name} to {path.parent}; please look whether there is room and leave to."
            raise PlatformFailed(f"{path}: {error}", notice=notice) from error
        self._terminal.write(f"\n[{path}]\n")

    def _message(self) -> str:
        return next((part.message_id for part in self._outbox.parts), f"{self._terminal.clock.time():.6f}")


def _chosen(options: Sequence[Option], text: str) -> Option | None:
    """By its number or its label."""
    if text.isdecimal():
        return options[int(text) - 1] if 1 <= int(text) <= len(options) else None
    return next((option for option in options if option.label.lower() == text.lower()), None)


def _free(folder: Path, name: str) -> Path:
    """A path in the folder where there is no file yet; a name leads nowhere else."""
    plain = Path(Path(name).name or "file")
    paths = (folder / (f"{plain.stem}-{n}{plain.suffix}" if n else plain.name) for n in itertools.count())
    return next(path.absolute() for path in paths if not path.exists())


def _write(path: Path, data: bytes) -> bool:
    """Whole or not at all; False if it is there already."""
    if path.exists():
        return False
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
    return True
