"""What a test of the Slack adapter holds in its hands: the adapter, and the loopback Slack that it talks to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from adapters.slack import SlackConfig, SlackPlatform
from adapters.slack.handles import AskHandle, written
from bot.core.command import Command
from bot.core.errors import StoreFailed
from bot.core.platform_ports import Reply
from bot.core.ports import Clock
from bot.core.values import Address, Author, CommandInvoked, GapOpened, Inbound, MessageReceived, Said
from deploy.sandbox.clock import SystemClock, TurnedClock
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog
from deploy.sandbox.slack.service import SlackService
from tests.fakes import FakeOutbox, settle

TEAM, BOT, BOT_ID = "T0SANDBOX", "U0BOT0001", "B0SANDBOX"
ANA, BAO = "U0ANA0001", "U0BAO0001"
GENERAL, BOARD = "C0GENERAL", "C0BOARD01"


class Rig:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.log = CallLog(clock)
        self.faults = FaultPlan()
        self.slack = SlackService(clock, self.log, self.faults)
        self.accepted: list[Inbound] = []
        self.refusals = 0  # events that the store shall refuse
        self._commands: Sequence[Command] = ()
        self._running: asyncio.Task[None] | None = None
        self._platform: SlackPlatform | None = None

    @property
    def config(self) -> SlackConfig:
        named = self.slack.environment()
        return SlackConfig(
            bot_token=named["SLACK_BOT_TOKEN"],
            app_token=named["SLACK_APP_TOKEN"],
            signing_secret=named["SLACK_SIGNING_SECRET"],
            api_url=named["SLACK_API_URL"],
            http_port=0,
        )

    @property
    def platform(self) -> SlackPlatform:
        if self._platform is None:
            self._platform = SlackPlatform(self.config, self.clock)
        return self._platform

    async def start(self, **changes: Any) -> SlackPlatform:
        """Let the adapter receive; `changes` are to its configuration."""
        await self.stop()
        self._platform = SlackPlatform(replace(self.config, **changes), self.clock)
        self._running = asyncio.create_task(self.platform.run(self._accept))
        ready = asyncio.create_task(self.platform.ready())
        await asyncio.wait({self._running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            await self._running
        return self.platform

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None
        if self._platform is not None:
            await self._platform.close()
            self._platform = None

    async def _accept(self, event: Inbound) -> None:
        if self.refusals and not isinstance(event, GapOpened):
            self.refusals -= 1
            self.log.notify()
            raise StoreFailed("the disk is full")
        self.accepted.append(event)
        self.log.notify()

    def told(self, kind: str) -> list[Any]:
        """The accepted events of one kind."""
        return [event for event in self.accepted if event.kind == kind]

    async def turn(self, seconds: float) -> None:
        """Turn the clock on, after whatever was just begun has looked at it."""
        assert isinstance(self.clock, TurnedClock)
        await settle()
        await self.clock.advance(seconds)
        await settle()

    async def until(self, look: Callable[[], Any], *, timeout: float = 10.0) -> Any:
        return await self.log.until(look, timeout=timeout)

    async def round_trip(self) -> None:
        """Let what is on its way over the loopback arrive."""
        for _ in range(3):
            await self.platform._wire()[0].api.send("auth.test", {})

    def fail(self, name: str, kind: str, *, times: int = 1, skip: int = 0, **with_: Any) -> None:
        self.faults.add(Fault("slack", name, kind, times, skip, with_))

    def names(self, *but: str) -> list[str]:
        """The names of the API calls so far."""
        return [call.name for call in self.log if call.name not in {*but, "link"}]

    def asked(
        self, text: str = "hello", channel: str = GENERAL, user: str = "Ana", thread: str = ""
    ) -> MessageReceived:
        """Let somebody say something; the event as the adapter reads it."""
        ts = self.slack.say(user, channel, text, thread)
        direct = channel.startswith("D")
        return MessageReceived(
            event_id=f"Ev{ts}",
            address=Address("slack", TEAM, channel, thread or ts),
            said=Said(ts, Author(self.slack.users()[user], user), float(ts), text),
            addressed=True,
            handle=written(AskHandle(TEAM, direct=direct)),
        )

    def reply(self, text: str = "hello", channel: str = GENERAL) -> tuple["Reply", FakeOutbox, str]:
        """A question and the sink for its answer: the reply, its ledger, and the thread."""
        asked, outbox = self.asked(text, channel), FakeOutbox()
        return self.platform.reply(asked, outbox), outbox, asked.address.thread

    def answers(self, thread: str, channel: str = GENERAL) -> list[Any]:
        """What the bot has written in a thread."""
        return [message for message in self.slack.messages(channel, thread) if message["bot"]]


def invoked(
    name: str = "ask", line: str = "/ask why", channel: str = GENERAL, response_url: str = "", at: float = 0.0
) -> CommandInvoked:
    handle = AskHandle(TEAM, response_url=response_url, line=line)
    return CommandInvoked(
        event_id="command-1",
        address=Address("slack", TEAM, channel),
        author=Author(ANA, "Ana"),
        at=at,
        name=name,
        handle=written(handle),
    )


@asynccontextmanager
async def open_rig(clock: Clock | None = None) -> AsyncIterator[Rig]:
    rig = Rig(clock or SystemClock())
    site = Site(rig.slack.application())
    rig.slack.opened(await site.start())
    try:
        yield rig
    finally:
        await rig.stop()
        await rig.slack.close()
        await site.stop()
