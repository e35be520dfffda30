"""Whether the thread of an address is one of Discord's, or the message that began a chain of replies."""

from adapters.discord.addresses import DIRECT
from adapters.discord.api import Api
from adapters.discord.fields import whole
from adapters.discord.places import THREADS, Places
from bot.core.errors import Gone
from bot.core.values import Address


async def real_thread(api: Api, places: Places, address: Address) -> str:
    """The address's thread, if it is one of Discord's. Raises `PlatformFailed` if Discord does not tell."""
    thread = address.thread
    if not thread or address.workspace == DIRECT:
        return ""
    if places.parent(thread):
        return thread
    try:
        found = await api.channel(thread)
    except Gone:
        return ""
    if whole(found, "type") not in THREADS:
        return ""
    places.keep(found, address.workspace)
    return thread
