"""The README says what is true."""

import re
from pathlib import Path

from bot.example_env import settings_page
from commands import declared

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_of_settings_is_made_from_the_settings() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()


def test_every_guarantee_names_tests_that_exist() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    rows = re.findall(r"^\| (\d+) \| .*? \| (.*?) \|$", README, re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, 11))
    for _, names in rows:
        for name in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^async def {name}\(|^def {name}\(", tests, re.MULTILINE), name


def test_every_command_is_named() -> None:
    for command in declared("Galerne").all:
        assert re.search(rf"`/{command.name}\b", README)


def test_every_file_it_points_to_is_there() -> None:
    for name in re.findall(r"`((?:deploy|bot|adapters|tests)/[\w./-]+)`|\]\((docs/[\w./-]+)\)", README):
        assert (ROOT / (name[0] or name[1])).exists(), name


def test_every_make_target_it_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"\bmake (\w+)\b", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
