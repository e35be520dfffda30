"""The table: what was measured, what it may be, and whether it is."""

import sys
from dataclasses import dataclass, field


@dataclass(slots=True)
class Table:
    missed: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        sys.stdout.write(f"\n{text}\n")
        sys.stdout.flush()

    def row(self, what: str, value: float, unit: str, *, at_most: float | None = None, digits: int = 3) -> None:
        """Print one figure; over `at_most` it is printed as missed and listed at the end."""
        shown = f"{value:,.{digits}f} {unit}"
        bound = "" if at_most is None else f"at most {at_most:g}"
        verdict = "" if at_most is None else "ok" if value <= at_most else "MISSED"
        sys.stdout.write(f"  {what:<66} {shown:>16}  {bound:<14} {verdict}\n")
        sys.stdout.flush()
        if verdict == "MISSED":
            self.missed.append(f"{what}: {shown}, {bound}")

    def end(self) -> None:
        sys.stdout.write("\nAll figures are met.\n" if not self.missed else "\nMissed:\n")
        for line in self.missed:
            sys.stdout.write(f"  {line}\n")
