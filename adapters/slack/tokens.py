"""Are the tokens good? Asked at the start, because Slack's own clients go on trying a wrong one for ever."""

from typing import Final

from adapters.slack.api import SlackApi
from adapters.slack.config import SlackConfig
from adapters.slack.payload import text
from adapters.slack.refusals import Unclear
from adapters.slack.viewpoint import Identity
from bot.core.errors import NotAllowed, PlatformFailed, RateLimited

_APP: Final = "Basic Information of your app at https://api.slack.com/apps"
WRONG_BOT: Final = (
    "Slack refuses SLACK_BOT_TOKEN; copy the one under OAuth & Permissions of your app at https://api.slack.com/apps."
)
WRONG_APP: Final = f"Slack refuses SLACK_APP_TOKEN; make a new one with connections:write under {_APP}."
NO_APP: Final = f"Socket Mode needs SLACK_APP_TOKEN; make one with connections:write under {_APP}."
NO_SECRET: Final = f"HTTP mode needs SLACK_SIGNING_SECRET; copy it from {_APP}."


async def identify(api: SlackApi) -> Identity:
    """Who the bot token belongs to. Raises `NotAllowed` if Slack refuses it."""
    try:
        answer = await api.call("auth.test", {})
    except (Unclear, RateLimited):
        raise
    except PlatformFailed as error:
        raise NotAllowed(str(error), notice=WRONG_BOT) from error
    if not text(answer, "bot_id"):
        raise NotAllowed("auth.test names no bot: this is a person's token", notice=WRONG_BOT)
    return Identity(
        team=text(answer, "team_id"),
        user=text(answer, "user_id"),
        bot=text(answer, "bot_id"),
        name=text(answer, "user"),
        url=text(answer, "url"),
    )


async def socket_url(api: SlackApi, app_token: str) -> str:
    """A fresh address for one socket. Raises `NotAllowed` if Slack refuses the app token."""
    try:
        return text(await api.send("apps.connections.open", {}, token=app_token), "url")
    except (Unclear, RateLimited):
        raise
    except PlatformFailed as error:
        raise NotAllowed(str(error), notice=WRONG_APP) from error


def check_present(config: SlackConfig) -> None:
    """Raises `NotAllowed` if the mode needs a secret that is not set."""
    if config.mode == "socket" and not config.app_token:
        raise NotAllowed("no app token", notice=NO_APP)
    if config.mode == "http" and not config.signing_secret:
        raise NotAllowed("no signing secret", notice=NO_SECRET)
