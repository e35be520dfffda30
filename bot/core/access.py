"""Who may use the bot, and where; who looks after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.core.platform_ports import Platform
from bot.core.records import author_of
from bot.core.values import Address, Answerable, Author

DIRECT: Final = "direct"  # what stands for all direct messages in a list of channels


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Ids of people and of channels, each as `id` or `platform:id`; an empty list of those allowed allows all.

    `platform_admins`: whether those who look after a workspace or server also look after the bot there. `contact` says
    whom people are to ask.
    """

    admins: frozenset[str] = frozenset()
    platform_admins: bool = True
    allowed_people: frozenset[str] = frozenset()
    denied_people: frozenset[str] = frozenset()
    allowed_channels: frozenset[str] = frozenset()
    denied_channels: frozenset[str] = frozenset()
    contact: str = "your admin"


class Access:
    def __init__(self, platforms: Mapping[str, Platform], rules: AccessRules) -> None:
        self._platforms = platforms
        self._rules = rules

    @property
    def rules(self) -> AccessRules:
        return self._rules

    async def is_admin(self, author: Author, address: Address) -> bool:
        """Whether somebody looks after the bot where an address is: by the settings, or by the platform's rights."""
        if self.is_named_admin(author, address.platform):
            return True
        platform = self._platforms.get(address.platform)
        if platform is None or not self._rules.platform_admins:
            return False
        return (await platform.person(author, address)).admin

    def is_named_admin(self, author: Author, platform: str) -> bool:
        """Whether the settings name them."""
        return _among(self._rules.admins, platform, author.id)

    def denial(self, event: Answerable) -> str:
        """The sentence for one who may not use the bot, or not there; empty if they may."""
        rules, address, author = self._rules, event.address, author_of(event)
        if self.is_named_admin(author, address.platform):
            return ""
        if not _passes(rules.allowed_people, rules.denied_people, address.platform, author.id):
            return f"You are not among those who may use me; please ask {rules.contact}."
        channels = (address.channel, DIRECT) if event.direct else (address.channel,)
        if not _passes(rules.allowed_channels, rules.denied_channels, address.platform, *channels):
            return f"I may not answer here; please ask me in another channel, or ask {rules.contact}."
        return ""


def _passes(allowed: frozenset[str], denied: frozenset[str], platform: str, *ids: str) -> bool:
    if any(_among(denied, platform, id_) for id_ in ids):
        return False
    return not allowed or any(_among(allowed, platform, id_) for id_ in ids)


def _among(listed: frozenset[str], platform: str, id_: str) -> bool:
    return id_ in listed or f"{platform}:{id_}" in listed
