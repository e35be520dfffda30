"""`/extract`: a line becomes fields, files are read, and what was found becomes a table and two files."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.command import CommandContext
from bot.core.errors import ModelFailed, PlatformFailed
from bot.core.read_files import ReadFiles
from bot.core.values import Address
from bot.extraction.annotating import Allowance
from bot.extraction.exporting import exported
from bot.extraction.extractor import Extracted, Extractor
from bot.extraction.fields import Group, named_fields
from bot.extraction.json_schema import looks_like_schema, schema_fields
from bot.extraction.saved_schemas import SavedSchemas, naming
from bot.extraction.telling import told

log = logging.getLogger(__name__)

_HOW: Final = (
    "Write what to take out of a file, as `/extract invoice number, date, total`; as the name of a saved schema; or as "
    "a JSON Schema. `/extract NAME = invoice number, date, total` saves one for everybody here."
)


@dataclass(frozen=True, slots=True)
class ExtractionRules:
    """Annotation is used for at most so many pages of one command, and so much money."""

    annotated_pages: int = 50
    annotated_cost: float = 0.25
    currency: str = "EUR"


class Extraction:
    def __init__(self, extractor: Extractor, schemas: SavedSchemas, rules: ExtractionRules) -> None:
        self._extractor = extractor
        self._schemas = schemas
        self._rules = rules

    async def __call__(self, context: CommandContext, line: str) -> str | None:
        """The answer; None where there is no file to take anything from.

        Raises `CommandRejected`, or `ModelFailed` where nothing could be extracted from any file.
        """
        line = line.strip()
        if not line:
            return await self._listed(context.address)
        if (named := naming(line)) is not None:
            return await self._saved(context.address, *named)
        fields = _fields(await self._schemas.find(context.address, line) or line)
        read = await context.files.read(ocr=True, through=True)
        if not read.files and not read.refused:
            return None
        return await self._answer(context, fields, read)

    async def _listed(self, where: Address) -> str:
        names = await self._schemas.names(where)
        saved = f"Saved here: {', '.join(f'`{name}`' for name in names)}." if names else "None is saved here so far."
        return f"{_HOW}\n\n{saved}"

    async def _saved(self, where: Address, name: str, line: str) -> str:
        fields = _fields(line) if line else None
        known = await self._schemas.save(where, name, line)
        if fields is None:
            return f"Forgotten: `{name}`." if known else f"There is no saved schema named `{name}`."
        asked = ", ".join(fields.fields)
        again = "replaces the one there was" if known else "is saved for everybody here"
        return f"`{name}` {again}: {asked}. Send a file with `/extract {name}` to use it."

    async def _answer(self, context: CommandContext, fields: Group, read: ReadFiles) -> str:
        extracted, failed = await self._extracted(context, fields, read)
        parts = [refused.notice for refused in read.refused if not refused.own] + failed
        if extracted:
            parts += [await asyncio.to_thread(told, fields, extracted), await _uploaded(context, fields, extracted)]
        return "\n\n".join(filter(None, parts))

    async def _extracted(
        self, context: CommandContext, fields: Group, read: ReadFiles
    ) -> tuple[list[Extracted], list[str]]:
        """What was found, and a sentence for each file that failed; a failure of all of them is raised."""
        rules = self._rules
        allowance = Allowance(rules.annotated_pages, rules.annotated_cost, rules.currency)
        extracted: list[Extracted] = []
        failed: list[str] = []
        for file in read.files:
            try:
                extracted.append(await self._extractor(fields, file, context.files, allowance))
            except ModelFailed as error:
                if file is read.files[-1] and not extracted:
                    raise
                log.warning("Nothing could be extracted from a file: %s", error)
                failed.append(f"{file.name}: {error.notice}")
        return extracted, failed


def _fields(line: str) -> Group:
    return schema_fields(line) if looks_like_schema(line) else named_fields(line)


async def _uploaded(context: CommandContext, fields: Group, extracted: Sequence[Extracted]) -> str:
    if not any(each.legible for each in extracted):
        return ""
    names: list[str] = []
    for made in await asyncio.to_thread(exported, fields, extracted):
        try:
            await context.files.attach(made)
        except PlatformFailed as error:
            return f"I could not upload {made.name}: {error.notice}" if made.name not in error.notice else error.notice
        names.append(made.name)
    return f"The same as files: {' and '.join(names)}."
