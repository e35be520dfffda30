"""The threads of a channel. Discord: "List Active Guild Threads", "List Public Archived Threads".

Private threads are left out: whoever asks about the channel may not see them, even if the bot does.
"""

from datetime import datetime

from adapters.discord.api import Api
from adapters.discord.fields import Json, obj, snowflake, text, whole
from adapters.discord.places import PRIVATE_THREAD
from bot.core.values import Address


async def active(api: Api, address: Address) -> list[Json]:
    """Those of the address's channel that are not archived."""
    found = await api.active_threads(address.workspace)
    return [each for each in found if snowflake(each, "parent_id") == address.channel and _is_public(each)]


async def archived(api: Api, channel: str, since: float) -> tuple[list[Json], bool]:
    """Those that were archived since a time, and whether these are all there are.

    A thread is archived after its last message, so the others have been silent for longer.
    """
    found: list[Json] = []
    before = ""
    while True:
        page, more = await api.archived_threads(channel, before=before)
        late = [each for each in page if _archived_at(each) >= since]
        found += filter(_is_public, late)
        if len(late) < len(page):
            return found, False
        last = _archive_timestamp(page[-1]) if page else ""
        if not more or last in {"", before}:
            return found, not more
        before = last


def newest_first(threads: list[Json]) -> list[Json]:
    """Each once, in the order of what was said last in them."""
    by_id = {snowflake(each, "id"): each for each in threads if snowflake(each, "id")}
    return sorted(by_id.values(), key=lambda each: int(last_message(each)), reverse=True)


def last_message(thread: Json) -> str:
    """The id of the newest message in it, which may have been deleted; "0" if nothing has been said in it."""
    return snowflake(thread, "last_message_id") or "0"


def _is_public(thread: Json) -> bool:
    return whole(thread, "type") != PRIVATE_THREAD


def _archive_timestamp(thread: Json) -> str:
    return text(obj(thread, "thread_metadata"), "archive_timestamp")


def _archived_at(thread: Json) -> float:
    """Seconds since the Unix epoch; endless if it cannot be read, so that the thread is looked at."""
    try:
        return datetime.fromisoformat(_archive_timestamp(thread)).timestamp()
    except ValueError:
        return float("inf")
