"""What every platform adapter tells of what people may: whether they look after the place, and what they may read.

Subclasses give the fixtures `rig`, `reading` and `standing`.
"""

from dataclasses import replace
from typing import Protocol

from bot.core.values import Address
from tests.contracts.platform_contract import Rig
from tests.contracts.reading_contract import ReadingHands, thread_of


class StandingHands(Protocol):
    """How people come to be what they are. Ana owns the place, Chloé is nobody special."""

    def promote(self, who: str) -> None:
        """Make somebody an admin."""

    def board(self) -> Address:
        """A private channel of Ana and others, without Chloé, that the bot can read."""

    def let_in(self, who: str) -> None:
        """Let somebody into that channel."""

    def hidden(self) -> Address:
        """A channel of Ana's that the bot cannot see."""

    def direct(self, who: str) -> Address:
        """Where this person and the bot talk alone."""

    def depart(self, who: str) -> None:
        """Let somebody leave for good."""


async def can_read(rig: Rig, reading: ReadingHands, who: str, address: Address) -> bool:
    return await rig.platform.can_read(reading.author(who), address)


class StandingContract:
    async def test_who_looks_after_the_place_is_told(
        self, rig: Rig, reading: ReadingHands, standing: StandingHands
    ) -> None:
        standing.promote("Bao")

        people = [await rig.platform.person(reading.author(who), reading.channel()) for who in ("Ana", "Bao", "Chloé")]

        assert [person.admin for person in people] == [True, True, False]

    async def test_who_is_not_there_looks_after_nothing(
        self, rig: Rig, reading: ReadingHands, standing: StandingHands
    ) -> None:
        author = replace(reading.author("Chloé"), id="499000000000000000")

        assert not (await rig.platform.person(author, reading.channel())).admin
        assert not await rig.platform.can_read(author, reading.channel())
        assert not await rig.platform.can_read(author, standing.board())

    async def test_everybody_may_read_a_public_channel(self, rig: Rig, reading: ReadingHands) -> None:
        assert await can_read(rig, reading, "Chloé", reading.channel())

    async def test_everybody_may_read_a_public_channels_threads(self, rig: Rig, reading: ReadingHands) -> None:
        rig.stage.begin("Bao", "Root.")
        address = await thread_of(rig, "Root.")

        assert await can_read(rig, reading, "Chloé", address)

    async def test_a_private_channel_is_for_those_who_are_in_it(
        self, rig: Rig, reading: ReadingHands, standing: StandingHands
    ) -> None:
        board = standing.board()

        assert await can_read(rig, reading, "Ana", board)
        assert not await can_read(rig, reading, "Chloé", board)

    async def test_a_thread_of_a_private_channel_is_for_those_who_are_in_the_channel(
        self, rig: Rig, reading: ReadingHands, standing: StandingHands
    ) -> None:
        thread = replace(standing.board(), thread="1795000000.000100")

        assert await can_read(rig, reading, "Ana", thread)
        assert not await can_read(rig, reading, "Chloé", thread)

    async def test_who_was_let_in_may_read(self, rig: Rig, reading: ReadingHands, standing: StandingHands) -> None:
        board = standing.board()
        standing.let_in("Chloé")

        assert await can_read(rig, reading, "Chloé", board)

    async def test_who_has_left_may_read_nothing(
        self, rig: Rig, reading: ReadingHands, standing: StandingHands
    ) -> None:
        dev = reading.author("Dev")
        standing.depart("Dev")

        assert not await rig.platform.can_read(dev, reading.channel())
        assert not (await rig.platform.person(dev, reading.channel())).admin

    async def test_of_a_channel_that_the_bot_cannot_see_it_reads_for_nobody(
        self, rig: Rig, reading: ReadingHands, standing: StandingHands
    ) -> None:
        assert not await can_read(rig, reading, "Ana", standing.hidden())

    async def test_direct_messages_are_for_the_one_who_writes_them(
        self, rig: Rig, reading: ReadingHands, standing: StandingHands
    ) -> None:
        direct = standing.direct("Bao")

        assert await can_read(rig, reading, "Bao", direct)
        assert not await can_read(rig, reading, "Ana", direct)

    async def test_a_public_channel_and_its_threads_are_read_by_the_workspace(
        self, rig: Rig, reading: ReadingHands
    ) -> None:
        rig.stage.begin("Bao", "Root.")

        for address in (reading.channel(), await thread_of(rig, "Root.")):
            assert await rig.platform.can_read("workspace", address)
            assert await rig.platform.can_read("channel", address)

    async def test_a_private_channel_is_not_read_by_the_workspace(self, rig: Rig, standing: StandingHands) -> None:
        board = standing.board()

        for address in (board, replace(board, thread="1795000000.000100"), standing.direct("Bao")):
            assert not await rig.platform.can_read("workspace", address)
            assert await rig.platform.can_read("channel", address)

    async def test_what_cannot_be_seen_is_not_read_by_the_workspace(self, rig: Rig, reading: ReadingHands) -> None:
        nowhere = replace(reading.channel(), channel="499000000000000000")

        assert not await rig.platform.can_read("workspace", nowhere)
