"""One server: connected in the background, asked for its tools, and connected again whenever it was lost."""

import asyncio
import logging
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from bot.core.errors import ToolFailed
from bot.core.ports import Clock
from bot.tools.mcp.config import ServerConfig
from bot.tools.mcp.connecting import connected
from bot.tools.mcp.content import result_text

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import Tool as ForeignTool

log = logging.getLogger(__name__)

_FIRST_WAIT: Final = 1.0  # seconds before the next attempt, twice as many after each that fails
_LONGEST_WAIT: Final = 120.0
_HANDSHAKE: Final = 30.0  # seconds
LOOK_EVERY: Final = 60.0  # seconds between two looks at the tools: older servers may not tell of a change
_MOST_TOOLS: Final = 128


class Server:
    """`run` keeps the connection; `tools` are those that it offers now, and that are wanted."""

    def __init__(self, name: str, config: ServerConfig, clock: Clock) -> None:
        self.name = name
        self.config = config
        self.tools: tuple[ForeignTool, ...] = ()
        self.trouble = "not connected so far"
        self.tried = asyncio.Event()  # it has been connected, or could not be
        self._clock = clock
        self._client: Client | None = None
        self._lost = asyncio.Event()
        self._wait = _FIRST_WAIT

    @property
    def status(self) -> str:
        """For example `tickets: 4 tools`, or `tickets: cannot be reached (ConnectError)`."""
        number = f"{len(self.tools)} tool{'' if len(self.tools) == 1 else 's'}"
        return f"{self.name}: {self.trouble or number}"

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            failure: BaseException | None = None
            try:
                await self._connection()
            except Exception as error:  # noqa: BLE001 - a foreign server, its transport and the SDK raise what they like
                failure = _cause(error)
            self._gone(failure)
            self.tried.set()
            await self._clock.sleep(self._wait)
            self._wait = min(self._wait * 2, _LONGEST_WAIT)

    async def call(self, tool: str, arguments: dict[str, Any]) -> str:
        """What the tool gives, as text. Raises `ToolFailed` with a sentence for the model."""
        if (client := self._client) is None:
            raise ToolFailed(f"{self.name} cannot be reached at the moment; it will be tried again.")
        try:
            result = await client.call_tool(tool, arguments, read_timeout_seconds=self.config.seconds)
        except Exception as error:
            if not _is_refusal(error):
                self._lose()
                raise ToolFailed(
                    f"The connection to {self.name} broke while {tool} was at work: nobody knows whether it was done."
                ) from error
            raise ToolFailed(f"{self.name} refused {tool}: {str(_cause(error))[:500]}") from error
        text = result_text(result)
        if result.is_error:
            raise ToolFailed(text)
        return text

    async def _connection(self) -> None:
        """One connection, from the handshake until it is lost."""
        self._lost.clear()
        async with asyncio.timeout(_HANDSHAKE) as handshake, connected(self.config) as client:
            await self._refresh(client)
            handshake.reschedule(None)
            self._client, self.trouble, self._wait = client, "", _FIRST_WAIT
            self.tried.set()
            log.info("MCP server %s", self.status)
            looking = [asyncio.create_task(each) for each in (self._look(client), self._listen(client))]
            try:
                await self._lost.wait()
            finally:
                self._client = None
                for task in looking:
                    task.cancel()
                await asyncio.gather(*looking, return_exceptions=True)

    async def _refresh(self, client: "Client") -> None:
        found: list[ForeignTool] = []
        cursor: str | None = None
        while True:
            page = await client.list_tools(cursor=cursor, cache_mode="bypass")
            found += page.tools
            cursor = page.next_cursor
            if not cursor or len(found) >= _MOST_TOOLS:
                break
        wanted = [each for each in found if any(fnmatchcase(each.name, pattern) for pattern in self.config.tools)]
        self.tools = tuple(wanted[:_MOST_TOOLS])

    async def _listen(self, client: "Client") -> None:
        """Look again when the server says that its tools have changed, where it can say so."""
        from mcp.client.subscriptions import ListenNotSupportedError
        from mcp.shared.exceptions import MCPError

        with suppress(ListenNotSupportedError, MCPError, TimeoutError):
            async with client.listen(tools_list_changed=True) as changes:
                async for _ in changes:
                    await self._look_once(client)

    async def _look(self, client: "Client") -> None:
        while True:
            await self._clock.sleep(LOOK_EVERY)
            await self._look_once(client)

    async def _look_once(self, client: "Client") -> None:
        try:
            async with asyncio.timeout(_HANDSHAKE):
                await self._refresh(client)
        except Exception as error:  # noqa: BLE001 - as in `run`: whatever it is, the connection is no good
            log.info("MCP server %s does not answer any more: %s", self.name, type(_cause(error)).__name__)
            self._lose()

    def _lose(self) -> None:
        """The connection is no good: nothing more is offered until there is another one."""
        self._client, self.tools = None, ()
        self._lost.set()

    def _gone(self, failure: BaseException | None) -> None:
        known, self.tools = self.trouble, ()
        self.trouble = f"cannot be reached ({type(failure).__name__ if failure else 'connection lost'})"
        if known != self.trouble:  # one line for each outage
            log.warning("MCP server %s; trying again", self.status)
            log.debug("That was: %s", failure)


def _is_refusal(error: Exception) -> bool:
    """Whether the server itself has answered, over a connection that still holds."""
    from mcp.shared.exceptions import MCPError
    from mcp.types import CONNECTION_CLOSED, REQUEST_TIMEOUT

    return isinstance(error, MCPError) and error.code not in {CONNECTION_CLOSED, REQUEST_TIMEOUT}


def _cause(error: BaseException) -> BaseException:
    """The first of those that a group holds."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
