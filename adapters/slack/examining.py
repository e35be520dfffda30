"""Looking over a Slack app before the bot is started: are the tokens good, and has the app all that it needs?"""

from collections.abc import AsyncIterator

from adapters.slack.api import SlackApi
from adapters.slack.budget import Budget
from adapters.slack.config import SlackConfig
from adapters.slack.manifest import SCOPES
from adapters.slack.session import open_session, web_client
from adapters.slack.tokens import check_present, identify, socket_url
from bot.core.errors import PlatformFailed
from bot.core.findings import Finding, failed, wrong
from bot.core.ports import Clock

SLACK = "Slack"
_MISSING = (
    "the app lacks {scopes}; add what is missing under OAuth & Permissions at https://api.slack.com/apps, or take the "
    "manifest of `python -m bot manifest` once more, and install the app again."
)


async def examined(config: SlackConfig, clock: Clock) -> AsyncIterator[Finding]:
    """Nothing is posted, and no event is received."""
    async with open_session() as session:
        api = SlackApi(web_client(session, config.bot_token, config.api_url), clock, Budget(clock))
        try:
            me = await identify(api)
            yield Finding(SLACK, f"the bot token is that of @{me.name} in {me.url or me.team}.")
            yield _scopes(await api.scopes())
        except PlatformFailed as error:
            yield failed(SLACK, error)
        try:
            check_present(config)
            if config.mode == "socket":
                await socket_url(api, config.app_token)
                yield Finding(SLACK, "the app token opens sockets.")
            else:
                yield Finding(SLACK, f"events are awaited over HTTP, on port {config.http_port}, at /slack/events.")
        except PlatformFailed as error:
            yield failed(SLACK, error)


def _scopes(granted: frozenset[str]) -> Finding:
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        return wrong(SLACK, _MISSING.format(scopes=f"the scope{'s' * (len(missing) > 1)} {', '.join(missing)}"))
    return Finding(SLACK, f"the app has all {len(SCOPES)} scopes.")
