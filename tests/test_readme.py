"""The README says what is true."""

import re
from pathlib import Path

import pytest

from bot.core.command import Command
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


def row(command: Command) -> str:
    """The beginning of a command's row, as it is declared."""
    usage = f"/{command.name} {command.usage}".strip().replace("|", "\\|")
    return f"| `{usage}` |"


@pytest.mark.parametrize("command", declared("Galerne").all, ids=lambda command: command.name)
def test_every_command_has_a_row_that_says_how_it_is_written(command: Command) -> None:
    rows = [line for line in README.splitlines() if re.match(rf"\| `/{command.name}\b", line)]
    assert len(rows) == 1, f"README needs one row that begins with {row(command)}"
    assert rows[0].startswith(row(command)), f"README's row has to begin with {row(command)}"
    assert len(rows[0]) > len(row(command)) + 10


def test_no_row_is_left_of_a_command_that_is_gone() -> None:
    known = {command.name for command in declared("Galerne").all}
    assert set(re.findall(r"^\| `/([\w-]+)", README, re.MULTILINE)) == known


def test_every_command_in_the_menu_of_a_message_is_named() -> None:
    for command in declared("Galerne").all:
        assert not command.on_message or f"*{command.on_message}*" in README


def test_every_file_it_points_to_is_there() -> None:
    for name in re.findall(r"`((?:deploy|bot|adapters|tests)/[\w./-]+)`|\]\((docs/[\w./-]+)\)", README):
        assert (ROOT / (name[0] or name[1])).exists(), name


def test_every_make_target_it_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in re.findall(r"\bmake (\w+)\b", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
