"""What is still to be read of a platform after a gap, and what has to wait until it has been read.

Pure bookkeeping: nothing here waits, so that what is decided in one step of the event loop stays decided.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.core.records import Seen, Turn
from bot.core.values import Address, Answerable, CommandInvoked, MessageEdited, MessageReceived


@dataclass(frozen=True, slots=True)
class Missed:
    """What was said in one place meanwhile, and its threads that have to be read as well, each from where it is known.

    The threads that matter most come first.
    """

    events: tuple[MessageReceived, ...] = ()
    threads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was said or asked, and the places, as addresses, that have to be read before it is handed on.

    `turn` if it is stored already as one that is owed an answer; `live` if somebody has just said it.
    """

    event: Answerable
    places: frozenset[str]
    turn: Turn | None = None
    live: bool = False


NOWHERE: Final[frozenset[str]] = frozenset()


def places_of(event: Answerable, conversation: Address) -> frozenset[str]:
    """Where something older of the same conversation may be found: none for what begins one.

    A thread comes after its channel, in which it may have begun.
    """
    address = event.address
    if isinstance(event, MessageReceived) and address.thread == event.said.message_id and not event.reply_to:
        return NOWHERE
    if isinstance(event, CommandInvoked) and conversation != address:
        return NOWHERE
    return frozenset(map(str, (replace(address, thread=""), address, conversation)))


def asked_at(event: Answerable) -> tuple[float, str]:
    """Sorts what was said and asked in the order in which it was."""
    return (event.at, "") if isinstance(event, CommandInvoked) else (event.said.at, event.said.position)


class Unread:
    """One platform's. From `open` until `plan` nobody knows what is to be read, and whatever may have to wait waits."""

    def __init__(self) -> None:
        self.bell = asyncio.Event()  # rings whenever there may be more to do
        self._opened = self._planned = 0  # gaps
        self._places: dict[str, Seen] = {}  # those that are being read included
        self._taken: set[str] = set()
        self._waiting: list[Waiting] = []
        self._in_hand: list[Waiting] = []

    @property
    def gaps(self) -> int:
        """How many have opened so far."""
        return self._opened

    @property
    def is_planned(self) -> bool:
        return self._planned == self._opened

    @property
    def is_idle(self) -> bool:
        """Whether nothing has to wait for anything."""
        return self.is_planned and not self._places and not self._in_hand

    def open(self) -> None:
        """Something may have been missed, again."""
        self._opened += 1
        self.bell.set()

    def plan(self, channels: Iterable[Seen], gaps: int) -> None:
        """These are to be read for the first so many gaps, whatever was to be read before."""
        self._places = {str(each.place): each for each in channels}
        self._taken.clear()
        self._planned = gaps

    def add(self, channel: Address, threads: Mapping[str, str]) -> None:
        found = [Seen(replace(channel, thread=thread), after, {}) for thread, after in threads.items()]
        self._places |= {str(each.place): each for each in found if str(each.place) not in self._places}

    def take(self, threads: int) -> list[Seen]:
        """What is to be read now: all channels, the threads that somebody waits for, and so many others."""
        left = [each for key, each in self._places.items() if key not in self._taken]
        now = [each for each in left if not each.place.thread or self.is_wanted(each)]
        now += [each for each in left if each not in now][: max(0, threads)]
        self._taken |= {str(each.place) for each in now}
        return now

    def is_wanted(self, seen: Seen) -> bool:
        """Whether somebody waits for an answer until it has been read."""
        return any(each.live and str(seen.place) in each.places for each in self._waiting)

    def through(self, seen: Seen) -> None:
        """It has been read, and what was found is handed on."""
        if self._is_planned_as(seen):
            del self._places[str(seen.place)]

    def blocks(self, places: frozenset[str]) -> bool:
        """Whether something older may yet be found there, or is just being handed on."""
        if not places:
            return False
        in_hand = any(not places.isdisjoint(each.places) for each in self._in_hand)
        return in_hand or not self.is_planned or not places.isdisjoint(self._places)

    def wait(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)
        self.bell.set()

    def ready(self, seen: Seen | None = None) -> list[Waiting]:
        """Take what waits for nothing more, or for nothing but `seen`; in the order in which it was asked.

        It counts as being handed on until the next is taken.
        """
        self._in_hand = []
        if not self.is_planned:
            return []
        left = self._places.keys() - ({str(seen.place)} if seen and self._is_planned_as(seen) else set())
        ready = [each for each in self._waiting if each.places.isdisjoint(left)]
        self._waiting = [each for each in self._waiting if not each.places.isdisjoint(left)]
        self._in_hand = sorted(ready, key=lambda each: asked_at(each.event))
        return self._in_hand

    def turns(self) -> list[Turn]:
        """Those that are stored already, of what waits."""
        return [each.turn for each in self._waiting if each.turn is not None]

    def reword(self, edited: MessageEdited) -> None:
        """A message that waits without having been stored has a new text."""
        self._waiting = [_reworded(each, edited) for each in self._waiting]

    def _is_planned_as(self, seen: Seen) -> bool:
        """Not if another gap has made it one that has to be read again."""
        return self._places.get(str(seen.place)) is seen


def _reworded(waiting: Waiting, edited: MessageEdited) -> Waiting:
    event = waiting.event
    if isinstance(event, CommandInvoked) or waiting.turn is not None:
        return waiting
    if (event.address.place, event.said.message_id) != (edited.address.place, edited.message_id):
        return waiting
    return replace(waiting, event=replace(event, said=replace(event.said, text=edited.text)))
