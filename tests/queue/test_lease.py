from contextlib import suppress

import pytest

from bot.core.errors import Superseded
from bot.queue.shared.lease import FROZEN, LET_GO, STATUS, Lease
from tests.fakes import FakeClock


class FakeProcess:
    """Keeps the status with which it was ended."""

    def __init__(self) -> None:
        self.ended: list[int] = []

    def __call__(self, status: int) -> None:
        self.ended.append(status)


@pytest.fixture
def process() -> FakeProcess:
    return FakeProcess()


@pytest.fixture
def lease(clock: FakeClock, process: FakeProcess) -> Lease:
    return Lease(clock, process)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def live(clock: FakeClock, lease: Lease, seconds: float) -> None:
    """Time passes, and the event loop runs."""
    for _ in range(int(seconds * 2)):
        clock.now += 0.5
        lease.ticked()


def test_is_held_while_heartbeats_arrive(clock: FakeClock, lease: Lease, process: FakeProcess) -> None:
    for _ in range(10):
        live(clock, lease, 1)
        lease.beaten(clock.monotonic())
        lease.check()

    assert (lease.is_held, process.ended) == (True, [])


def test_without_the_database_it_acts_no_more_and_lives_on(
    clock: FakeClock, lease: Lease, process: FakeProcess
) -> None:
    live(clock, lease, LET_GO)

    assert not lease.is_held
    with pytest.raises(Superseded):
        lease.check()
    lease.beaten(clock.monotonic())
    lease.check()
    assert process.ended == []


def test_a_process_that_was_frozen_ends_before_it_does_anything(
    clock: FakeClock, lease: Lease, process: FakeProcess
) -> None:
    clock.now += FROZEN + 0.1
    with suppress(Superseded):  # which comes only where it has lived on
        lease.check()

    assert process.ended == [STATUS]


def test_a_heartbeat_that_was_sent_before_proves_no_more_than_it_did_then(clock: FakeClock, lease: Lease) -> None:
    sent = clock.monotonic()
    live(clock, lease, LET_GO)
    lease.beaten(sent)

    assert not lease.is_held
