from pydantic import BaseModel, Field, SecretStr

from bot.settings.checks import Url


class DiscordSettings(BaseModel):
    """Discord"""

    discord_token: SecretStr = Field(
        SecretStr(""), description="Starts Discord. Bot token, from the developer portal, Bot.", examples=["MTIz..."]
    )
    discord_message_content: bool = Field(
        True,
        description="Ask for the Message Content intent; without it only mentions, replies and DMs can be read.",
        examples=["true"],
    )
    discord_shards: int = Field(
        1,
        ge=1,
        le=10_000,
        description="Connections among which Discord divides its servers; the same for every process.",
        examples=["2"],
    )
    discord_auto_thread: bool = Field(
        False, description="Answer a mention in a Discord channel in a new thread.", examples=["false"]
    )
    discord_api_url: Url = Field(
        "https://discord.com/api/v10",
        description="Where Discord's REST API answers.",
        examples=["https://discord.com/api/v10"],
    )
    discord_gateway_url: str = Field(
        "",
        pattern=r"^$|^wss?://",
        description="Discord's gateway, if not its own.",
        examples=["wss://gateway.discord.gg/"],
    )
