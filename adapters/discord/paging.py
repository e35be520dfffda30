"""Reading a channel backwards, page by page."""

from dataclasses import dataclass

from adapters.discord.api import PAGE, Api
from adapters.discord.fields import Json, snowflake


@dataclass(frozen=True, slots=True)
class Pages:
    """Raw messages, newest first. `complete`: the beginning, or `after`, was reached."""

    messages: tuple[Json, ...]
    complete: bool


async def read_back(api: Api, channel: str, *, before: str, after: str, limit: int) -> Pages:
    """The newest `limit` messages before one and after another; `after` may be empty."""
    found: list[Json] = []
    while len(found) < limit:
        wanted = min(PAGE, limit - len(found))
        page = await api.messages(channel, before=before, limit=wanted)
        fresh = [each for each in page if _newer(each, after)]
        found += fresh
        if len(page) < wanted or len(fresh) < len(page):
            return Pages(tuple(found), complete=True)
        before = snowflake(page[-1], "id")
    return Pages(tuple(found), complete=False)


def _newer(message: Json, after: str) -> bool:
    message_id = snowflake(message, "id")
    return bool(message_id) and int(message_id) > int(after or 0)
