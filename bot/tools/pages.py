"""Tools that read further in the files of a conversation: find a passage, read pages, study the whole, save it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Final, TypeVar

from bot.core.desk import Desk
from bot.core.document_ports import Passages, Shelf
from bot.core.documents import Document
from bot.core.errors import CommandRejected, FileRefused, ModelFailed, PlatformFailed, ToolFailed
from bot.core.looking import Looking
from bot.core.page_text import page_text, ranges
from bot.core.pricing import page_numbers
from bot.core.read_files import ReadFile
from bot.core.tool import Tool, ToolContext, tool
from bot.tools.saving import Saving
from bot.tools.study import Study

_FOUND: Final = 10  # passages
_LONGEST: Final = 18_000  # characters of pages that one call gives; what is longer loses its middle
_STUDY_SECONDS: Final = 1_800.0  # a thousand pages take their time; Stop ends it

F = TypeVar("F")
FileName = Annotated[str, "the file's name, as it is shown in the conversation"]


class PageTools:
    """The tools of one turn: `files` are those it knows, by name. A picture it sees, so it has no pages to turn to."""

    def __init__(
        self,
        files: Mapping[str, ReadFile],
        desk: Desk,
        *,
        shelf: Shelf,
        passages: Passages,
        study: Study,
        looking: Looking,
        saving: Saving,
    ) -> None:
        self._files = files
        self._documents = {name: file.document for name, file in files.items() if file.document.kind != "image"}
        self._desk = desk
        self._shelf = shelf
        self._passages = passages
        self._study = study
        self._looking = looking
        self._saving = saving

    def all(self) -> Sequence[Tool]:
        save = tool(self.save_pages, seconds=120.0, doing="saving {file}")
        if not self._documents:
            return (save,)
        return (
            tool(self.search_pages, seconds=120.0, doing="searching {file}: {query}", reads="{file}"),
            tool(self.read_pages, doing="reading {file}: page {pages}", reads="{file}"),
            tool(
                self.study_pages,
                seconds=_STUDY_SECONDS,
                doing="studying {file}",
                reads="{file}",
                price=self._study_price,
            ),
            tool(self.look_at_pictures, seconds=120.0, doing="looking at page {page} of {file}", reads="{file}"),
            save,
        )

    async def search_pages(
        self, _context: ToolContext, file: FileName, query: Annotated[str, "what to look for"]
    ) -> str:
        """Search a file for passages about something; each is given with its page number."""
        document = self._document(file)
        with suppress(ModelFailed):  # its words are kept even then, and are searched
            await self._passages.prepare(document.id, charge=self._desk.charge, progress=self._desk.progress)
        found = await self._passages.search([document.id], query, limit=_FOUND, charge=self._desk.charge)
        if not found:
            return f"Nothing in {file} matches {query!r}."
        return "\n\n".join(f"[page {each.page}]\n{each.text.strip()}" for each in found)

    async def read_pages(
        self, _context: ToolContext, file: FileName, pages: Annotated[str, "such as 3 or 1-5, 9"]
    ) -> str:
        """Read pages of a file word for word."""
        document = self._document(file)
        try:
            numbers = page_numbers(pages, document.pages)
        except CommandRejected as error:
            raise ToolFailed(str(error)) from error
        found = await self._shelf.pages(document.id, numbers)
        parts: list[str] = []
        shown: set[int] = set()
        for page in found:
            if parts and sum(map(len, parts)) + len(page.text) > _LONGEST:
                break
            parts.append(page_text(page))
            shown.add(page.number)
        if missing := sorted(set(numbers) - {page.number for page in found}):
            parts.append(f"[page {ranges(missing)}: not read so far; the person can ask for it with /ocr]")
        if more := sorted({page.number for page in found} - shown):
            parts.append(f"[page {ranges(more)}: too much for one call; ask for them by themselves]")
        return "\n\n".join(parts)

    async def study_pages(
        self,
        _context: ToolContext,
        file: FileName,
        task: Annotated[str, "what to find out or write down, such as a summary or all deadlines"],
    ) -> str:
        """Read a whole long file, every page of it, for one task such as a summary; slow and thorough."""
        return await self._study(self._document(file), file, task, self._desk)

    async def _study_price(self, file: str, task: str) -> str:
        del task
        return await self._study.price(self._document(file), file, self._desk)

    async def look_at_pictures(
        self,
        _context: ToolContext,
        file: FileName,
        page: Annotated[int, "the page's number"],
        question: Annotated[str, "what to find out about them"],
    ) -> str:
        """Look at the pictures on a scanned page of a file, such as a chart or a photo."""
        document = self._document(file)
        pictures = [
            (f"{file}, page {page}: {each.name}", each) for each in await self._shelf.pictures(document.id, page)
        ]
        if not pictures:
            raise ToolFailed(f"No pictures were kept of page {page} of {file}.")
        return "\n\n".join(await self._looking(pictures, question, self._desk))

    async def save_pages(self, _context: ToolContext, file: FileName) -> str:
        """Upload the text of a file or picture as a Markdown file to this conversation, when somebody asks for that."""
        try:
            made = await self._saving(_named(self._files, file), self._desk)
            await self._desk.attach(made)
        except (FileRefused, PlatformFailed) as error:
            raise ToolFailed(f"It could not be uploaded: {error.notice}") from error
        return f"{made.name} has been uploaded below the answer."

    def _document(self, name: str) -> Document:
        return _named(self._documents, name)


def _named(files: Mapping[str, F], name: str) -> F:
    if (found := files.get(name.strip())) is None:
        raise ToolFailed(f"There is no file called {name!r} here. There are: {', '.join(files)}.")
    return found
