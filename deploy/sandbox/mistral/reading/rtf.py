"""RTF as text: paragraphs, table cells and the characters of its code page; what is not shown is left out."""

import codecs
import re
from collections.abc import Iterator

TOKEN = re.compile(rb"\\([a-z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]", re.DOTALL)
MARKS = {
    b"par": "\n\n",
    b"sect": "\n\n",
    b"page": "\n\n",
    b"row": "\n\n",
    b"line": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"emdash": "\u2014",
    b"endash": "\u2013",
    b"lquote": "\u2018",
    b"rquote": "\u2019",
    b"ldblquote": "\u201c",
    b"rdblquote": "\u201d",
    b"bullet": "\u2022",
}
HIDDEN = frozenset(
    b"fonttbl colortbl stylesheet info listtable listoverridetable pict object header footer headerl headerr headerf "
    b"footerl footerr footerf annotation sp filetbl revtbl xmlnstbl fldinst pgdsctbl listtext pntext".split()
)


def text(data: bytes) -> str:
    """Paragraphs with a blank line between them."""
    found = "".join(_pieces(data))
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of \\u make one character


def _pieces(data: bytes) -> Iterator[str]:
    page, hidden, skipped, wide = "cp1252", [False], 0, [1]
    for found in TOKEN.finditer(data):
        word, number, coded, sign, brace, plain = found.groups()
        if brace == b"{":
            hidden.append(hidden[-1])
            wide.append(wide[-1])
        elif brace == b"}" and len(hidden) > 1:
            hidden.pop()
            wide.pop()
        elif word in HIDDEN or sign == b"*" or (word == b"v" and number != b"0"):
            hidden[-1] = True
        elif word == b"ansicpg" and number:
            page = _known(f"cp{int(number)}")
        elif word == b"uc" and number:
            wide[-1] = int(number)
        elif word == b"u" and number and not hidden[-1]:
            yield chr(int(number) % 65536)
            skipped = wide[-1]
        elif not hidden[-1]:
            shown = MARKS.get(word or b"", "") or _characters(coded, sign, plain, page)
            yield shown[skipped:] if word is None else shown
            skipped = max(skipped - len(shown), 0)


def _known(page: str) -> str:
    try:
        return codecs.lookup(page).name
    except LookupError:
        return "cp1252"


def _characters(coded: bytes | None, sign: bytes | None, plain: bytes | None, page: str) -> str:
    if coded:
        return bytes.fromhex(coded.decode("ascii")).decode(page, "replace")
    if sign:
        return {b"~": "\u00a0", b"_": "-"}.get(sign, sign.decode("latin-1") if sign in b"\\{}" else "")
    return (plain or b"").decode(page, "replace")
