"""What is remembered in one database, while it is open."""

from bot.core.ports import Clock
from bot.store.answers import SqlAnswers
from bot.store.budget import SqlBudget
from bot.store.expiry import purge
from bot.store.file_index import SqlFileIndex
from bot.store.forgetting import SqlRemembered
from bot.store.journal import SqlJournal
from bot.store.ledger import SqlLedger
from bot.store.message_index import SqlMessageIndex
from bot.store.notes import SqlNotes
from bot.store.passages import SqlPassages
from bot.store.preferences import SqlPreferences
from bot.store.results import SqlResults
from bot.store.shelf import SqlShelf
from bot.store.sql import Database
from bot.store.timetable import SqlTimetable
from bot.store.transcript import SqlTranscript


class SqlStore:
    """`word` is the database's own, six letters or digits; `put` is for a queue in it (`SqlJournal`)."""

    def __init__(self, database: Database, clock: Clock, word: str, *, put: str = "") -> None:
        self.database = database
        self.journal = SqlJournal(database, clock, word, put)
        self.transcript = SqlTranscript(database, clock)
        self.ledger = SqlLedger(database)
        self.answers = SqlAnswers(database, clock)
        self.budget = SqlBudget(database)
        self.preferences = SqlPreferences(database)
        self.results = SqlResults(database)
        self.shelf = SqlShelf(database, clock)
        self.timetable = SqlTimetable(database, clock)
        self.remembered = SqlRemembered(database, clock)
        self.passages = SqlPassages(database, compares=database.compares)
        self.message_index = SqlMessageIndex(database)
        self.file_index = SqlFileIndex(database)
        self.notes = SqlNotes(database, clock)

    async def purge(self, *, before: float) -> int:
        """Let go of what nobody needs any more and was stored before a time (`Clock.time()`); how many rows.

        These are deliveries, of which a repeated one is then known by its message alone, and the steps of turns that
        have ended: what was said, what it cost and which messages hold it stays.
        """
        return await purge(self.database, before)
