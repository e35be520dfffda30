"""Addresses of pages: what may be asked for at all, before any name is looked up."""

import re
from typing import Final

import httpx

from bot.tools.web.addresses import literal
from bot.tools.web.errors import PageRefused

_LONGEST: Final = 2_000
_SCHEMES: Final = {"http": 80, "https": 443}
_PORTS: Final = frozenset({80, 443, 8080, 8443})
_NAME: Final = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,62}")
_OWN: Final = (  # RFC 6761, 6762, 7686, 8375, and ICANN's ".internal"
    *("localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "arpa"),
    *("test", "invalid", "example", "onion", "alt"),
)


def page_url(text: str, ports: frozenset[int] = _PORTS) -> httpx.URL:
    """The address, without its fragment. Raises `PageRefused` with what is wrong with it.

    Only http and https, a plain name or a plain IP address, the usual ports, and nobody's name and password.
    """
    url = _parsed(text.strip())
    if url.scheme not in _SCHEMES:
        raise PageRefused(f"Only pages of http and https can be fetched, not {text[:200]!r}.")
    if url.userinfo:
        raise PageRefused("An address with a user name or a password in it is not fetched.")
    host = url.raw_host.decode("ascii", "replace").removesuffix(".")
    if literal(host) is None and not _is_name(host):
        raise PageRefused(f"{host[:100]!r} is no public name; give the page's full address, as people write it.")
    if (_SCHEMES[url.scheme] if url.port is None else url.port) not in ports:
        raise PageRefused(f"Pages on port {url.port} are not fetched.")
    return url.copy_with(fragment=None)


def _parsed(text: str) -> httpx.URL:
    if len(text) > _LONGEST:
        raise PageRefused(f"This address is longer than {_LONGEST:,} characters.")
    if set('\\<>"^`{|}') & set(text) or any(not char.isprintable() or char.isspace() for char in text):
        raise PageRefused("This address has characters in it that no address has.")
    if "://" not in text[:9]:
        text = f"https://{text}"
    try:
        return httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise PageRefused(f"This is no address of a page: {text[:200]!r}.") from error


def _is_name(host: str) -> bool:
    """A name of at least two labels, whose last is no number, as in all the other ways to write an IPv4 address."""
    if not _NAME.fullmatch(host.lower()):
        return False
    return not any(host.lower() == own or host.lower().endswith(f".{own}") for own in _OWN)
