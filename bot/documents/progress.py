"""Says how far the reading of a file has come."""

from bot.core.document_ports import Progress


class Pages:
    """Counts pages up to `total`; `done` of them were read before."""

    def __init__(self, progress: Progress, name: str, *, done: int, total: int) -> None:
        self._progress = progress
        self._name = name
        self._done = done
        self._total = total

    async def begin(self) -> None:
        await self._say()

    async def add(self, pages: int) -> None:
        self._done += pages
        await self._say()

    async def _say(self) -> None:
        if self._total > 1:
            await self._progress(f"reading {self._name}: page {max(self._done, 1)} of {self._total}")
        else:
            await self._progress(f"reading {self._name}")
