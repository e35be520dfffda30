"""A page as readable text: Markdown without what is hidden, and with links that lead somewhere."""

import json
import re
from html import unescape
from typing import Final
from urllib.parse import urljoin

import anyio.to_process

from bot.tools.web.errors import PageRefused
from bot.tools.web.fetching import Fetched

_DEEPEST: Final = 200  # elements within elements, below which nothing is shown
_DROPPED: Final = (
    "script",
    "style",
    "svg",
    "iframe",
    "noscript",
    "template",
    "head",
    "nav",
    "form",
    "dialog",
    "[hidden]",
)
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_LINK: Final = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(((?:[^()\s]|\([^()\s]*\))*)(?:\s+\"[^\"]*\")?\)")
_IMAGE: Final = re.compile(r"!\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_SECONDS: Final = 15.0  # that converting may take


async def readable(page: Fetched) -> tuple[str, str]:
    """The page's title and its text. Raises `PageRefused` where it cannot be made readable.

    HTML is opened in a process of its own, which is killed if it takes too long: a page may be a trap.
    """
    if not page.is_html:
        return "", _indented(page)
    title = _TITLE.search(page.text[:200_000])
    try:
        with anyio.fail_after(_SECONDS):
            markdown = await anyio.to_process.run_sync(to_markdown, page.text, str(page.url), cancellable=True)
    except (TimeoutError, anyio.BrokenWorkerProcess) as error:
        raise PageRefused("This page cannot be made readable.") from error
    return " ".join(unescape(title[1]).split())[:200] if title else "", markdown


def to_markdown(html: str, base: str) -> str:
    """Headings, lists, tables, links and code; of pictures their words."""
    from html_to_markdown import ConversionOptions, convert

    options = ConversionOptions(
        extract_metadata=False, compact_tables=True, max_depth=_DEEPEST, exclude_selectors=list(_DROPPED)
    )
    text = _IMAGE.sub(lambda found: found[1], convert(html, options).content or "")
    text = _LINK.sub(lambda found: _link(found[1], found[2], base), text)
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", text).strip()


def _link(words: str, address: str, base: str) -> str:
    """With its whole address; without one where it leads nowhere that a page is."""
    try:
        whole = urljoin(base, address)
    except ValueError:
        return words
    if not whole.startswith(("http://", "https://")) or address.startswith("#") or not words.strip():
        return words
    return f"[{words}]({whole})"


def _indented(page: Fetched) -> str:
    """JSON as it can be read and paged; other text as it is."""
    if not page.media_type.endswith("json"):
        return page.text
    try:
        return json.dumps(json.loads(page.text), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        return page.text
