"""The picture in the README, made from the story's own transcript: `make picture`."""

import asyncio
import sys
import textwrap
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

from bot.trial import story
from bot.trial.screen import Line

WIDTH: Final = 460  # pixels of one platform's column
PADDING: Final = 20
LINE: Final = 19
WRAP: Final = 52  # characters of a line of text
LINES: Final = 8  # messages of a column: those before the long listing
COLOURS: Final = {"Ana": "#0e7490", "Bao": "#b45309", "Chloé": "#a21caf", "Dev": "#1d4ed8", "Galerne": "#15803d"}
THEMES: Final = {
    "Slack": ("#ffffff", "#1d1c1d", "#616061"),
    "Discord": ("#313338", "#dbdee1", "#949ba4"),
}


@dataclass(slots=True)
class Album:
    """An audience that keeps what each platform's part of the story shows."""

    columns: dict[str, list[Line]] = field(default_factory=dict)
    _now: str = ""

    def see(self, line: Line) -> None:
        if line.kind == "title":
            self._now = line.text.partition(",")[0]
        elif line.kind in {"said", "posted"} and self._now in THEMES:
            self.columns.setdefault(self._now, []).append(line)


def drawn(columns: dict[str, list[Line]]) -> str:
    """The columns side by side."""
    parts = [_column(name, lines[:LINES]) for name, lines in columns.items()]
    height = max(height for _, height in parts)
    width = WIDTH * len(parts)
    body = [
        f'<g transform="translate({number * WIDTH} 0)"><rect width="{WIDTH}" height="{height}" '
        f'fill="{THEMES[name][0]}"/>{svg}</g>'
        for number, (name, (svg, _)) in enumerate(zip(columns, parts, strict=True))
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="14">{"".join(body)}</svg>\n'
    )


def _column(name: str, lines: list[Line]) -> tuple[str, int]:
    _, ink, pale = THEMES[name]
    parts = [_text(PADDING, 30, f"{name}  #launch", ink, "font-weight='700' font-size='15'")]
    top = 58
    for line in lines:
        colour = COLOURS[line.speaker]
        parts.append(f'<circle cx="{PADDING + 14}" cy="{top + 8}" r="14" fill="{colour}"/>')
        parts.append(
            _text(PADDING + 14, top + 13, line.speaker[0], "#ffffff", "text-anchor='middle' font-weight='700'")
        )
        parts.append(_text(PADDING + 40, top + 4, line.speaker, ink, "font-weight='700'"))
        top += 4
        for row in [each for paragraph in line.text.splitlines() for each in textwrap.wrap(paragraph, WRAP) or [""]]:
            top += LINE
            parts.append(_text(PADDING + 40, top, row, ink))
        for row in textwrap.wrap(line.footer, WRAP + 12):
            top += LINE - 2
            parts.append(_text(PADDING + 40, top, row, pale, "font-size='11.5'"))
        top += 30
    return "".join(parts), top


def _text(x: int, y: int, text: str, colour: str, style: str = "") -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" {style} xml:space="preserve">{escape(text)}</text>'


if __name__ == "__main__":
    album = Album()
    code = asyncio.run(story.run(album))
    Path(sys.argv[1]).write_text(drawn(album.columns), encoding="utf-8")
    sys.exit(code)
