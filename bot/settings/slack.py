from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr

from bot.settings.checks import Url, begins_with


class SlackSettings(BaseModel):
    """Slack"""

    slack_bot_token: Annotated[SecretStr, begins_with("xoxb-")] = Field(
        SecretStr(""),
        description="Starts Slack. Bot token, from your Slack app's page, OAuth & Permissions.",
        examples=["xoxb-..."],
    )
    slack_app_token: Annotated[SecretStr, begins_with("xapp-")] = Field(
        SecretStr(""),
        description="For Socket Mode. App-level token with connections:write, from Basic Information.",
        examples=["xapp-..."],
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="For HTTP mode. Signing secret, from Basic Information.", examples=["8f74..."]
    )
    slack_mode: Literal["socket", "http"] = Field(
        "socket", description="How Slack's events arrive: over a socket, or by HTTP requests.", examples=["socket"]
    )
    slack_http_host: str = Field("0.0.0.0", description="Where HTTP mode listens.", examples=["0.0.0.0"])  # noqa: S104 - a container's port is published on purpose
    slack_http_port: int = Field(
        3000, ge=0, le=65535, description="Port of HTTP mode; path /slack/events.", examples=["3000"]
    )
    slack_api_url: Url = Field(
        "https://slack.com/api/", description="Where Slack's Web API answers.", examples=["https://slack.com/api/"]
    )
