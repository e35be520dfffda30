"""What the store costs a turn.

A turn as the bot takes it: followed?, accept, begin, last position, history, summary, a page of the transcript, counts,
two model replies and one tool call recorded, one message posted and closed, delivering, end.
"""

import asyncio
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from bot.clock import SystemClock
from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage, ToolCall, Usage
from bot.core.records import Count, Entry, ModelReplied, Receipt, ToolFinished, ToolStarted, Turn
from bot.core.values import Address, Author, MessageReceived, Part, Said
from bot.store.database import open_store
from bot.store.store import SqlStore

ANN: Final = Author("U1", "Ann")
BOT: Final = Author("self", "me", "self")
PAGE: Final = 50  # entries a turn reads


async def cost_of_a_turn(turns: int = 600) -> list[tuple[int, int, float, float]]:
    """For threads of 10 and 10,000 messages, 1 and 10 turns at once: ms of CPU and, at the median, of time."""
    found = []
    for length in (10, 10_000):
        for at_once in (1, 10):
            with tempfile.TemporaryDirectory() as folder:
                async with open_store(Path(folder) / "bench.sqlite3", SystemClock()) as store:
                    found.append((length, at_once, *await _cost(store, turns, length, at_once)))
    return found


async def _cost(store: SqlStore, turns: int, length: int, at_once: int) -> tuple[float, float]:
    places = [Address("slack", "T1", f"C{number}", "1700000000.000001") for number in range(at_once)]
    for place in places:
        await store.transcript.add(place, [_said(number) for number in range(length)])
    cpu = _cpu()
    walls = await asyncio.gather(*(_turns(store, place, length, turns // at_once) for place in places))
    times = [each for one in walls for each in one]
    return 1000 * (_cpu() - cpu) / len(times), 1000 * statistics.median(times)


async def _turns(store: SqlStore, place: Address, start: int, number: int) -> list[float]:
    """Seconds of each turn."""
    times = []
    for index in range(number):
        began = time.perf_counter()
        await _turn(store, place, start + 2 * index)
        times.append(time.perf_counter() - began)
    return times


async def _turn(store: SqlStore, place: Address, number: int) -> None:
    journal, transcript = store.journal, store.transcript
    event = MessageReceived(f"{place.channel}-{number}", place, _said(number), addressed=True, handle="secret")
    await transcript.followed(place)
    accepted = await journal.accept(event, place, answer=True)
    assert accepted
    turn = await journal.begin(accepted.id)
    assert turn
    await transcript.last_position(place, stored_before=0.0 if number % 2 else 4e9)
    await transcript.add(place, ())
    await transcript.summary(place)
    entries = await transcript.newest(turn, after="", limit=PAGE)
    uncounted = {entry.position: Count(12, 13) for entry in entries if entry.count is None}
    if uncounted:
        await transcript.counted(place, uncounted)
    await record_answer(store, turn, number)


async def record_answer(store: SqlStore, turn: Turn, number: int) -> None:
    """All that is recorded of a turn with one tool call, to its end."""
    journal, outbox = store.journal, store.journal.outbox(turn)
    call = ToolCall("abcdefghi", "calculate", '{"expression": "6*7"}')
    await journal.record(turn, ModelReplied(AssistantMessage("", (call,)), Usage(900, 20), "mistral-small"))
    await journal.record(turn, ToolStarted(call))
    await journal.record(turn, ToolFinished(call, "42"))
    message_id = _said(number + 1).message_id
    await outbox.record(Part(0, message_id, 0, 0))
    answer = AssistantMessage("The answer is 42. " * 20)
    await journal.record(turn, ModelReplied(answer, Usage(950, 120), "mistral-small"))
    await journal.move(turn, State.DELIVERING)
    await outbox.record(Part(0, message_id, 0, len(answer.text), closed=True))
    said = Entry(message_id.rjust(24, "0"), message_id, BOT, 0.0, answer.text, messages=(answer,))
    await journal.end(turn, State.DONE, Receipt(model="mistral-small"), said)


def _said(number: int) -> Said:
    return Said(f"17000{number:05d}.000000", ANN, 1_700_000_000.0 + number, f"Message {number} of a long thread.")


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
