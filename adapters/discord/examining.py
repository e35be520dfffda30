"""Looking over a Discord application before the bot is started: token, intents, servers and what it may do there."""

from collections.abc import AsyncIterator
from typing import Any, Final

from adapters.discord.config import DiscordConfig
from adapters.discord.fields import Json, obj, objs, snowflake, text, whole
from adapters.discord.invite import NAMES, PERMISSIONS, invite_url
from adapters.discord.permissions import ADMINISTRATOR
from adapters.discord.process import point_discord_py
from adapters.discord.rest import Rest
from adapters.discord.starts import TOO_FEW
from adapters.discord.supervisor import NO_CONTENT
from bot.core.errors import PlatformFailed
from bot.core.findings import Finding, failed, wrong
from bot.core.ports import Clock

DISCORD: Final = "Discord"
# Discord: "Application Flags", GATEWAY_MESSAGE_CONTENT, and the one of a bot in fewer than a hundred servers.
_READS_CONTENT: Final = 1 << 18 | 1 << 19
_NOWHERE: Final = "the bot is in no server; open {link} and add it to yours."
_MAY_NOT: Final = "in {server} the bot may not: {names}; give its role what is missing, or open {link} once more."
_NO_STARTS: Final = "Discord lets the bot connect no more today; it does again in {hours:.0f} h."


async def examined(config: DiscordConfig, clock: Clock) -> AsyncIterator[Finding]:
    """Nothing is posted, and the gateway is not connected to."""
    point_discord_py(config)
    rest = Rest(config.token, clock, timeout=config.timeout)

    async def asked(path: str) -> Any:
        return await rest.call("GET", path, doing="commands")

    try:
        yield Finding(DISCORD, f"the token is that of {text(await rest.user(), 'username')}.")
        application = obj(await asked("/applications/@me"))
        if config.message_content is not False:
            yield _content(application)
        gateway = obj(await asked("/gateway/bot"))
        yield _starts(gateway)
        yield _shards(whole(gateway, "shards", 1), config.shards)
        link = invite_url(snowflake(application, "id"))
        guilds = objs({"guilds": await asked("/users/@me/guilds")}, "guilds")
        if not guilds:
            yield wrong(DISCORD, _NOWHERE.format(link=link))
        for guild in guilds:
            yield _rights(guild, link)
    except PlatformFailed as error:
        yield failed(DISCORD, error)
    finally:
        await rest.close()


def _content(application: Json) -> Finding:
    if whole(application, "flags") & _READS_CONTENT:
        return Finding(DISCORD, "the Message Content intent is on.")
    return wrong(DISCORD, NO_CONTENT)


def _starts(gateway: Json) -> Finding:
    limit = obj(gateway, "session_start_limit")
    if left := whole(limit, "remaining"):
        return Finding(DISCORD, f"the bot may connect {left:,} times more today.")
    return wrong(DISCORD, _NO_STARTS.format(hours=whole(limit, "reset_after") / 3_600_000))


def _shards(recommended: int, count: int) -> Finding:
    if recommended > count:
        return wrong(DISCORD, TOO_FEW.format(recommended=recommended, count=count))
    return Finding(DISCORD, f"{count} shard{'s are' if count > 1 else ' is'} enough for its servers.")


def _rights(guild: Json, link: str) -> Finding:
    granted, server = int(text(guild, "permissions") or 0), text(guild, "name") or snowflake(guild, "id")
    if granted & ADMINISTRATOR or granted & PERMISSIONS == PERMISSIONS:
        return Finding(DISCORD, f"in {server} the bot may do all that it has to.")
    missing = [name for bit, name in NAMES.items() if not granted & bit]
    return wrong(DISCORD, _MAY_NOT.format(server=server, names=", ".join(missing), link=link))
