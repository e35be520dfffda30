"""The journal: what was accepted and how far it has come. Every write of a turn is fenced by its attempt."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.core.errors import Superseded
from bot.core.lifecycle import ENDED, State, may_follow
from bot.core.ports import Clock
from bot.core.records import (
    Decided,
    Entry,
    Receipt,
    Step,
    ToolStarted,
    Turn,
    asker_of,
    receipt_json,
    step_json,
)
from bot.core.usage import person_of
from bot.core.values import Address, CommandInvoked, Inbound, MessageReceived, inbound_json
from bot.store.acceptance import Place, accepting
from bot.store.ledger import spending
from bot.store.lines import keep_own
from bot.store.outbox import SqlOutbox
from bot.store.questions import asking, decide
from bot.store.sql import Database, Statement, Value
from bot.store.texts import dumped
from bot.store.turns import PARTS, STEPS, TURN, UPLOADS, belongings, readable, turn_of


def _after_others(sql: str) -> Mapping[State, str]:
    """For each state, the statement with `{before}` replaced by the states that it may follow."""
    before = {then: ", ".join(f"'{now}'" for now in State if may_follow(now, then)) or "''" for then in State}
    return {then: sql.replace("{before}", states) for then, states in before.items()}


_BEGIN: Final = _after_others("""
    UPDATE turns SET attempt = attempt + 1, state = :state, updated_at = :now
    WHERE id = :id AND state IN ({before})
    RETURNING id, conversation, event, state, attempt, accepted_at
""")[State.RUNNING]
_EDITED: Final = """
    SELECT messages.text FROM turns
    JOIN messages ON messages.place = turns.place AND messages.message_id = turns.message_id
    WHERE turns.id = :id AND messages.revision > 0
"""
_REWORD: Final = "UPDATE turns SET event = :event WHERE id = :id AND attempt = :attempt AND settled_at IS NULL"
# A question that was answered while it was being asked is not waited for.
_MOVE: Final = _after_others("""
    UPDATE turns SET updated_at = :now, state = CASE WHEN :state = 'asking' AND (SELECT kind FROM steps
            WHERE turn_id = :id AND kind IN ('asked', 'decided') ORDER BY n DESC LIMIT 1) = 'decided'
        THEN 'running' ELSE :state END
    WHERE id = :id AND attempt = :attempt AND state IN ({before}) RETURNING id
""")
_RECORD: Final = """
    INSERT INTO steps (turn_id, n, attempt, kind, body)
    SELECT :id, (SELECT coalesce(max(n), 0) + 1 FROM steps WHERE turn_id = :id), :attempt, :kind, :body
    FROM turns WHERE id = :id AND attempt = :attempt AND settled_at IS NULL /* FOR SHARE */
    RETURNING n
"""
# What was asked is kept without what was secret in it, and not at all if it has been deleted meanwhile.
_END: Final = _after_others("""
    UPDATE turns SET state = :state, updated_at = :now, settled_at = :now, receipt = :receipt,
        event = CASE WHEN EXISTS (SELECT 1 FROM messages WHERE messages.place = turns.place
            AND messages.message_id = turns.message_id AND deleted) THEN '' ELSE :event END
    WHERE id = :id AND attempt = :attempt AND state IN ({before}) RETURNING id
""")
_NOW: Final = "SELECT state, attempt FROM turns WHERE id = :id"
_UNFINISHED: Final = f"SELECT {TURN} FROM turns WHERE settled_at IS NULL ORDER BY id"  # noqa: S608 - a constant
_OPEN: Final = f"""
    SELECT {TURN} FROM turns WHERE conversation = :conversation AND settled_at IS NULL
    AND state <> 'asking' ORDER BY id
"""  # noqa: S608 - a constant
# Not by the index of channels, which holds every turn there ever was.
_UNFINISHED_UNPOSTED: Final = f"""
    SELECT {TURN} FROM turns WHERE settled_at IS NULL AND place || '' = :place AND attempt > 0
    AND NOT EXISTS (SELECT 1 FROM outbound WHERE turn_id = turns.id) ORDER BY id
"""  # noqa: S608 - a constant
_UNFINISHED_STEPS: Final = (
    f"SELECT {STEPS} FROM steps "  # noqa: S608 - a constant
    "WHERE turn_id IN (SELECT id FROM turns WHERE settled_at IS NULL) ORDER BY turn_id, n"
)
_UNFINISHED_PARTS: Final = (
    f"SELECT {PARTS} FROM outbound "  # noqa: S608 - a constant
    "WHERE turn_id IN (SELECT id FROM turns WHERE settled_at IS NULL) ORDER BY turn_id, part"
)
_UNFINISHED_UPLOADS: Final = (
    f"SELECT {UPLOADS} FROM uploads "  # noqa: S608 - a constant
    "WHERE turn_id IN (SELECT id FROM turns WHERE settled_at IS NULL) ORDER BY turn_id, key"
)


_TOLD: Final = 5.0  # seconds after which somebody who shares the queue may have told a person to wait


class SqlJournal:
    """`core.ports.Journal`. `word` is the database's own, six letters or digits.

    `put` is how a turn is queued in the transaction that stores it (`acceptance.Place`); empty where the queue is not
    in the database.
    """

    def __init__(self, database: Database, clock: Clock, word: str, put: str = "") -> None:
        self._database = database
        self._clock = clock
        self._word = word
        self._put = put
        self._opened_at = clock.time()

    async def accept(self, event: Inbound, conversation: Address, *, answer: bool, line: str = "") -> Turn | None:
        now = self._clock.time()
        place = Place(line, self._put) if line and self._put else None
        results = await self._database.commit(*accepting(event, conversation, now, answer=answer, place=place))
        if not answer or not results or not isinstance(event, MessageReceived | CommandInvoked) or not results[1]:
            return None
        return Turn(results[1][0][0], event, conversation, State.ACCEPTED, 0, now, queued=place is not None)

    async def begin(self, turn_id: int) -> Turn | None:
        """A message edited before any step was recorded is begun with its new text."""
        values: dict[str, Value] = {"id": turn_id, "state": State.RUNNING.value, "now": self._clock.time()}
        results = await self._database.commit(
            Statement(_BEGIN, values, needed=True),
            *belongings(turn_id),
            Statement(_EDITED, {"id": turn_id}),
        )
        if results is None:
            return None
        (begun,), steps, parts, uploads, edited = results
        turn = turn_of(begun, steps, parts, uploads)
        return await self._reworded(turn, edited[0][0]) if edited and not steps else turn

    async def move(self, turn: Turn, state: State) -> None:
        """Raises `Superseded`, or `ValueError` for a move that the lifecycle does not know."""
        values = {"id": turn.id, "attempt": turn.attempt, "state": state.value, "now": self._clock.time()}
        if await self._database.commit(Statement(_MOVE[state], values, needed=True), lasting=False) is None:
            raise await self._refusal(turn, state)

    async def record(self, turn: Turn, step: Step) -> None:
        """Raises `Superseded`."""
        values = {"id": turn.id, "attempt": turn.attempt, "kind": step.kind, "body": dumped(step_json, step)}
        lasting = isinstance(step, ToolStarted)  # what it may do to the world outlives this machine
        if await self._database.commit(Statement(_RECORD, values, needed=True), lasting=lasting) is None:
            raise Superseded(f"turn {turn.id} is no longer that of attempt {turn.attempt}")

    def outbox(self, turn: Turn) -> SqlOutbox:
        again = turn.attempt > 1 or turn.accepted_at < self._opened_at or self._may_be_told(turn)
        return SqlOutbox(self._database, turn, f"{self._word}-{turn.id:x}", again=again)

    async def decide(self, turn_id: int, decided: Decided) -> Turn | None:
        return await decide(self._database, turn_id, decided, self._clock.time())

    async def asking(self, conversation: Address) -> list[Turn]:
        """A turn that can no longer be read is left out, and logged."""
        return await asking(self._database, conversation)

    async def end(self, turn: Turn, state: State, receipt: Receipt, said: Entry | None) -> None:
        """Raises `Superseded`, or `ValueError` for an end that the lifecycle does not know from there."""
        if state not in ENDED:
            raise ValueError(f"a turn does not end by being {state}")
        now = self._clock.time()
        values: dict[str, Value] = {
            "id": turn.id,
            "attempt": turn.attempt,
            "state": state.value,
            "now": now,
            "receipt": dumped(receipt_json, receipt),
            "event": dumped(inbound_json, replace(turn.event, handle="")),
        }
        entry = keep_own(turn, said, now) if said else []
        person = person_of(turn.event.address, asker_of(turn))
        spent = spending(turn.id, person, turn.event.address, receipt, now)
        if await self._database.commit(Statement(_END[state], values, needed=True), *entry, *spent) is None:
            raise await self._refusal(turn, state)

    async def open_in(self, conversation: Address) -> list[Turn]:
        """A turn that can no longer be read is left out, and logged."""
        return readable(await self._database.fetch(_OPEN, conversation=str(conversation)), [], [], [])

    async def unposted(self, channel: Address) -> list[Turn]:
        """A turn that can no longer be read is left out, and logged."""
        return readable(await self._database.fetch(_UNFINISHED_UNPOSTED, place=channel.place), [], [], [])

    async def unfinished(self) -> list[Turn]:
        """A turn that can no longer be read is left out, and logged."""
        belonging = [
            await self._database.fetch(sql) for sql in (_UNFINISHED_STEPS, _UNFINISHED_PARTS, _UNFINISHED_UPLOADS)
        ]
        return readable(await self._database.fetch(_UNFINISHED), *belonging)

    def _may_be_told(self, turn: Turn) -> bool:
        """Whether another process may have said that the turn has to wait, and died before it could record that."""
        waited = self._clock.time() - turn.accepted_at
        return bool(self._put) and turn.attempt > 0 and not turn.parts and waited > _TOLD

    async def _reworded(self, turn: Turn, text: str) -> Turn:
        if isinstance(turn.event, CommandInvoked) or turn.event.said.text == text:
            return turn
        event = replace(turn.event, said=replace(turn.event.said, text=text))
        values: dict[str, Value] = {"id": turn.id, "attempt": turn.attempt, "event": dumped(inbound_json, event)}
        await self._database.commit(Statement(_REWORD, values))
        return replace(turn, event=event)

    async def _refusal(self, turn: Turn, state: State) -> Exception:
        """Why a turn may not become that: its attempt is over, or its own state forbids it."""
        rows = await self._database.fetch(_NOW, id=turn.id)
        if rows and rows[0][1] == turn.attempt and State(rows[0][0]) not in ENDED:
            return ValueError(f"turn {turn.id} is {rows[0][0]} and cannot become {state}")
        return Superseded(f"turn {turn.id} is no longer that of attempt {turn.attempt}, or has ended")
