"""The table: what was measured, what it may be, and whether it is."""

import sys
from dataclasses import dataclass, field


@dataclass(slots=True)
class Table:
    missed: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        sys.stdout.write(f"\n{text}\n")
        sys.stdout.flush()

    def row(
        self,
        what: str,
        value: float,
        unit: str,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
        digits: int = 3,
    ) -> None:
        """Print one figure; one out of its bound is printed as missed and listed at the end."""
        shown = f"{value:,.{digits}f} {unit}"
        bound = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}" if at_least else ""
        met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        verdict = ("ok" if met else "MISSED") if bound else ""
        sys.stdout.write(f"  {what:<66} {shown:>16}  {bound:<14} {verdict}\n")
        sys.stdout.flush()
        if verdict == "MISSED":
            self.missed.append(f"{what}: {shown}, {bound}")

    def end(self) -> None:
        sys.stdout.write("\nAll figures are met.\n" if not self.missed else "\nMissed:\n")
        for line in self.missed:
            sys.stdout.write(f"  {line}\n")
