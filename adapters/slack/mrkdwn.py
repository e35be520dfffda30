"""Markdown as Slack's older formatting, for where it takes no Markdown. Slack: formatting-message-text."""

import re
from typing import Final

from bot.core.markdown import prose_and_code, tables

_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_BULLET: Final = re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE)
_BOLD: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_STRUCK: Final = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()<>|]+)\)")
_BOLD_MARK: Final = "\ue001"  # a private-use character, which becomes an asterisk once no other means anything


def mrkdwn(words: str) -> str:
    """Tables become code blocks; what could notify somebody is escaped."""
    return "".join(_code(piece) if code else _prose(piece) for code, piece in prose_and_code(tables(words)))


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(words: str) -> str:
    """A language behind a fence would be the first line of the code."""
    return "```" if words.lstrip().startswith("```") else _escaped(words)


def _prose(words: str) -> str:
    words = _escaped(words.replace(_BOLD_MARK, ""))
    words = _HEADING.sub(rf"{_BOLD_MARK}\1{_BOLD_MARK}", words)
    words = _BULLET.sub(r"\1• ", words)
    words = _BOLD.sub(rf"{_BOLD_MARK}\1{_BOLD_MARK}", words)
    words = _ITALIC.sub(r"_\1_", words)
    words = _STRUCK.sub(r"~\1~", words)
    return _LINK.sub(r"<\2|\1>", words).replace(_BOLD_MARK, "*")
