"""To which conversation a message belongs, where a process has died between posting and recording."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.belonging import Belonging
from bot.core.errors import PlatformFailed
from bot.core.records import Turn
from bot.core.values import Address, Heard, MessageReceived, Part
from bot.store.database import open_store
from bot.store.store import SqlStore
from tests.contracts.stores import THREAD, accepted, begun, command, message, message_id
from tests.fakes import FakeClock

CHANNEL = replace(THREAD, thread="")
ROOT = message_id(7)  # posted by the bot
COMMAND_LINE = replace(THREAD, thread="command-3")


class FakeMessages:
    """What the bot's own messages say of the turn that they belong to."""

    def __init__(self) -> None:
        self.origins: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.fails = False

    async def named(self, link: str) -> tuple[Address, str] | None:
        raise AssertionError(link)

    async def get(self, address: Address, message_id: str) -> Heard | None:
        raise AssertionError(address, message_id)

    async def origin(self, address: Address, message_id: str) -> str:
        self.asked += 1
        if self.fails:
            raise PlatformFailed("it does not answer")
        return self.origins.get((str(address), message_id), "")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with open_store(tmp_path / "bot.sqlite3", FakeClock()) as opened:
        yield opened


@pytest.fixture
def messages() -> FakeMessages:
    return FakeMessages()


@pytest.fixture
def belonging(store: SqlStore, messages: FakeMessages) -> Belonging:
    return Belonging({"slack": messages}, store.journal, store.transcript)


async def commanded(store: SqlStore) -> Turn:
    """The turn of a command that has begun, and whose first message is not recorded."""
    turn = await store.journal.accept(replace(command(3), address=CHANNEL), COMMAND_LINE, answer=True)
    assert turn is not None
    begun = await store.journal.begin(turn.id)
    assert begun is not None
    return begun


def below(root: str) -> MessageReceived:
    return message(9, address=replace(THREAD, thread=root))


async def test_what_is_asked_below_a_commands_unrecorded_message_belongs_to_the_command(
    store: SqlStore, messages: FakeMessages, belonging: Belonging
) -> None:
    turn = await commanded(store)
    messages.origins[str(CHANNEL), ROOT] = store.journal.outbox(turn).key

    assert await belonging(below(ROOT)) == COMMAND_LINE


async def test_a_reply_to_an_unrecorded_answer_belongs_where_the_question_does(
    store: SqlStore, messages: FakeMessages, belonging: Belonging
) -> None:
    turn = await begun(store, 1)
    messages.origins[str(CHANNEL), ROOT] = message_id(1)
    event = replace(message(9, address=replace(THREAD, thread=message_id(9))), reply_to=ROOT)

    assert await belonging(event) == turn.conversation


async def test_the_event_of_a_command_names_it_as_well(
    store: SqlStore, messages: FakeMessages, belonging: Belonging
) -> None:
    turn = await commanded(store)
    messages.origins[str(CHANNEL), ROOT] = turn.event.event_id

    assert await belonging(below(ROOT)) == COMMAND_LINE


async def test_the_platform_is_not_asked_where_every_turn_has_recorded_its_messages(
    store: SqlStore, messages: FakeMessages, belonging: Belonging
) -> None:
    turn = await commanded(store)
    await store.journal.outbox(turn).record(Part(0, message_id(5), 0, 0, closed=True))

    assert await belonging(below(ROOT)) == below(ROOT).address
    assert messages.asked == 0


async def test_the_platform_is_not_asked_because_somebody_waits_for_an_answer_in_the_channel(
    store: SqlStore, messages: FakeMessages, belonging: Belonging
) -> None:
    await begun(store, 1)
    await accepted(store, 2)

    assert await belonging(below(ROOT)) == below(ROOT).address
    assert messages.asked == 0


async def test_what_is_said_below_somebody_elses_message_is_a_conversation_of_its_own(
    store: SqlStore, messages: FakeMessages, belonging: Belonging
) -> None:
    await commanded(store)

    assert await belonging(below(ROOT)) == below(ROOT).address
    assert messages.asked == 1


async def test_a_platform_that_does_not_answer_loses_no_message(
    store: SqlStore, messages: FakeMessages, belonging: Belonging
) -> None:
    await commanded(store)
    messages.fails = True

    assert await belonging(below(ROOT)) == below(ROOT).address


class FakeLateMessages(FakeMessages):
    """Tells nothing of a message that is recorded while it is asked."""

    def __init__(self, record: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._record = record

    async def origin(self, address: Address, message_id: str) -> str:
        await self._record()
        return await super().origin(address, message_id)


async def test_what_is_recorded_while_it_is_looked_for_is_known(store: SqlStore) -> None:
    turn = await commanded(store)

    async def record() -> None:
        await store.journal.outbox(turn).record(Part(0, ROOT, 0, 0, closed=True))

    belonging = Belonging({"slack": FakeLateMessages(record)}, store.journal, store.transcript)

    assert await belonging(below(ROOT)) == COMMAND_LINE
