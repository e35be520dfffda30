"""Discord as a `Platform`."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from adapters.discord.addresses import DIRECT, PLATFORM
from adapters.discord.api import Api
from adapters.discord.config import DiscordConfig
from adapters.discord.directory import Directory
from adapters.discord.fields import snowflake
from adapters.discord.files import Files
from adapters.discord.gateway import Gateway, Identify
from adapters.discord.hearing import Hearing
from adapters.discord.history import HistoryReader
from adapters.discord.inbox import Inbox
from adapters.discord.interactions import Interactions
from adapters.discord.last_word import LastWord
from adapters.discord.messages import DiscordMessages
from adapters.discord.missed import MissedReader
from adapters.discord.process import point_discord_py
from adapters.discord.publisher import Publisher
from adapters.discord.pulse import Pulse
from adapters.discord.reading import SpanReader
from adapters.discord.replies import Replies
from adapters.discord.rest import Rest
from adapters.discord.rights import Rights
from adapters.discord.session import Session
from adapters.discord.sharding import shards
from adapters.discord.starts import Starts
from adapters.discord.supervisor import ContentWish, Supervisor
from adapters.discord.viewpoint import Viewpoint
from adapters.discord.webhooks import Webhooks
from adapters.discord.whisper import tell
from bot.core.command import Command
from bot.core.document_ports import Progress
from bot.core.errors import PlatformFailed
from bot.core.leases import Alone, Leases
from bot.core.platform_ports import Accept, Messages, Outbox, Reply
from bot.core.ports import Clock, Preferences
from bot.core.records import Seen
from bot.core.unread import Missed
from bot.core.values import (
    ActionPressed,
    Address,
    Answerable,
    Attachment,
    Audience,
    Author,
    History,
    MessageReceived,
    Person,
    Span,
    Stretch,
)

log = logging.getLogger(__name__)

WEB: Final = "https://discord.com/channels"


class DiscordPlatform:
    """`platform_ports.Platform` for one bot token. A process can talk to one Discord: see `process`."""

    def __init__(
        self, config: DiscordConfig, clock: Clock, preferences: Preferences, leases: Leases | None = None
    ) -> None:
        point_discord_py(config)
        self._config = config
        self._clock = clock
        self._view = Viewpoint(reads_content=config.message_content is not False)
        self._rest = Rest(config.token, clock, timeout=config.timeout)
        self._session = Session()
        self._api = Api(self._rest)
        self._webhooks = Webhooks(self._rest, self._session)
        self._replies = Replies(config, self._api, self._webhooks, clock, self._view.places)
        self._reader = HistoryReader(self._api, self._view, context=config.channel_context)
        self._missed = MissedReader(self._api, self._view)
        self._spans = SpanReader(self._api, self._view)
        self._rights = Rights(Directory(self._rest), clock)
        self._last_word = LastWord(self._api, self._view)
        self._files = Files(self._api, self._session, clock, largest=config.largest_file, timeout=config.timeout)
        self._publisher = Publisher(self._api, preferences, config.token)
        self._starts = Starts(self._api, leases or Alone(), preferences, clock, config.shards)
        self._content = ContentWish(config.message_content is not False)
        self.shards = shards(config.shards)
        self._ready = {name: asyncio.Event() for name in self.shards.names}
        self.messages: Messages = DiscordMessages(self._api, self._view)

    @property
    def name(self) -> str:
        return PLATFORM

    async def run(self, accept: Accept, shard: str = "") -> None:
        number = self.shards.names.index(shard)
        interactions = Interactions(self._webhooks, self._clock, self._view)
        inbox = Inbox(self._api, interactions, self._clock, self._view, accept, shard)
        pulse = Pulse(self._clock)
        hearing = Hearing(self._view, inbox, pulse, self._ready[shard], shard)

        def gateway(message_content: bool, identify: Identify) -> Gateway:
            self._view.reads_content = message_content
            return Gateway(
                hearing.hear,
                hearing.events,
                identify,
                shard=(number, self._config.shards),
                message_content=message_content,
                deaf_after=self._config.deaf_after,
            )

        warming = asyncio.create_task(self._warm())
        try:
            await Supervisor(
                self._config,
                self._clock,
                pulse,
                self._starts,
                shard=number,
                content=self._content,
                build=gateway,
            ).run()
        finally:
            warming.cancel()
            self._ready[shard].clear()
            await inbox.close()

    async def ready(self, shard: str = "") -> None:
        await self._ready[shard].wait()

    async def publish(self, commands: Sequence[Command]) -> None:
        self._view.commands = {command.name: command for command in commands}
        await self._publisher.publish(commands)

    def reply(self, to: Answerable, outbox: Outbox, *, private: bool = False) -> Reply:
        return self._replies.open(to, outbox, private=private)

    async def history(self, to: MessageReceived, *, after: str = "", limit: int = 1000) -> History:
        await self._recognise()
        return await self._reader.read(to, after=after, limit=limit)

    async def missed(self, seen: Seen, *, limit: int, urgent: Callable[[], bool]) -> Missed:  # noqa: ARG002 - the port's
        await self._recognise()
        return await self._missed.read(seen, limit)

    async def read(self, span: Span, *, progress: Progress) -> Stretch:
        await self._recognise()
        return await self._spans.read(span, progress)

    async def last_word(self, address: Address, author: Author, *, before: str) -> float:
        return await self._last_word.at(address, author, before)

    async def person(self, author: Author, address: Address) -> Person:
        return await self._rights.person(author.id, address.workspace)

    async def can_read(self, reader: Audience, address: Address) -> bool:
        if isinstance(reader, str):
            return await self._rights.all_read(reader, address)
        return await self._rights.can_read(reader.id, address)

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        return self._files.fetch(attachment)

    async def tell(self, press: ActionPressed, text: str) -> None:
        await tell(self._webhooks, press, text)

    def link(self, address: Address, message_id: str) -> str:
        guild = "@me" if address.workspace == DIRECT else address.workspace
        parent = self._view.places.parent(address.thread)
        in_thread = bool(parent) and (message_id != address.thread or self._view.places.is_forum(parent))
        return f"{WEB}/{guild}/{address.thread if in_thread else address.channel}/{message_id}"

    async def _recognise(self) -> None:
        """Know who the bot is, which the gateway tells where it has been connected."""
        if not self._view.me:
            self._view.recognise(snowflake(await self._rest.user(), "id"))

    async def _warm(self) -> None:
        """Open the REST session beside the gateway's, so that the first answer does not wait for it."""
        try:
            await self._rest.user()
        except PlatformFailed as error:  # the gateway will meet the same, and tell
            log.debug("Could not log in beforehand: %s", error)

    async def close(self) -> None:
        self._replies.close()
        await self._session.close()
        await self._rest.close()
