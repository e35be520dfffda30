"""HTML as Markdown."""

import base64
import binascii
import re
from collections.abc import Callable
from html import unescape
from typing import Final

from bot.core.errors import FileRefused
from bot.documents import plain
from bot.documents.archive import unsafe

MOST_HTML: Final = 8 * 2**20  # characters: converting takes some fifty times as many bytes
_DEEPEST: Final = 200  # elements within elements, below which nothing is shown
_DROPPED: Final = ("script", "style", "svg", "iframe", "noscript", "template", "head")
_DATA: Final = re.compile(r"""\b(src|href)\s*=\s*(["'])data:.*?\2""", re.IGNORECASE | re.DOTALL)
_IMAGE: Final = re.compile(r"""<(?:img|image)\b[^>]*?\b(?:src|xlink:href)\s*=\s*(["'])(.*?)\1[^>]*>""", re.IGNORECASE)
_ALT: Final = re.compile(r"""\balt\s*=\s*(["'])(.*?)\1""", re.IGNORECASE)
_PICTURE: Final = re.compile(r"\s*data:image/[\w.+-]+(?:;[^;,]*)*;base64$", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def markdown(html: str, name: str) -> str:
    """Its readable text: headings, lists, tables with merged cells laid out, links, code; nothing that is hidden."""
    from html_to_markdown import ConversionOptions, convert

    if len(html) > MOST_HTML:
        raise FileRefused(f"{name} is longer than I can convert; please send it in parts, or as a PDF.")
    options = ConversionOptions(
        extract_metadata=False,
        compact_tables=True,
        br_in_tables=True,
        max_depth=_DEEPEST,
        strip_tags=[],
        autolinks=False,
        exclude_selectors=list(_DROPPED),
    )
    try:
        result = convert(_DATA.sub(r"\1=\2\2", html), options)
    except Exception as error:
        raise FileRefused(unsafe(name)) from error
    if result.warnings:
        raise FileRefused(unsafe(name))
    return re.sub(r"\n{3,}", "\n\n", result.content or "").strip()


def picture(mark: str) -> str:
    """HTML for an album's mark (`![name](name)`, or words)."""
    name = mark.rpartition("(")[2].removesuffix(")")
    return f'<img src="{name}" alt="{name}">' if mark.startswith("![") else f" {mark} " if mark else ""


def with_pictures(html: str, mark: Callable[[str], str | None]) -> str:
    """The same, with each picture as `mark` says for its address; where that is None, as it is."""

    def shown(found: re.Match[str]) -> str:
        marked = mark(unescape(found[2]))
        if marked is None:
            return found[0]
        words = _ALT.search(found[0])
        about = f" ({words[2]}) " if words and words[2].strip() else ""
        shown = picture(marked)
        return shown + about if shown else ""

    return _IMAGE.sub(shown, html)


def enclosed(address: str) -> bytes:
    """The picture that a `data:` address holds; empty for any other address, and for one that is broken."""
    head, comma, data = address.partition(",")
    if not comma or not _PICTURE.match(head):
        return b""
    try:
        return base64.b64decode(data)
    except binascii.Error:
        return b""


def decoded(data: bytes) -> str:
    """The text of an HTML file, in the encoding that it names, if it does so rightly."""
    found = _CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(found[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            return plain.decoded(data)
    return plain.decoded(data)
