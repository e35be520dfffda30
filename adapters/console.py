"""The terminal as a chat platform: the smallest adapter, which proves that the core is neutral."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from bot.core.command import Command
from bot.core.errors import Gone, StoreFailed
from bot.core.ports import Accept, Clock, Outbox
from bot.core.records import Seen
from bot.core.values import Address, Answerable, Attachment, Author, History, MessageReceived, Part, Said

PLACE: Final = Address("console", "local", "terminal")
ReadLine = Callable[[], str]  # blocks; empty at the end of input, as `sys.stdin.readline` does
Write = Callable[[str], None]


class ConsolePlatform:
    """Each line typed is a direct message. `run` ends at the end of the input, after the last answer."""

    name = "console"

    def __init__(
        self, read_line: ReadLine, write: Write, clock: Clock, *, person: str = "You", prompt: str = "> "
    ) -> None:
        self._read_line = read_line
        self._write = write
        self._clock = clock
        self._author = Author("you", person)
        self._prompt = prompt
        self._session = f"{clock.time():.6f}"
        self._answered = asyncio.Event()

    async def run(self, accept: Accept) -> None:
        for number in itertools.count(1):
            self._write(self._prompt)
            line = await asyncio.to_thread(self._read_line)
            if not line:
                return
            if not line.strip():
                continue
            self._answered.clear()
            try:
                await accept(self._event(number, line.strip()))
            except StoreFailed as error:
                self._write(f"{error.notice}\n")
                continue
            await self._answered.wait()

    def _event(self, number: int, text: str) -> MessageReceived:
        now = self._clock.time()
        said = Said(f"{now:.6f}", self._author, now, text)
        return MessageReceived(f"console:{self._session}:{number}", PLACE, said, addressed=True)

    async def ready(self) -> None:
        """A terminal is always ready."""

    async def publish(self, commands: Sequence[Command]) -> None:
        """Nothing to do: commands are typed as `/name`."""

    def reply(self, to: Answerable, outbox: Outbox, *, private: bool = False) -> "ConsoleReply":  # noqa: ARG002 - a terminal has one reader
        return ConsoleReply(outbox, self._write, self._clock, self._answered)

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:  # noqa: ARG002 - the port's
        """A terminal remembers nothing that the transcript does not."""
        return History(())

    async def missed(self, seen: Sequence[Seen], *, limit: int) -> Sequence[MessageReceived]:  # noqa: ARG002 - the port's
        """Nobody types into a terminal that is not there."""
        return ()

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        raise Gone(f"the console has no file {attachment.name}")

    def link(self, address: Address, message_id: str) -> str:  # noqa: ARG002 - the port's
        return ""

    async def close(self) -> None:
        """Nothing is held."""


class ConsoleReply:
    """Writes what is new of the growing text."""

    def __init__(self, outbox: Outbox, write: Write, clock: Clock, answered: asyncio.Event) -> None:
        self._outbox = outbox
        self._write = write
        self._clock = clock
        self._answered = answered
        self._shown = ""

    async def status(self, text: str) -> None:
        self._write(f"\n[{text}]\n")

    async def wait(self, text: str) -> None:
        self._write(f"\n{text}\n")

    async def show(self, text: str) -> None:
        new = text[len(self._shown) :] if text.startswith(self._shown) else f"\n{text}"
        self._write(new)
        self._shown = text

    def pause(self) -> float:
        return 0.03

    async def finish(self, text: str, *, footer: str = "") -> None:
        await self.show(text)
        self._write(f"\n{footer}\n\n" if footer else "\n\n")
        await self._outbox.record(Part(0, f"{self._clock.time():.6f}", 0, len(text), closed=True))
        self._answered.set()

    async def fail(self, text: str, notice: str) -> None:
        await self.finish(f"{text}\n\n{notice}" if text else notice)
