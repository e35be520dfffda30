"""What the bot's process and its workers hold in memory, what they use of the processors, and how its loop was held."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench.processes import TICKS

EVERY: Final = 0.02  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Hold:
    """The loop was late by `late` seconds; for `queued` of them other processes had the processor."""

    ended: float  # monotonic
    late: float
    queued: float
    busy: float  # of it, CPU of the loop's own thread

    @property
    def ours(self) -> float:
        return max(self.late - self.queued, 0.0)


def holds(path: Path, begun: float, ended: float) -> Sequence[Hold]:
    """Those within a span of time."""
    found = (Hold(*map(float, line.split())) for line in path.read_text(encoding="ascii").splitlines())
    return [hold for hold in found if begun <= hold.ended <= ended]


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for each in found:
        for task in _listed(Path(f"/proc/{each}/task")):
            found += map(int, _read(task / "children").split())
    return found


def family_cpu(pid: int) -> float:
    """Seconds of CPU used by a process and by those that descend from it, the ended ones included."""
    total = 0
    for each in family(pid):
        if stat := _read(Path(f"/proc/{each}/stat")):
            total += sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return total / TICKS


def resident(pid: int) -> float:
    """MiB; pages that several processes share are counted in each."""
    status = _read(Path(f"/proc/{pid}/status"))
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0) / 1024


@dataclass(slots=True)
class Memory:
    """Peaks in MiB, of the whole family and of the first process alone."""

    whole: float = 0.0
    alone: float = 0.0
    processes: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def look(self, pid: int) -> None:
        sizes = [resident(each) for each in family(pid)]
        self.alone = max(self.alone, sizes[0])
        if sum(sizes) > self.whole:
            self.whole, self.processes = sum(sizes), len(sizes)


@contextmanager
def memory_of(pid: int) -> Iterator[Memory]:
    """The peaks while the block runs."""
    memory = Memory()

    def watch() -> None:
        while not memory.done.is_set():
            memory.look(pid)
            time.sleep(EVERY)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory
    finally:
        memory.done.set()
        thread.join()


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
