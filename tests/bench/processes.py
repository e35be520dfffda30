"""The sandbox and the bot, each in a process of its own, and what the system says about them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Sandbox:
    """The sandbox's process, driven over its control port."""

    environment: dict[str, str]
    control: str
    http: httpx.Client
    pid: int = 0

    def do(self, service: str, verb: str, **arguments: Any) -> Any:
        answer = self.http.post(f"{self.control}/{service}/{verb}", json={"arguments": arguments})
        answer.raise_for_status()
        return answer.json()["result"]

    def calls(self, start: int) -> tuple[list[dict[str, Any]], int]:
        """The calls that have arrived since `start`, and from where to go on."""
        body = self.http.get(f"{self.control}/log", params={"from": start}).json()
        return body["calls"], body["next"]


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    command = [sys.executable, "-m", "deploy.sandbox"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        assert process.stdin is not None
        said = json.loads(process.stdout.readline())
        with httpx.Client(timeout=120, trust_env=False) as http:
            yield Sandbox(said["environment"], said["control"], http, process.pid)
        process.stdin.close()


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used so far, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(slots=True)
class Bot:
    """The bot's process. `started` is the monotonic time at which it was started."""

    process: subprocess.Popen[str]
    health: Path
    started: float = field(default_factory=time.monotonic)
    ready_after: float = 0.0

    def wait_ready(self, patience: float = 60.0) -> None:
        while not self.health.exists():
            if time.monotonic() - self.started > patience or self.process.poll() is not None:
                raise RuntimeError("the bot did not become ready")
            time.sleep(0.002)
        self.ready_after = time.monotonic() - self.started

    def cpu(self) -> float:
        """Seconds of CPU used so far, all threads."""
        return cpu(self.process.pid)

    def memory(self) -> float:
        """Resident memory in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@contextmanager
def bot(environment: Mapping[str, str], module: str = "bot") -> Iterator[Bot]:
    """The bot under these settings, with a database of its own, once it is ready. `module` is what is run."""
    with tempfile.TemporaryDirectory() as folder:
        health = Path(folder) / "health"
        settings = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "HEALTH_FILE": str(health),
            "LOG_LEVEL": "WARNING",
            "DRAIN_SECONDS": "1",
        }
        clean = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
        whole = {**clean, "PYTHONPATH": str(ROOT), **settings, **environment}
        command = [sys.executable, "-m", module, "run"]
        process = subprocess.Popen(command, cwd=folder, env=whole, stdout=subprocess.DEVNULL, text=True)  # noqa: S603 - our own module
        running = Bot(process, health)
        try:
            running.wait_ready()
            yield running
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def kill_and_restart(first: Bot, environment: Mapping[str, str]) -> Iterator[tuple[float, float]]:
    """Kill a bot as a power cut does and start another in its place: seconds until it is ready, and when it was."""
    first.process.kill()
    first.process.wait()
    killed = time.monotonic()
    with bot(environment):
        yield time.monotonic() - killed, killed


def only(environment: Mapping[str, str], *platforms: str) -> dict[str, str]:
    """The part of the sandbox's environment that starts these platforms."""
    wanted = ("MISTRAL", *(platform.upper() for platform in platforms))
    return {name: value for name, value in environment.items() if name.startswith(wanted)}
