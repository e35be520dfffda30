"""Points in time as entries and agents carry them."""

from datetime import UTC, datetime


def stamp(at: float) -> str:
    """ISO 8601 in UTC, with microseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
