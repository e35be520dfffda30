"""A store with talk in it, and a platform that says who may read what."""

from dataclasses import dataclass, field

from bot.core.document_ports import Charging
from bot.core.leases import Alone
from bot.core.search_ports import Found, Sought, Where
from bot.core.values import Address, Audience, Author, Person, Said
from bot.memory.file_search import FileSearch
from bot.memory.indexing import Indexer
from bot.memory.passages import PassageFinder
from bot.memory.searching import Searching
from bot.store.store import SqlStore
from tests.fakes import FakeClock
from tests.memory.fakes import MODEL, FakeDesk, FakeEmbedder

CHANNEL = Address("slack", "T1", "C1")
THREAD = Address("slack", "T1", "C1", "1795000000.000000")
SECRET = Address("slack", "T1", "G9", "1795000000.000000")
ANA, BAO, CHLOE = Author("U1", "Ana"), Author("U2", "Bao"), Author("U3", "Chloé")


@dataclass(slots=True)
class FakeReadable:
    """What the search needs of `bot.core.platform_ports.Platform`; keeps what it was asked."""

    closed: dict[str, set[str]] = field(default_factory=dict)  # by channel or conversation: who may read it
    few: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    async def can_read(self, reader: Audience, address: Address) -> bool:
        key = str(address) if address.thread else address.place
        if isinstance(reader, str):
            return str(address) not in self.few and (reader == "channel" or address.place not in self.closed)
        self.asked.append(key)
        return reader.id in self.closed.get(key, {reader.id})

    async def person(self, author: Author, address: Address) -> Person:
        return Person("Europe/Paris")

    def link(self, address: Address, message_id: str) -> str:
        return f"https://chat.example/archives/{address.channel}/{address.thread}/{message_id}"


@dataclass(slots=True)
class Chatter:
    store: SqlStore
    clock: FakeClock
    platform: FakeReadable = field(default_factory=FakeReadable)
    embedder: FakeEmbedder | None = field(default_factory=FakeEmbedder)
    desk: FakeDesk = field(default_factory=FakeDesk)
    said: int = 0

    async def say(self, text: str, who: Author = ANA, address: Address = THREAD) -> str:
        """A second after the last one; its id."""
        self.said += 1
        message_id = f"{1_795_000_000 + self.said}.000000"
        message = Said(message_id, who, self.clock.now - 100_000 + self.said, text)
        await self.store.transcript.add(address, [message])
        return message_id

    @property
    def finder(self) -> PassageFinder:
        return PassageFinder(self.store.shelf, self.store.passages, self.embedder, model=MODEL)

    @property
    def indexer(self) -> Indexer:
        return Indexer(
            self.store.message_index,
            self.store.file_index,
            self.finder,
            self.embedder,
            self.clock,
            model=MODEL,
            price_of=lambda charge: charge.usage.prompt_tokens / 1_000,
            leases=Alone(),
        )

    async def search(
        self,
        words: str,
        where: Where = "channel",
        asker: Author = ANA,
        *,
        address: Address = THREAD,
        since: float = 0.0,
        limit: int = 10,
        public: bool = False,
        leave_out: str = "",
        charge: Charging | None = None,
    ) -> Found:
        files = FileSearch(self.store.file_index, self.finder)
        search = Searching(self.store.message_index, files, {"slack": self.platform}, self.embedder, model=MODEL)  # type: ignore[dict-item]  # no more of the port is used
        sought = Sought(words, where, asker, address, since, limit, public, leave_out)
        return await search(sought, charge=charge or self.desk.charge)

    async def found(self, words: str, where: Where = "channel", asker: Author = ANA) -> list[str]:
        return [hit.excerpt for hit in (await self.search(words, where, asker)).hits]
