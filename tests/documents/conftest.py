"""Readers of files for the tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.core.documents import Plan
from bot.documents.config import ReadingConfig
from bot.documents.limits import Limits
from bot.documents.reader import FileReader
from tests.documents.fakes import FakeModels, FakeOcr, FakeShelf, FakeTranscriber, Told, Upload
from tests.fakes import FakeClock, FakeModel


@dataclass
class Desk:
    """A reader and all that it works with."""

    folder: Path
    shelf: FakeShelf = field(default_factory=FakeShelf)
    ocr: FakeOcr = field(default_factory=FakeOcr)
    transcriber: FakeTranscriber = field(default_factory=FakeTranscriber)
    model: FakeModel = field(default_factory=FakeModel)
    models: FakeModels = field(default_factory=FakeModels)
    clock: FakeClock = field(default_factory=FakeClock)
    told: Told = field(default_factory=Told)
    limits: Limits = field(default_factory=Limits)

    def reader(self, **settings: Any) -> FileReader:
        return FileReader(
            self.shelf,
            ocr=self.ocr,
            transcriber=self.transcriber,
            model=self.model,
            models=self.models,
            clock=self.clock,
            config=ReadingConfig(self.folder, **settings),
            limits=self.limits,
        )

    async def read(self, reader: FileReader, upload: Upload, *numbers: int, ocr: bool = False) -> Plan:
        """Plan and read these pages, or all."""
        plan = await reader.plan(upload.source, ocr=ocr)
        wanted = numbers or range(1, plan.document.pages + 1)
        await reader.read(upload.source, plan, wanted, progress=self.told.progress, charge=self.told.charge)
        return plan

    def how(self, plan: Plan) -> dict[int, str | None]:
        return {number: page.how for number, page in sorted(self.shelf.read[plan.document.id].items())}

    def text(self, plan: Plan, number: int = 1) -> str:
        return self.shelf.read[plan.document.id][number].text

    def reason(self, plan: Plan, number: int = 1) -> str:
        return self.shelf.read[plan.document.id][number].reason


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "reading"
    folder.mkdir()
    return Desk(folder)


@pytest.fixture
def left(desk: Desk) -> Callable[[], list[str]]:
    """The names of the files that are left in the folder for files being read."""
    return lambda: [path.name for path in desk.folder.iterdir()]
