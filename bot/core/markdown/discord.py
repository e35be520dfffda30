"""Markdown as Discord renders it: what it does not know is said in what it does."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.markdown.code import in_line
from bot.core.markdown.fences import Fence, by_fence, closes
from bot.core.markdown.tables import by_table

_LONGEST_FORMULA: Final = 50  # lines
_HEADING = re.compile(r"([ \t>]*)#{4,6}[ \t]+(.*)")
_RULE = re.compile(r"[ ]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_TASK = re.compile(r"([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[([ xX])\](?=\s)")
_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\](?=\()")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+\-.#]+")
_MATH = re.compile(
    r"\\\((?P<round>(?:(?!\\\().){1,400}?)\\\)"
    r"|\\\[(?P<square>(?:(?!\\\[).){1,400}?)\\\]"
    r"|\$\$(?P<double>[^$]{1,400})\$\$"
    r"|(?<![\\$\w])\$(?P<single>(?! )[^$]{1,200}(?<! ))\$(?![\w$])"
)
_FORMULA = re.compile(r"[\\^_={}<>]|^[A-Za-z]$")  # what tells mathematics from two prices
_FORMULA_ENDS: Final = {"$$": "$$", "\\[": "\\]"}


def for_discord(text: str) -> str:
    """`text` for Discord, which shows no tables, small headings, rules, images, task lists or formulas.

    Takes any text, half-written ones included: what is not complete yet is left as it is. Source: Discord's help
    article on Markdown.
    """
    lines: list[str] = []
    for fence, group in by_fence(text):
        lines += _fenced(fence, group) if fence else _prose(group)
    return "\n".join(lines)


def _fenced(fence: Fence, lines: Sequence[str]) -> list[str]:
    """Discord knows three backticks only, and a bare word as the language."""
    words = fence.info.split()
    language = words[0] if words and _LANGUAGE.fullmatch(words[0]) else ""
    before = lines[0][: lines[0].index(fence.mark)]
    closed = len(lines) > 1 and closes(lines[-1], fence)
    inside = lines[1 : -1 if closed else None]
    shown = [f"{before}```{language}", *(line.replace("```", "`\u200b``") for line in inside)]
    return [*shown, f"{fence.lead}```"] if closed else shown


def _prose(lines: Sequence[str]) -> list[str]:
    shown: list[str] = []
    for is_table, group in by_table(lines):
        if is_table:
            shown += group
        elif not _RULE.fullmatch(group[0]):
            shown.append(_line(group[0]))
        elif not shown or shown[-1]:  # a rule is shown as a blank line, unless there is one
            shown.append("")
    return list(_without_formula_blocks(shown))


def _line(line: str) -> str:
    if heading := _HEADING.fullmatch(line):
        words = heading[2].rstrip().rstrip("#").rstrip().replace("**", "")
        return f"{heading[1]}**{_inline(words)}**" if words else heading[1]
    if task := _TASK.match(line):
        line = f"{task[1]}{'☐' if task[2] == ' ' else '☑'}{line[task.end() :]}"
    return _inline(line)


def _inline(line: str) -> str:
    """Images become links and formulas code, outside of code."""
    if "$" not in line and "\\" not in line and "![" not in line:
        return line
    return "".join(piece if is_code else _words(piece) for is_code, piece in in_line(line))


def _words(words: str) -> str:
    words = _IMAGE.sub(lambda found: f"[{found[1] or 'image'}]", words)
    return _MATH.sub(_formula, words)


def _formula(found: re.Match[str]) -> str:
    body = found[found.lastgroup or 0].strip()
    marked = found.lastgroup in {"round", "square"}
    return f"`{body}`" if body and (marked or _FORMULA.search(body)) else found[0]


def _without_formula_blocks(lines: Sequence[str]) -> Iterator[str]:
    """A formula on lines of its own becomes a code block, once its end is there."""
    words = [line.strip() for line in lines]
    at = 0
    while at < len(lines):
        end = _end_of_formula(words, at)
        if end:
            yield from ("```tex", *(line.replace("```", "") for line in lines[at + 1 : end]), "```")
        else:
            yield lines[at]
        at = max(at, end) + 1


def _end_of_formula(words: list[str], at: int) -> int:
    """The line that ends the formula which begins at a line; 0 if none does."""
    closing = _FORMULA_ENDS.get(words[at])
    if closing is None:
        return 0
    following = words[at + 1 : at + 1 + _LONGEST_FORMULA]
    return at + 1 + following.index(closing) if closing in following else 0
