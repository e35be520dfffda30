"""What the adapter does with Discord's REST API, a method for each. All raise `PlatformFailed`."""

from collections.abc import Sequence
from typing import Any, Final

from adapters.discord.failures import THREAD_EXISTS, code_of
from adapters.discord.fields import Json, flag, objs, snowflake
from adapters.discord.rest import ONCE, PATIENTLY, Rest
from bot.core.documents import OutFile
from bot.core.errors import PlatformFailed

PAGE: Final = 100  # messages at most in one answer
ARCHIVE_AFTER: Final = 1440  # minutes without a message until a thread is folded away
LONGEST_THREAD_NAME: Final = 100

CHANNEL: Final = "/channels/{channel_id}"
MESSAGES: Final = "/channels/{channel_id}/messages"
MESSAGE: Final = "/channels/{channel_id}/messages/{message_id}"


class Api:
    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def me(self) -> str:
        """The id of the bot's own user."""
        return snowflake(await self._rest.user(), "id")

    async def gateway(self) -> Json:
        """How many shards Discord recommends, and how many sessions may still begin."""
        return await self._json("GET", "/gateway/bot", doing="connect", attempts=ONCE)

    async def post(self, channel: str, body: Any, *, attempts: int = PATIENTLY, file: OutFile | None = None) -> Json:
        """The message that was made, or that was made before with the same nonce."""
        doing = "upload" if file else "post"
        return await self._json(
            "POST", MESSAGES, doing=doing, body=body, attempts=attempts, file=file, ids=_ids(channel)
        )

    async def edit(self, channel: str, message: str, body: Any, *, attempts: int = PATIENTLY) -> None:
        ids = _ids(channel, message)
        await self._rest.call("PATCH", MESSAGE, doing="edit", body=body, attempts=attempts, ids=ids)

    async def delete(self, channel: str, message: str) -> None:
        await self._rest.call("DELETE", MESSAGE, doing="edit", ids=_ids(channel, message))

    async def message(self, channel: str, message: str) -> Json:
        return await self._json("GET", MESSAGE, doing="history", ids=_ids(channel, message))

    async def messages(
        self, channel: str, *, before: str = "", around: str = "", after: str = "", limit: int = PAGE
    ) -> list[Json]:
        """Newest first; at most one of `before`, `around` and `after` is given."""
        wanted = {"limit": str(limit), "before": before, "around": around, "after": after}
        query = {name: value for name, value in wanted.items() if value}
        found = await self._rest.call("GET", MESSAGES, doing="history", query=query, ids=_ids(channel))
        return objs({"messages": found}, "messages")

    async def channel(self, channel: str, *, attempts: int = PATIENTLY) -> Json:
        return await self._json("GET", CHANNEL, doing="edit", attempts=attempts, ids=_ids(channel))

    async def active_threads(self, guild: str) -> list[Json]:
        """Those of all its channels that the bot can see and that are not archived."""
        path = "/guilds/{guild_id}/threads/active"
        found = await self._json("GET", path, doing="history", ids={"guild_id": guild})
        return objs(found, "threads")

    async def archived_threads(self, channel: str, *, before: str = "") -> tuple[list[Json], bool]:
        """A page of a channel's public ones, the last archived first, and whether there are more.

        `before` is the time, as Discord writes it, when the last one of the page before was archived.
        """
        query = {"limit": str(PAGE), **({"before": before} if before else {})}
        path = f"{CHANNEL}/threads/archived/public"
        found = await self._json("GET", path, doing="history", query=query, ids=_ids(channel))
        return objs(found, "threads"), flag(found, "has_more")

    async def typing(self, channel: str) -> None:
        """Show that the bot is typing, for ten seconds or until it posts."""
        await self._rest.call("POST", f"{CHANNEL}/typing", doing="typing", attempts=ONCE, ids=_ids(channel))

    async def start_thread(self, channel: str, message: str, name: str) -> str:
        """The id of the thread that hangs on a message, which is the message's own."""
        body = {"name": name[:LONGEST_THREAD_NAME], "auto_archive_duration": ARCHIVE_AFTER}
        path, ids = f"{MESSAGE}/threads", _ids(channel, message)
        try:
            await self._rest.call("POST", path, doing="thread", body=body, attempts=ONCE, ids=ids)
        except PlatformFailed as error:
            if code_of(error.__cause__) != THREAD_EXISTS:
                raise
        return message

    async def direct_channel(self, user: str) -> str:
        opened = await self._json("POST", "/users/@me/channels", doing="post", body={"recipient_id": user})
        return snowflake(opened, "id")

    async def application(self) -> str:
        """The id of the application that the bot belongs to."""
        return snowflake(await self._json("GET", "/oauth2/applications/@me", doing="commands"), "id")

    async def publish(self, application: str, commands: Sequence[Json]) -> None:
        """Replace all global commands, at once."""
        path, ids = "/applications/{application_id}/commands", {"application_id": application}
        await self._rest.call("PUT", path, doing="commands", body=list(commands), ids=ids)

    async def _json(self, method: str, path: str, **more: Any) -> Json:
        found = await self._rest.call(method, path, **more)
        return found if isinstance(found, dict) else {}


def _ids(channel: str, message: str = "") -> dict[str, str]:
    return {"channel_id": channel, "message_id": message} if message else {"channel_id": channel}
