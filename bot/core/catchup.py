"""Finding what was said while nobody listened: after every gap, in the conversations that the bot follows."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.dispatch import Dispatcher
from bot.core.errors import BotError, StoreFailed
from bot.core.gap_reader import GapReader
from bot.core.leases import Leases
from bot.core.platform_ports import Platform
from bot.core.ports import Clock, Preferences, Transcript
from bot.core.records import Seen, Turn
from bot.core.shards import Shard, shard_of
from bot.core.unheard import Unheard
from bot.core.unread import Unread, Waiting, places_of
from bot.core.values import Address, Answerable, CommandInvoked, GapOpened, Inbound, MessageEdited, MessageReceived

log = logging.getLogger(__name__)

FOLLOWED_FOR: Final = 7 * 86_400.0  # seconds after its last turn for which a conversation is looked after
CONVERSATIONS: Final = 100  # that are looked at, the most recent ones
OVERLAP: Final = 20.0  # seconds: a new connection may bring messages before its gap is told
AGAIN: Final = 5.0  # seconds until a gap is looked into again where the database was away
GIVEN_UP: Final = 120.0  # seconds after which a platform may no longer tell again what could not be stored


class CatchUp:
    """Stands between the platforms and the dispatcher: what it accepts, it hands on, and after a gap what was missed.

    Channels and threads are read one by one, and each is handed on as soon as it is read, oldest first; the journal
    drops what it knows, so that everything is answered once. In one conversation the order is that of posting:

    - A live message waits until its own channel and thread have been read, however long that takes, and for nothing
      else; they are read next. If they cannot be read, it waits no longer.
    - While it waits it is already stored, as a turn that is owed and not yet queued, so that its event can be
      acknowledged. Only a message that may turn out to follow up a question which is still to be found cannot be
      stored as anything: it is held in memory, and should the process die, found again by the next one.
    - A process that dies before it is through leaves behind since when something may be missing. The next one begins
      there, and keeps back what was stored since then and never begun until it has read as far itself.

    What could not be stored for long is a gap as well, once something can be stored again.

    Each shard of a platform has its own gaps: of another's nothing is read, and nothing waits for it.

    With `shared` other processes answer meanwhile, and what was accepted is theirs as well: it is not queued again.
    What was missed before `late` seconds ago is remembered and not answered. Mentions in threads which the bot has
    never been in are found as far as the platform lists such threads beside the channel's new messages.
    """

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        dispatcher: Dispatcher,
        transcript: Transcript,
        preferences: Preferences,
        clock: Clock,
        late: float,
        leases: Leases,
        shared: bool = False,
    ) -> None:
        self._platforms = platforms
        self._shard = shard_of(platforms)
        self._dispatcher = dispatcher
        self._transcript = transcript
        self._kept = Unheard(preferences)
        self._clock = clock
        self._late = late
        self._leases = leases
        self._shared = shared
        self._readers = {
            Shard(name, shard): self._reader(name)
            for name, platform in platforms.items()
            for shard in platform.shards.names
        }
        self._unheard: dict[Shard, float] = {}  # when all was heard for the last time, while something may be missing
        self._unstored: dict[Shard, float] = {}  # since when nothing could be stored
        self._tasks: dict[Shard, asyncio.Task[None]] = {}

    async def resume(self) -> int:
        """Queue every turn that an earlier process accepted and did not end; how many it were."""
        await self._carry_over()
        for shard, reader in self._readers.items():
            if (since := await self._kept.since(shard)) is not None:
                self._unheard[shard] = since
                reader.unread.open()
        queued, waiting = 0, set[Address]()
        for turn in await self._dispatcher.unfinished():
            # What was asked later waits as well, though it may have been heard before something older was found.
            if self._may_wait(turn) or (turn.conversation in waiting and not turn.attempt):
                waiting |= {turn.conversation} if self._admit(turn) else set()
            elif self._shared:
                continue
            else:
                self._dispatcher.queue(turn)
            queued += 1
        return queued

    async def sweep(self) -> int:
        """Queue what nobody holds; how many turns. What another process may be keeping back is left to it.

        It also looks for what could not be stored, if nothing has been said since.
        """
        gaps: list[Shard] = []
        for name in self._platforms if self._shared else ():
            gaps += await self._kept.missing(name, self._shards(name), after=self._clock.time() - self._late)
        queued = await self._dispatcher.sweep(lambda address: self._shard(address) in gaps)
        for shard in list(self._unstored):
            await self._look_for_unstored(shard)
        return queued

    async def accept(self, event: Inbound) -> None:
        """As `bot.core.platform_ports.Accept`."""
        shard = Shard(event.platform, event.shard) if isinstance(event, GapOpened) else self._shard(event.address)
        await self._look_for_unstored(shard)
        try:
            await self._accept(event)
        except StoreFailed:
            self._unstored.setdefault(shard, self._clock.time())
            raise
        self._unstored.pop(shard, None)

    async def _accept(self, event: Inbound) -> None:
        match event:
            case GapOpened() if (shard := Shard(event.platform, event.shard)) in self._readers:
                await self._opened(shard, event)
            case MessageReceived() | CommandInvoked() if event.address.platform in self._platforms:
                await self._said(event)
            case MessageEdited() if event.address.platform in self._platforms:
                self._unread(event.address).reword(event)
                await self._dispatcher.accept(event)
            case _:
                await self._dispatcher.accept(event)

    async def let_go(self, shard: Shard) -> None:
        """Another process listens to it from now on, and looks for what this one has not found yet."""
        if (task := self._tasks.pop(shard, None)) is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for turn in self._readers[shard].unread.turns():
            self._dispatcher.let_go(turn)
        self._readers[shard] = self._reader(shard.platform)
        self._unheard.pop(shard, None)
        self._unstored.pop(shard, None)

    async def close(self) -> None:
        """Stop reading; the next start takes it up again."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _said(self, event: Answerable) -> None:
        """Store it, and queue it unless something older may yet be found."""
        unread = self._unread(event.address)
        if isinstance(event, MessageReceived) and not unread.is_idle:
            places = places_of(event, await self._dispatcher.conversation(event))
            if unread.blocks(places) and not await self._dispatcher.asks(event) and unread.blocks(places):
                unread.wait(Waiting(event, places, live=True))
                return
        if (turn := await self._dispatcher.store(event, self._blocked)) is not None:
            self._admit(turn)

    def _blocked(self, event: Answerable, conversation: Address) -> bool:
        return self._unread(event.address).blocks(places_of(event, conversation))

    def _admit(self, turn: Turn) -> bool:
        """Queue a turn, or keep it back until what may hold something older has been read; whether that is so."""
        if turn.queued or not self._blocked(turn.event, turn.conversation) or not self._dispatcher.has_to_wait(turn):
            self._dispatcher.admit(turn)
            return False
        self._dispatcher.keep_back(turn)
        self._unread(turn.event.address).wait(
            Waiting(turn.event, places_of(turn.event, turn.conversation), turn, live=True)
        )
        return True

    async def _look_for_unstored(self, shard: Shard) -> None:
        """Look for what came since nothing could be stored, if that is long ago; before anything that comes now."""
        since = self._unstored.get(shard)
        if since is not None and shard in self._readers and self._clock.time() - since > GIVEN_UP:
            del self._unstored[shard]
            self._unheard[shard] = min(self._unheard.get(shard, since), since - OVERLAP)
            await self._opened(shard, GapOpened(f"unstored:{shard}:{since}", shard.platform, shard.name))

    async def _opened(self, shard: Shard, event: GapOpened) -> None:
        """Keep from when on something may be missing, unless it is being looked for since an earlier time; and look."""
        self._readers[shard].unread.open()
        since = self._unheard.setdefault(shard, self._clock.time() - OVERLAP)
        try:
            if (kept := await self._kept.since(shard)) is not None:
                since = self._unheard[shard] = min(since, kept)
            await self._kept.keep(shard, since)
            if kept is not None and self._shared:
                await self._inherit(shard)
        except StoreFailed as error:
            log.warning("%s: what was missed would be forgotten by a restart: %s", shard, error)
        await self._dispatcher.accept(event)
        if (task := self._tasks.get(shard)) is None or task.done():
            self._tasks[shard] = asyncio.create_task(self._catch_up(shard))

    async def _inherit(self, shard: Shard) -> None:
        """Admit, in its order, what a process has kept back that died since this one began. What is queued stays so."""
        for turn in await self._dispatcher.unfinished():
            here = self._shard(turn.event.address) == shard and self._may_wait(turn)
            if here and not self._dispatcher.keeps_back(turn):
                self._admit(turn)

    async def _catch_up(self, shard: Shard) -> None:
        """Once for each gap, those included that open meanwhile; by one process at a time, since they read the same."""
        reader = self._readers[shard]
        while not reader.unread.is_planned:
            try:
                async with self._leases.hold(f"catching up {shard}"):
                    await self._read(shard, reader)
            except StoreFailed as error:
                log.warning("%s: what was missed cannot be looked for now: %s", shard, error)
                reader.unread.open()
                await self._clock.sleep(AGAIN)
            except BotError as error:
                log.warning("%s: what was missed could not be found, the next start tries again: %s", shard, error)
            except Exception:  # a defect here must not silence the bot
                log.exception("%s: what was missed could not be found", shard)
        handed, late = reader.told()
        if handed or late:
            log.info("%s: looked at %s messages of the gap, and %s too old to be answered", shard, handed, late)

    async def _read(self, shard: Shard, reader: GapReader) -> None:
        """Read everything, and close the gap; not if something is left, or if another has opened by then."""
        await reader.read(lambda: self._places(shard))
        if reader.unread.is_planned and not reader.failed:
            await self._kept.close(shard)
            if reader.unread.is_planned:
                self._unheard.pop(shard, None)

    async def _places(self, shard: Shard) -> Sequence[Seen]:
        now = self._clock.time()
        return await self._transcript.places(
            shard.platform,
            since=now - FOLLOWED_FOR,
            stored_before=self._unheard.get(shard, now),
            limit=CONVERSATIONS,
            among=lambda conversation: self._shard(conversation) == shard,
        )

    async def _carry_over(self) -> None:
        """The platforms may have been divided otherwise; by one process at a time."""
        for name in self._platforms:
            async with self._leases.hold(f"carrying over {name}"):
                await self._kept.carry_over(name, self._shards(name))

    def _may_wait(self, turn: Turn) -> bool:
        """Whether a process that caught up may have kept it back."""
        since = self._unheard.get(self._shard(turn.event.address))
        return since is not None and not turn.attempt and turn.accepted_at >= since

    def _shards(self, name: str) -> list[Shard]:
        return [shard for shard in self._readers if shard.platform == name]

    def _reader(self, name: str) -> GapReader:
        return GapReader(self._platforms[name], self._dispatcher, self._clock, late=self._late)

    def _unread(self, address: Address) -> Unread:
        return self._readers[self._shard(address)].unread
