"""A conversation as a readable transcript in the terminal, as it happens."""

import sys
import textwrap
from dataclasses import dataclass
from typing import Protocol, TextIO

_COLOURS = {"Ana": "36", "Bao": "33", "Chloé": "35", "Dev": "34", "Galerne": "32;1"}
LINES_SHOWN = 8  # of a long message, before its middle is left out


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the transcript. `kind`: "title", "said", "posted", "note", "shown" or "broken"."""

    kind: str
    text: str
    speaker: str = ""
    footer: str = ""


class Audience(Protocol):
    def see(self, line: Line) -> None: ...


class Screen:
    """Prints to a terminal, in colour where it is one."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._colour = self._out.isatty()

    def see(self, line: Line) -> None:
        match line.kind:
            case "title":
                self._print(f"\n{self._dyed(line.text, '1')}\n")
            case "note":
                self._print(self._dyed(line.text if "\n" in line.text else f"{'':>12}({line.text})", "2"))
            case "shown":
                self._print(f"{self._dyed('✓', '32;1')} {line.text}")
            case "broken":
                self._print(f"{self._dyed('✗', '31;1')} {line.text}")
            case _:
                self._said(line)

    def _said(self, line: Line) -> None:
        name = self._dyed(f"{line.speaker:>10}", _COLOURS.get(line.speaker, "0"))
        rows = [part for each in line.text.splitlines() for part in (textwrap.wrap(each, 96) or [""])]
        first, *rest = shortened(rows or [""])
        self._print("\n".join([f"{name}  {first}", *(f"{'':>10}  {each}" for each in rest)]))
        if line.footer:
            self._print(self._dyed(f"{'':>10}  {line.footer}", "2"))

    def _dyed(self, text: str, colour: str) -> str:
        return f"\033[{colour}m{text}\033[0m" if self._colour else text

    def _print(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()


def shortened(rows: list[str]) -> list[str]:
    """The rows; of many the first and the last, and how many are left out between."""
    if len(rows) <= LINES_SHOWN + 1:
        return rows
    half = LINES_SHOWN // 2
    return [*rows[:half], f"[... {len(rows) - 2 * half} lines ...]", *rows[-half:]]
