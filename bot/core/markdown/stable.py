"""What of a growing text may already be sent to a sink that only appends."""

import re
from typing import Final

from bot.core.markdown.code import code_spans
from bot.core.markdown.fences import Fence, open_at_end, run_length

_LONGEST_SPAN: Final = 400  # characters of code after which a lone backtick is taken for a lone backtick
_LONGEST_TOKEN: Final = 300  # characters of a link or a mention in angle brackets
_FENCE_BEGUN = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]{1,4})?[`~]+")
_TOKEN_BEGUN = re.compile(r"<(?:[@#!/A-Za-z][^<>\n]*)?")
_ENTITY_BEGUN = re.compile(r"&[#A-Za-z0-9]{0,31}")
_LINK_BEGUN = re.compile(r"\[[^\[\]\n]{0,300}(?:\](?:\([^()\s]{0,2000})?)?")
_WAITS: Final = ("\u200d", "\\")  # a joiner of emoji, an escape: what follows belongs to it


def stable_prefix(text: str) -> str:
    """The beginning of `text` whose meaning nothing that follows can change: a prefix, which only grows with it.

    Held back at the end are what may become a fence, a code span, a token in angle brackets, a link, an entity, an
    escape, or a joined emoji, each up to a length beyond which it is none.
    """
    line_start = text.rfind("\n") + 1
    line = text[line_start:]
    fence = open_at_end(text)
    held = _held_in_fence(line, fence) if fence else _held_in_prose(line)
    end = line_start + held
    while end and (text[end - 1] in _WAITS or "\ud800" <= text[end - 1] <= "\udbff"):
        end -= 1
    return text[:end]


def _held_in_fence(line: str, fence: Fence) -> int:
    """From which place of the last line text is held back: all of it, if it may become the closing fence."""
    return len(line) if line.strip(" \t>").strip(fence.mark[0]) else 0


def _held_in_prose(line: str) -> int:
    if len(line) <= _LONGEST_SPAN and (run_length(line) or _FENCE_BEGUN.fullmatch(line)):
        return min(at for mark in "`~" if (at := line.find(mark)) >= 0)
    before = line.rstrip("`")
    spans, lone = code_spans(before)
    held = [len(before)]  # a run of backticks may go on
    held += [at for at in lone if len(line) - at <= _LONGEST_SPAN][:1]
    for mark, begun in (("<", _TOKEN_BEGUN), ("[", _LINK_BEGUN), ("&", _ENTITY_BEGUN)):
        at = before.rfind(mark)
        if at >= 0 and begun.fullmatch(before, at) and not any(start <= at < end for start, end in spans):
            held += [at] if mark != "<" or len(line) - at <= _LONGEST_TOKEN else []
    return min(held)
