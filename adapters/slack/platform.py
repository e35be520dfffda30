"""Slack as a `Platform`."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final, NamedTuple

import aiohttp

from adapters.slack.api import SlackApi
from adapters.slack.budget import Budget
from adapters.slack.config import SlackConfig
from adapters.slack.files import Files
from adapters.slack.forms import Forms
from adapters.slack.history import Reader
from adapters.slack.home import HomePage
from adapters.slack.intake import Intake
from adapters.slack.last_word import LastWord
from adapters.slack.membership import Membership
from adapters.slack.messages import SlackMessages, Within
from adapters.slack.missed import MissedReader
from adapters.slack.people import People
from adapters.slack.place import place_of, place_of_press
from adapters.slack.reading import SpanReader
from adapters.slack.receive import Receiver, receiver
from adapters.slack.reply import SlackReply
from adapters.slack.session import open_session, web_client
from adapters.slack.sightings import Sightings
from adapters.slack.sparing import Sparing
from adapters.slack.tokens import check_present, identify
from adapters.slack.viewpoint import Identity
from adapters.slack.whisper import Whisper, tell
from adapters.slack.whole import Whole
from adapters.slack.workspace import Workspace
from bot.core.command import Command
from bot.core.document_ports import Progress
from bot.core.platform_ports import Accept, Messages, Outbox, Reply
from bot.core.ports import Clock
from bot.core.records import Seen
from bot.core.shards import Shards
from bot.core.unread import Missed
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    Attachment,
    Audience,
    Author,
    GapOpened,
    History,
    MessageReceived,
    Person,
    Span,
    Stretch,
)

log = logging.getLogger(__name__)

_ADMIN_FOR: Final = 600.0  # seconds for which somebody is believed to be an admin


class Wired(NamedTuple):
    """What needs a running event loop."""

    workspace: Workspace
    people: People
    files: Files
    membership: Membership


class SlackPlatform:
    """One workspace, one app. Built anywhere; all else needs a running event loop."""

    name = "slack"

    def __init__(self, config: SlackConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._began = clock.time()
        self._commands: dict[str, Command] = {}
        self._session: aiohttp.ClientSession | None = None
        self._wired: Wired | None = None
        self._me: Identity | None = None
        self._asking = asyncio.Lock()
        self._receiver: Receiver | None = None
        self._receiving = asyncio.Event()
        self.shards = Shards()
        self.messages: Messages = SlackMessages(self._within)

    async def run(self, accept: Accept, shard: str = "") -> None:  # noqa: ARG002 - the port's
        check_present(self._config)
        workspace, people = self._wire()[:2]
        me = await self._identity()
        log.info("Slack: %s in workspace %s", me.name, me.team)

        async def gap() -> None:
            await accept(GapOpened(f"gap-{uuid.uuid4().hex}", self.name))
            self._receiving.set()

        intake = Intake(
            me=me,
            people=people,
            whole=Whole(workspace.api),
            forms=Forms(workspace),
            commands=self._commands,
            accept=accept,
            clock=self._clock,
        )
        self._receiver = receiver(self._config, self._open_session(), workspace.api, self._clock, intake.take, gap)
        try:
            await self._receiver.run()
        finally:
            self._receiving.clear()

    async def ready(self, shard: str = "") -> None:  # noqa: ARG002 - the port's
        await self._receiving.wait()

    async def publish(self, commands: Sequence[Command]) -> None:
        """Slack learns of commands from the app's manifest; here they are only known by name."""
        self._commands |= {command.name: command for command in commands}

    def reply(self, to: Answerable, outbox: Outbox, *, private: bool = False) -> Reply:
        workspace = self._wire().workspace
        place = place_of(to)
        if place.home:
            return HomePage(workspace, place)
        if private and (place.response_url or not place.direct):
            return Whisper(workspace, place, outbox)
        return SlackReply(workspace, place, outbox)

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:
        workspace, people = self._wire()[:2]
        me = await self._identity()
        reader = Reader(workspace.api, people, workspace.sightings, me, self._config.channel_context)
        return await reader.read(to, after, limit)

    async def missed(self, seen: Seen, *, limit: int, urgent: Callable[[], bool]) -> Missed:
        people = self._wire().people
        return await MissedReader(self._calls(), people, await self._identity()).read(seen, limit, urgent)

    async def read(self, span: Span, *, progress: Progress) -> Stretch:
        """Threads that began before the span are found as far back as `LookBack` goes; a note says if it ends."""
        people = self._wire().people
        return await SpanReader(self._calls(), people, await self._identity(), span, progress).read()

    async def last_word(self, address: Address, author: Author, *, before: str) -> float:
        return await LastWord(self._calls(), address, author.id, before).find()

    async def person(self, author: Author, address: Address) -> Person:
        user = await self._wire().people.user(author.id, within=_ADMIN_FOR)
        return Person(user.zone, user.admin and user.team == address.workspace) if user else Person()

    async def can_read(self, reader: Audience, address: Address) -> bool:
        membership = self._wire().membership
        if isinstance(reader, str):  # who reads a channel of Slack reads its threads
            return reader == "channel" or await membership.is_public(address.channel)
        return await membership.can_read(reader.id, address.channel, address.workspace)

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        return self._wire().files.fetch(attachment)

    async def tell(self, press: ActionPressed, text: str) -> None:
        workspace = self._wire().workspace
        await tell(workspace, place_of_press(press), text)

    def link(self, address: Address, message_id: str) -> str:
        """Made from the workspace's own address, which is known once `run` has begun."""
        if self._me is None or not self._me.url:
            return ""
        link = f"{self._me.url.rstrip('/')}/archives/{address.channel}/p{message_id.replace('.', '')}"
        in_thread = address.thread and address.thread != message_id
        return f"{link}?thread_ts={address.thread}&cid={address.channel}" if in_thread else link

    async def close(self) -> None:
        if self._wired is not None:
            await self._wired.workspace.background.close()
            await self._wired.people.close()
        if self._session is not None:
            await self._session.close()

    async def _identity(self) -> Identity:
        async with self._asking:
            if self._me is None:
                self._me = await identify(self._wire().workspace.api)
        return self._me

    async def _within(self) -> Within:
        wired = self._wire()
        return Within(wired.workspace.api, wired.people, await self._identity())

    def _calls(self) -> Sparing:
        return Sparing(self._wire().workspace.api, self._clock)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(self._config.timeout)
        return self._session

    def _wire(self) -> Wired:
        """Made once."""
        if self._wired is None:
            session, config = self._open_session(), self._config
            client = web_client(session, config.bot_token, config.api_url)
            api = SlackApi(client, self._clock, Budget(self._clock))
            workspace = Workspace(api, self._clock, Sightings(self._began))
            files = Files(session, api, config.bot_token, config.api_url)
            people = People(api, self._clock)
            self._wired = Wired(workspace, people, files, Membership(api, people, self._clock))
        return self._wired
