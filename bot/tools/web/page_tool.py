"""The tool `fetch_page`: a page of the web as readable text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Final

import httpx

from bot.core.tool import Tool, ToolContext, tool
from bot.tools.web.fetching import Fetched, Fetcher
from bot.tools.web.guard import Guard
from bot.tools.web.readable import readable
from bot.tools.web.transport import guarded_client

_SECONDS: Final = 60.0  # that a call may take, converting included


@asynccontextmanager
async def opened_page_tool(guard: Guard, *, proxy: str = "") -> AsyncIterator[Tool]:
    """The tool, while its connections are open."""
    async with guarded_client(guard, proxy=proxy) as http:
        yield page_tool(Fetcher(http, guard, proxied=bool(proxy)))


def page_tool(fetcher: Fetcher) -> Tool:
    async def fetch_page(
        _context: ToolContext, url: Annotated[str, "the page's full address, as https://example.org/page"]
    ) -> str:
        """Fetch a page of the public web and read its text. Pages behind a login cannot be read."""
        page = await fetcher(url)
        title, text = await readable(page)
        return "\n\n".join(part for part in (_head(page, title), text.strip() or "(The page has no text.)") if part)

    return tool(fetch_page, seconds=_SECONDS, doing=lambda url: f"reading {site(url)}", reads=site)


def site(url: str) -> str:
    """The name of a page's site, for people: `example.org`."""
    address = url.strip()
    try:
        return httpx.URL(address if "://" in address[:9] else f"https://{address}").host or address[:60]
    except (httpx.InvalidURL, ValueError):
        return address[:60]


def _head(page: Fetched, title: str) -> str:
    cut = "\n(Only the first part of this page was read: it is very long.)" if page.cut else ""
    return f"{title or page.url.host}\n{page.url}{cut}"
