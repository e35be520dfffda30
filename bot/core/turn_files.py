"""The files of one turn: gathered, read and enclosed for the model, or handed to a command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.backfill import Backfill
from bot.core.desk import Desk
from bot.core.documents import Charge, OutFile
from bot.core.enclosing import Enclosed, Encloser
from bot.core.errors import PlatformFailed
from bot.core.gathering import Gathered, gathered, just_sent
from bot.core.model_ports import Models
from bot.core.page_text import doubtful_words, reasons_words
from bot.core.ports import Journal, Transcript
from bot.core.read_files import ReadFile, ReadFiles
from bot.core.reading import Reading
from bot.core.records import Step
from bot.core.tool import Tool
from bot.core.values import CommandInvoked
from bot.core.work import Work

FileTools = Callable[[Mapping[str, ReadFile], Desk], Sequence[Tool]]
"""The tools of one turn: those that do more with its files, by their names, and those that upload."""


class Filing:
    """What the core does with files, for every turn. `most` files are read for one answer."""

    def __init__(
        self,
        *,
        backfill: Backfill,
        journal: Journal,
        transcript: Transcript,
        models: Models,
        reading: Reading,
        encloser: Encloser,
        tools: FileTools,
        most: int,
        currency: str,
    ) -> None:
        self._backfill = backfill
        self._journal = journal
        self._transcript = transcript
        self._models = models
        self._reading = reading
        self._encloser = encloser
        self._tools = tools
        self._most = most
        self._currency = currency

    def desk(self, work: Work) -> Desk:
        async def record(step: Step) -> None:
            await self._journal.record(work.turn, step)
            work.steps.append(step)

        return Desk(work.delivery.say, record, work.reply, self._models, self._currency)

    async def enclosed(self, work: Work, question: str) -> Enclosed:
        """Read what the question is about; `work` then knows what was read and what was not.

        Raises as `Reading` does.
        """
        found = work.meant or await gathered(work.question, work.platform, self._transcript, most=self._most)
        if not found.all and not found.left:
            return Enclosed()
        read = await self.read(work, found)
        enclosed = await self._encloser(read, question, self.desk(work))
        work.files = enclosed.receipts
        work.notes += enclosed.notes
        return enclosed

    async def read(
        self, work: Work, found: Gathered, *, ocr: bool = False, pages: str = "", through: bool = False
    ) -> ReadFiles:
        """Raises as `Reading` does."""
        turn = replace(work.turn, steps=tuple(work.steps))
        read = await self._reading(turn, found, self.desk(work), ocr=ocr, pages=pages, through=through)
        work.estimate = read.estimate
        work.unread = [*_unread(read)]
        return read

    async def newest(self, work: Work) -> Gathered:
        """The files that came with a command, or else the newest of its conversation, or of the place it was typed in.

        Raises `PlatformFailed`.
        """
        found = await gathered(work.question, work.platform, self._transcript, most=self._most)
        if found.own:
            return Gathered(found.own, left=found.left)
        work.notes += await self._backfill(work.turn, work.platform)
        found = await gathered(work.question, work.platform, self._transcript, most=self._most)
        if not found.earlier and isinstance(command := work.question.event, CommandInvoked):
            return await just_sent(work.question, command, work.platform, self.desk(work).progress)
        return Gathered(found.earlier[: found.together])

    def tools(self, work: Work, files: Mapping[str, ReadFile]) -> Sequence[Tool]:
        return self._tools(files, self.desk(work))


@dataclass(frozen=True, slots=True)
class CommandFiles:
    """`core.read_files.TurnFiles` for a command's turn."""

    filing: Filing
    work: Work

    async def read(self, *, ocr: bool = False, pages: str = "", through: bool = False) -> ReadFiles:
        found = await self.filing.newest(self.work)
        read = await self.filing.read(self.work, found, ocr=ocr, pages=pages, through=through)
        self.work.files = [file.receipt() for file in read.files]
        return read

    async def present(self) -> bool:
        self.work.meant = await self.filing.newest(self.work)
        return bool(self.work.meant.own)

    async def progress(self, text: str) -> None:
        await self.filing.desk(self.work).progress(text)

    async def charge(self, charge: Charge) -> None:
        await self.filing.desk(self.work).charge(charge)

    async def attach(self, file: OutFile) -> None:
        try:
            await self.filing.desk(self.work).attach(file)
        except PlatformFailed:
            self.work.is_whole = False  # another attempt, if there has to be one, may upload it
            raise


def _unread(read: ReadFiles) -> list[str]:
    """Sentences for the person about what of their files could not be read."""
    sentences = [refused.notice for refused in read.refused if refused.own]
    for file in read.files:
        if file.own and file.unreadable:
            reasons = {number: file.reasons.get(number, "") for number in file.unreadable}
            sentences.append(f"{file.name}: {reasons_words(reasons).rstrip('.')}.")
        if doubtful := [number for number in file.doubtful if file.own and number in file.asked]:
            sentences.append(f"{file.name}: {doubtful_words(doubtful)}.")
        if file.own and not file.wanted and (skipped := file.receipt().skipped):
            sentences.append(f"{file.name}: {skipped:,} of its {file.document.pages:,} pages were not read.")
    return sentences
