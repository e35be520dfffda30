"""What connectors do and what they found, in words that people read."""

import json
import re
from collections.abc import Mapping
from typing import Final

_DOING: Final[Mapping[str, str]] = {
    "web_search": "searching the web",
    "web_search_premium": "searching the web",
    "code_interpreter": "running code",
    "image_generation": "drawing a picture",
    "document_library": "searching the library",
}
_LONGEST: Final = 60  # characters of what is searched for
_LINK: Final = re.compile(r"^https?://[^\s<>]+$")


def doing(connector: str, arguments: str) -> str:
    """For example `searching the web: tide tables`."""
    words = _DOING.get(connector, f"using {connector}" if connector else "working")
    try:
        given = json.loads(arguments or "{}")
    except ValueError:  # arguments may still be on their way
        return words
    query = given.get("query") if isinstance(given, dict) else None
    if not isinstance(query, str) or not query.strip():
        return words
    query = " ".join(query.split())
    return f"{words}: {query[:_LONGEST]}{'…' if len(query) > _LONGEST else ''}"


def cited(title: str, url: str) -> str:
    """A source as Markdown, behind what was taken from it: a link, where its address is one of the web's."""
    name = " ".join(re.sub(r"[\[\]`*_<>|]", " ", title).split())
    if not _LINK.match(url):
        return f" ({name})" if name else ""
    address = url.replace("(", "%28").replace(")", "%29")
    return f" ([{name or 'source'}]({address}))"
