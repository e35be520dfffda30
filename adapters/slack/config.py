"""What the adapter is told by the operator."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class SlackConfig:
    """`app_token` is needed in Socket Mode, `signing_secret` in HTTP mode.

    `channel_context` is how many messages of a channel are read before a mention that begins a thread there.
    `timeout` in seconds for one call.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    http_host: str = "127.0.0.1"
    http_port: int = 3000
    channel_context: int = 20
    timeout: float = 20.0
