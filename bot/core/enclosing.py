"""What of a turn's files the model is shown: short ones whole, of long ones what a search finds, images as they are."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.desk import Desk
from bot.core.document_ports import Passages, Shelf
from bot.core.documents import Picture
from bot.core.errors import ModelFailed
from bot.core.looking import Looking
from bot.core.messages import ImagePart
from bot.core.model_ports import Tokens
from bot.core.page_text import excerpts, image_line, refused_line, whole
from bot.core.picture_parts import MOST_IMAGES, image_part
from bot.core.read_files import ReadFile, ReadFiles
from bot.core.records import FileReceipt
from bot.core.speech import shortened

log = logging.getLogger(__name__)

_PASSAGES: Final = 16  # that are looked for in long files
_SHORTEST_TOKEN: Final = 12  # characters: a text longer than this for each token of the room cannot fit
_QUOTED: Final = 2_000  # characters of a clip that are posted
_NOT_INDEXED: Final = "{name} could only be searched by its words, since Mistral's embeddings did not answer"


@dataclass(slots=True)
class Enclosed:
    """`lines` stand before the conversation; `quoted` is what the answer begins with: what the question's clips say.

    `spoken` of them is what the asker says with them: a recording of others is a file like any other.
    """

    lines: list[str] = field(default_factory=list)
    images: list[ImagePart] = field(default_factory=list)
    receipts: list[FileReceipt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    quoted: list[tuple[str, str]] = field(default_factory=list)
    spoken: list[tuple[str, str]] = field(default_factory=list)  # the clip's name, and what it says
    files: dict[str, ReadFile] = field(default_factory=dict)  # by the names that the model knows them by


class Encloser:
    """`room` in tokens for files shown whole, `excerpt_room` for what is found in those that are longer."""

    def __init__(
        self, shelf: Shelf, passages: Passages, tokens: Tokens, looking: Looking, *, room: int, excerpt_room: int
    ) -> None:
        self._shelf = shelf
        self._passages = passages
        self._tokens = tokens
        self._looking = looking
        self._room = room
        self._excerpt_room = excerpt_room

    async def __call__(self, read: ReadFiles, question: str, desk: Desk) -> Enclosed:
        """Raises `StoreFailed`, or `ModelFailed` where more images came than one request takes and none can be read."""
        enclosed = Enclosed(lines=[refused_line(each.name, each.notice) for each in read.refused])
        room = self._room
        long: list[tuple[str, ReadFile]] = []
        images: list[tuple[str, ReadFile]] = []
        for file in read.files:
            name = _free_name(file.name.strip(), enclosed.files)
            enclosed.files[name] = file
            if file.document.kind == "image":
                images.append((name, file))
                continue
            if file.own and file.document.kind == "audio":
                words = await self._said(file)
                enclosed.quoted.append((name, shortened(words, _QUOTED)))
                if file.source.attachment.voice or not question.strip():
                    enclosed.spoken.append((name, words))
            if (line := await self._whole(name, file, room)) is None:
                long.append((name, file))
                continue
            room -= line[1]
            enclosed.lines.append(line[0])
            enclosed.receipts.append(file.receipt())
        asked = "\n".join([question, *(words for _, words in enclosed.spoken)]).strip()
        await self._search(long, asked, enclosed, desk)
        await self._look(images, asked, enclosed, desk)
        return enclosed

    async def _whole(self, name: str, file: ReadFile, room: int) -> tuple[str, int] | None:
        """The file's text and its tokens; None if it does not fit."""
        if file.document.pages > room:
            return None
        text = whole(name, file.document, await self._shelf.pages(file.document.id))
        if len(text) > room * _SHORTEST_TOKEN:
            return None
        (count,) = await self._tokens.count([text])
        return (text, count.followed) if count.followed <= room else None

    async def _said(self, file: ReadFile) -> str:
        return "\n".join(page.text for page in await self._shelf.pages(file.document.id))

    async def _search(
        self, files: Sequence[tuple[str, ReadFile]], question: str, enclosed: Enclosed, desk: Desk
    ) -> None:
        """Each long file gets its share of the room, filled with its best passages."""
        for name, file in files:
            document = file.document
            try:
                await self._passages.prepare(document.id, charge=desk.charge, progress=desk.progress)
            except ModelFailed as error:
                log.warning("A file could not be indexed: %s", error)
                enclosed.notes.append(_NOT_INDEXED.format(name=name))
            found = await self._passages.search([document.id], question, limit=_PASSAGES, charge=desk.charge)
            counts = await self._tokens.count([passage.text for passage in found])
            room, kept = self._excerpt_room // len(files), []
            for passage, count in zip(found, counts, strict=True):
                if count.followed <= room:
                    room -= count.followed
                    kept.append(passage)
            enclosed.lines.append(excerpts(name, document, kept, file.ledger))
            enclosed.receipts.append(file.receipt(excerpts=True))

    async def _seen(self, file: ReadFile) -> list[Picture]:
        """The frames of an image; of a page that OCR has read, the page itself, and not what was found on it."""
        found: list[Picture] = []
        for number, how in file.ledger.items():
            pictures = await self._shelf.pictures(file.document.id, number)
            found += pictures[:1] if how == "ocr" else pictures
        return found

    async def _look(self, files: Sequence[tuple[str, ReadFile]], question: str, enclosed: Enclosed, desk: Desk) -> None:
        """The newest images go with the request; what others show is read in requests of their own."""
        pictures: list[tuple[str, Picture]] = []
        for name, file in files:
            pictures += [(name, picture) for picture in await self._seen(file)]
            enclosed.receipts.append(file.receipt())
        for number, (name, picture) in enumerate(pictures[:MOST_IMAGES], start=1):
            enclosed.lines.append(image_line(name, number))
            enclosed.images.append(image_part(picture))
        if more := pictures[MOST_IMAGES:]:
            enclosed.lines += await self._looking(more, question, desk)
            batch = f"{MOST_IMAGES} at a time"
            enclosed.notes.append(f"{len(pictures)} images came, so {len(more)} of them were looked at apart, {batch}")


def _free_name(name: str, taken: dict[str, ReadFile]) -> str:
    """A name that no other file of the turn has."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
