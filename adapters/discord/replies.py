"""Opening the sink for an answer: where it goes follows from what is answered."""

from weakref import WeakSet

from adapters.discord.addresses import DIRECT
from adapters.discord.api import Api
from adapters.discord.cadence import Cadence
from adapters.discord.config import DiscordConfig
from adapters.discord.destination import (
    Destination,
    DirectMessages,
    ExistingChannel,
    OpenThread,
    OwnThread,
    thread_name,
)
from adapters.discord.handles import InteractionHandle, unpack_interaction
from adapters.discord.indicator import Indicator
from adapters.discord.interaction_surface import InteractionSurface
from adapters.discord.layout import status_line
from adapters.discord.places import Places
from adapters.discord.progress import Progress
from adapters.discord.reply import DiscordReply
from adapters.discord.rest import ONCE
from adapters.discord.surface import ChannelSurface, Surface
from adapters.discord.webhooks import Webhooks
from adapters.discord.writer import Writer
from bot.core.platform_ports import Outbox
from bot.core.ports import Clock
from bot.core.values import Address, Answerable, CommandInvoked, MessageReceived


class Replies:
    def __init__(self, config: DiscordConfig, api: Api, webhooks: Webhooks, clock: Clock, places: Places) -> None:
        self._config = config
        self._api = api
        self._webhooks = webhooks
        self._clock = clock
        self._places = places
        self._cadence = Cadence(clock)
        self._typing: WeakSet[Indicator] = WeakSet()
        self._progress: WeakSet[Progress] = WeakSet()

    def open(self, to: Answerable, outbox: Outbox, *, private: bool) -> DiscordReply:
        resumed = bool(outbox.parts)
        private = _is_private(to, private=private)
        if isinstance(to, CommandInvoked):
            key, surface = self._to_command(to, resumed=resumed, private=private)
        else:
            key, surface = self._to_message(to, resumed=resumed, private=private)
        stream, indicator = self._cadence.stream(key), Indicator(surface.typing, self._clock, self._typing)
        writer = Writer(surface, outbox, stream)

        async def say(text: str) -> None:
            await writer.note(status_line(text), attempts=ONCE)

        progress = Progress(say, indicator, stream, self._clock, self._progress)
        greeting = f"<@{to.author.id}> " if isinstance(to, CommandInvoked) and to.calls else ""
        return DiscordReply(surface, outbox, writer, stream, progress, greeting=greeting, is_private=private)

    def close(self) -> None:
        """Show no more for answers that nobody goes on with."""
        for progress in tuple(self._progress):
            progress.stop()
        for indicator in tuple(self._typing):
            indicator.stop()

    def _to_message(self, to: MessageReceived, *, resumed: bool, private: bool) -> tuple[str, Surface]:
        channel, message = written_in(to), to.said.message_id
        destination = self._destination(to, channel, private=private)
        largest = self._places.largest_file("" if private else to.address.workspace)
        return destination.key, ChannelSurface(
            self._api, destination, largest=largest, asked=(channel, message), since=message, resumed=resumed
        )

    def _destination(self, to: MessageReceived, channel: str, *, private: bool) -> Destination:
        if private:
            return DirectMessages(self._api, to.said.author.id)
        if self._config.auto_thread and begins_conversation(to):
            return OwnThread(self._api, channel, to.said.message_id, thread_name(to.said.text) or to.said.author.name)
        return ExistingChannel(channel)

    def _to_command(self, to: CommandInvoked, *, resumed: bool, private: bool) -> tuple[str, Surface]:
        handle = unpack_interaction(to.handle)
        if to.scheduled:
            return self._alone(to, resumed=resumed)
        destination: Destination = (
            DirectMessages(self._api, to.author.id) if private else ExistingChannel(used_in(to.address, handle))
        )
        largest = self._places.largest_file("" if private else to.address.workspace)
        since = handle.id if handle else ""
        later = ChannelSurface(self._api, destination, largest=largest, since=since, resumed=resumed)
        if handle is None or handle.pressed:
            return destination.key, later
        return f"interaction:{handle.id}", InteractionSurface(self._webhooks, handle, to.at, later, self._clock)

    def _alone(self, to: CommandInvoked, *, resumed: bool) -> tuple[str, Surface]:
        """What nobody has asked for just now: in the thread if there is one, or below the message that is named so."""
        channel, thread = to.address.channel, to.address.thread
        destination: Destination = (
            OpenThread(self._api, channel, thread)
            if thread and not self._places.parent(thread)
            else ExistingChannel(thread or channel)
        )
        largest = self._places.largest_file(to.address.workspace)
        below = (channel, thread) if thread else None
        calls = to.author.id if to.calls else ""
        return destination.key, ChannelSurface(
            self._api, destination, largest=largest, asked=below, resumed=resumed, calls=calls
        )


def _is_private(to: Answerable, *, private: bool) -> bool:
    """Direct messages have one reader anyway; an interaction's answer is what it was announced to be."""
    handle = unpack_interaction(to.handle) if isinstance(to, CommandInvoked) else None
    return (private or (handle is not None and handle.private)) and to.address.workspace != DIRECT


def written_in(to: MessageReceived) -> str:
    """The channel or thread that the message stands in."""
    return to.handle or to.address.thread or to.address.channel


def used_in(address: Address, handle: InteractionHandle | None) -> str:
    return handle.channel if handle else address.thread or address.channel


def begins_conversation(to: MessageReceived) -> bool:
    """Whether it stands in a channel of a server, on its own: neither in a thread nor in a chain of replies."""
    in_channel = written_in(to) == to.address.channel and to.address.thread == to.said.message_id
    return in_channel and to.address.workspace != DIRECT and not to.reply_to


def is_one_conversation(to: MessageReceived) -> bool:
    """Whether all that is said where it stands belongs together: in a thread, and in direct messages."""
    return to.address.workspace == DIRECT or written_in(to) != to.address.channel
