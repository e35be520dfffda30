"""Conversations that packages ship, as messages."""

import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.core.values import Author, Heard, Said

CACHE = Path(__file__).parents[2] / ".cache" / "evaluation"
IRC = "irclog2html==4.1.0"
_ISO = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)  (?:<([^>]+)>|\* (\S+)) (.*)")
_PROXY = re.compile(r"\[(\d+ \w{3} \d\d:\d\d)\] (?:<([^!>]+)(?:![^>]*)?> [+-]?|\* (\w\S*) )(.*)")


def package(requirement: str) -> Path:
    """The archive of a package, fetched once."""
    folder = CACHE / requirement.partition("=")[0]
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "-d", str(folder), requirement], check=True)  # noqa: S603 - a command of ours with fixed words
    return next(path for path in folder.iterdir() if path.is_file())


def irc(member: str) -> str:
    """A log of irclog2html, by the end of its path."""
    with tarfile.open(package(IRC)) as archive:
        found = next(each for each in archive.getmembers() if each.name.endswith(member))
        extracted = archive.extractfile(found)
        assert extracted is not None
        return extracted.read().decode("utf-8", errors="replace")


def pov() -> list[Heard]:
    """Two people and their servers, in 2005; half of it in Lithuanian."""
    rows = [found for line in irc("porting/testcases/test2.log").splitlines() if (found := _ISO.match(line))]
    return _heard((datetime.fromisoformat(row[1]).timestamp(), row[2] or row[3], row[4]) for row in rows)


def lug(day: str = "") -> Callable[[], list[Heard]]:
    """A Linux user group in 2008: one day, such as `26 Sep`, or the whole year."""

    def read() -> list[Heard]:
        text = irc("porting/testcases/dircproxy-example.log")
        return _heard(row for row in proxied(text) if not day or _day(row[0]) == day)

    return read


def proxied(text: str) -> Iterator[tuple[float, str, str]]:
    year, last = 2008, 0.0
    for line in text.splitlines():
        if found := _PROXY.match(line):
            at = datetime.strptime(f"{year} {found[1]}", "%Y %d %b %H:%M").replace(tzinfo=UTC)
            if at.timestamp() < last - 86_400:
                year, at = year + 1, at.replace(year=year + 1)
            last = at.timestamp()
            yield last, found[2] or found[3], found[4]


def _day(at: float) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment.day} {moment:%b}"


@cache
def _chats() -> dict[str, Any]:
    chats: dict[str, Any] = json.loads((files("chitchat_dataset") / "dataset.json").read_text(encoding="utf-8"))
    return chats


def students(key: str) -> list[dict[str, str]]:
    """What was said in a chat of two students, by its key: "sender", "timestamp" and "text" of each message."""
    return [each for group in _chats()[key]["messages"] for each in group]


def chitchat(key: str, *names: str) -> Callable[[], list[Heard]]:
    """A chat of two students, by its key; `names` are theirs, in the order in which they speak up."""

    def read() -> list[Heard]:
        said = students(key)
        who = dict(zip(dict.fromkeys(each["sender"] for each in said), names, strict=True))
        rows = ((datetime.fromisoformat(each["timestamp"]), who[each["sender"]], each["text"]) for each in said)
        return _heard((at.timestamp(), name, text) for at, name, text in rows)

    return read


def _heard(rows: Iterator[tuple[float, str, str]]) -> list[Heard]:
    told = [(at, name, text) for at, name, text in rows if text.strip()]
    return [Heard(Said(str(n), Author(name, name), at, text)) for n, (at, name, text) in enumerate(told, 1)]
