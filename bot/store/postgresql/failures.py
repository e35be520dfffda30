"""What PostgreSQL and the way to it complain about, as a sentence that says what to do."""

from typing import Final

from psycopg import Error, OperationalError
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolTimeout

from bot.core.errors import StoreFailed

# By the beginning of the SQLSTATE (PostgreSQL: Appendix A, PostgreSQL Error Codes), the longest that fits.
_SENTENCES: Final = {
    "08": "PostgreSQL at {place} cannot be reached ({error}); check that it runs and that DATABASE_URL names it.",
    "28": "PostgreSQL at {place} refuses the user or the password of DATABASE_URL; correct them there.",
    "3D000": "PostgreSQL at {place} has no such database; create it, or correct the name in DATABASE_URL.",
    "42501": "PostgreSQL at {place} does not let the bot's user do this ({error}); let it create a schema there.",
    "53100": "The disk of PostgreSQL at {place} is full; free some space there.",
    "53300": "PostgreSQL at {place} has no connection left; raise its max_connections, or run fewer replicas.",
    "57P05": "PostgreSQL at {place} took this process for dead; it was not running for a while, and connects anew.",
    "57": "PostgreSQL at {place} is shutting down or starting ({error}); the bot goes on once it is back.",
    "25006": "PostgreSQL at {place} takes no writes; let DATABASE_URL name the primary server.",
}
_REFUSED: Final = ("password authentication failed", "no password supplied", "no pg_hba.conf entry")


def place_of(url: str) -> str:
    """Host, port and database of a URL, and nothing that is secret in it."""
    parts = conninfo_to_dict(url)
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('host') or 'localhost'}{port}/{parts.get('dbname') or ''}"


def explained(error: Exception, place: str) -> StoreFailed:
    """The error for the log; people in a chat see `StoreFailed.notice`, which names no server."""
    state = (error.sqlstate if isinstance(error, Error) else None) or _connecting(error)
    found = [sentence for prefix, sentence in _SENTENCES.items() if state.startswith(prefix)]
    sentence = found[0] if found else "PostgreSQL at {place} cannot be used: {error}."
    return StoreFailed(sentence.format(place=place, error=_first_line(error)))


def _connecting(error: Exception) -> str:
    """The SQLSTATE of an error that libpq reports without one."""
    words = str(error)
    if any(each in words for each in _REFUSED):
        return "28000"
    if "database" in words and "does not exist" in words:
        return "3D000"
    if "too many" in words and ("clients" in words or "connections" in words):
        return "53300"
    if "is starting up" in words or "is shutting down" in words:
        return "57P03"
    return "08006" if isinstance(error, OperationalError | PoolTimeout | OSError) else ""


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
