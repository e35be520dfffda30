"""`:name` parameters, as psycopg wants them."""

import re
from functools import lru_cache
from typing import Final

_PIECES: Final = re.compile(
    r"""
      (?P<text>'(?:[^']|'')*')            # a literal, in which a colon is a colon
    | (?P<cast>::)
    | /\*\ (?P<lock>FOR\ (?:SHARE|UPDATE))\ \*/  # a comment to SQLite
    | :(?P<name>[a-z_][a-z0-9_]*)
    | (?P<percent>%)
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=2048)
def translated(sql: str) -> str:
    """`:name` becomes `%(name)s`, outside of literals; locks that are comments to SQLite become clauses."""
    return _PIECES.sub(_piece, sql)


def _piece(found: re.Match[str]) -> str:
    if name := found["name"]:
        return f"%({name})s"
    if lock := found["lock"]:
        return lock
    return found[0].replace("%", "%%")
