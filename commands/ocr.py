"""`/ocr`: the text of a file, page by page, as a Markdown file."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from pathlib import PurePath
from typing import Annotated, Final

from bot.core.command import Command, CommandContext, command
from bot.core.documents import OutFile
from bot.core.errors import CommandRejected, PlatformFailed
from bot.core.read_files import NO_FILE, ReadFile

Saved = Callable[[ReadFile], Awaitable[OutFile]]
"""From a file that was read to its text as a file, of the pages that were wanted."""

_HOWS: Final = {"text": "from the file's own text", "ocr": "by OCR", "vision": "by vision", "speech": "by listening"}


def ocr_command(saved: Saved, bot_name: str) -> Command:
    """The command that reads a file and uploads its text."""

    async def ocr(
        context: CommandContext, pages: Annotated[str, "only these pages, such as 1-20, 45; empty for all"] = ""
    ) -> str:
        """Read a file page by page and give its text as a Markdown file."""
        read = await context.files.read(ocr=True, pages=pages)
        if not read.files and not read.refused:
            raise CommandRejected(NO_FILE.format(name=bot_name, written="ocr"))
        lines = [_told(file) for file in read.files]
        taken: set[str] = set()
        for file in read.files:
            await context.files.progress(f"writing {file.name} as Markdown")
            made = _apart(await saved(file), taken)
            taken.add(made.name)
            lines.append(await _uploaded(context, made))
        return "\n".join(lines)

    return command(ocr, queued=True, takes_file=True, on_message="Read this file", example="1-20, 45")


async def _uploaded(context: CommandContext, made: OutFile) -> str:
    try:
        await context.files.attach(made)
    except PlatformFailed as error:
        return error.notice  # which names the file
    return f"The text is in {made.name}."


def _apart(made: OutFile, taken: Collection[str]) -> OutFile:
    """The file under a name of its own: what is pasted is called image.png by every client."""
    path = PurePath(made.name)
    names = (made.name, *(f"{path.stem}-{number}{path.suffix}" for number in range(2, len(taken) + 2)))
    return replace(made, name=next(name for name in names if name not in taken))


def _told(file: ReadFile) -> str:
    """For example `**report.pdf**: 12 pages: 10 from the file's own text, 2 by OCR.`"""
    hows = [how for how in file.asked.values() if how is not None]
    counts = [f"{hows.count(how)} {words}" for how, words in _HOWS.items() if how in hows]
    pages = file.document.pages
    of = f"{len(file.wanted):,} of " if file.wanted else ""
    return f"**{file.name}**: {of}{pages:,} page{'s' if pages != 1 else ''}, {', '.join(counts) or 'none readable'}."
