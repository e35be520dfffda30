"""Who may be shown what: asked of the platform at the moment of the search, once for each channel and conversation."""

from bot.core.platform_ports import Platform
from bot.core.search_ports import Sought
from bot.core.values import Address, Audience


class Readers:
    """Those who will see the hits of one search. `denied` are the channels and conversations that one may not read."""

    def __init__(self, platform: Platform, sought: Sought) -> None:
        self._platform = platform
        self._sought = sought
        self._known: dict[str, bool] = {}

    @property
    def denied(self) -> frozenset[str]:
        return frozenset(key for key, may in self._known.items() if not may)

    async def may(self, conversation: str) -> bool:
        """Whether all of them may read what was said in a conversation."""
        address = Address.parse(conversation)
        if not await self._may(address.place, Address(address.platform, address.workspace, address.channel)):
            return False
        return await self._may(conversation, address)

    async def _may(self, key: str, address: Address) -> bool:
        if key not in self._known:
            asker = await self._platform.can_read(self._sought.asker, address)
            self._known[key] = asker and (not self._sought.public or await self._is_for_all(address))
        return self._known[key]

    async def _is_for_all(self, address: Address) -> bool:
        """Whether whoever reads along where it is asked may read this too."""
        here = self._sought.address
        if str(address) == str(here):
            return True
        readers: Audience = "channel" if address.place == here.place else "workspace"
        return await self._platform.can_read(readers, address)
