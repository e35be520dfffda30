"""Discord, over discord.py, which takes a third of a second to import: it comes with the platform only."""

from typing import TYPE_CHECKING, Any

from adapters.discord.config import DiscordConfig

if TYPE_CHECKING:
    from adapters.discord.platform import DiscordPlatform

__all__ = ["DiscordConfig", "DiscordPlatform"]


def __getattr__(name: str) -> Any:
    if name == "DiscordPlatform":
        from adapters.discord.platform import DiscordPlatform

        return DiscordPlatform
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
