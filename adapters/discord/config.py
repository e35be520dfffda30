"""What the adapter is told when it is built."""

from dataclasses import dataclass, field
from typing import Final, Literal

DEFAULT_API: Final = "https://discord.com/api/v10"
PORTAL: Final = "https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True)
class DiscordConfig:
    """`gateway_url` empty means Discord's own.

    `message_content`: whether to ask for the privileged intent by which a bot reads messages that do not mention it.
    Where the portal has it switched off the bot runs without; "auto" finds that nothing to warn about.
    `auto_thread`: answer a mention in a channel in a thread of its own. `channel_context`: how many of the channel's
    last messages are read where such a mention begins a conversation.
    `timeout` in seconds for one call; `largest_file` in bytes. After `deaf_after` seconds without a word from the
    gateway it is dialled anew; they are real ones, since discord.py has a clock of its own. `shards` is how many there
    are in all, whoever listens to them.
    """

    token: str = field(repr=False)
    api_url: str = DEFAULT_API
    gateway_url: str = ""
    message_content: bool | Literal["auto"] = True
    auto_thread: bool = False
    channel_context: int = 20
    timeout: float = 15.0
    deaf_after: float = 60.0
    shards: int = 1
    largest_file: int = 50 * 1024 * 1024
