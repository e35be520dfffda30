"""Threads: opened from a message or on their own, archived, woken (Discord: "Threads")."""

from deploy.sandbox.discord.channel import Channel, ChannelKind, ThreadState
from deploy.sandbox.discord.events import Events
from deploy.sandbox.discord.message import SYSTEM, Kind, Message, Reference
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.poster import Poster, Posting, said
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.state import State

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
MOST_ACTIVE = 1_000


class Threads:
    def __init__(self, state: State, events: Events, poster: Poster) -> None:
        self._state = state
        self._events = events
        self._poster = poster

    def open_from(self, message: Message, opener: Person, name: str, minutes: int = 1440) -> Channel:
        """A thread with the id of its message; a starter message inside points back to it."""
        parent = self._state.places[message.channel_id]
        self._may_hold(parent)
        if message.kind in SYSTEM:
            raise Refusal(50068)
        if message.thread_id:
            raise Refusal(160004)
        place = self._add(message.id, ChannelKind.PUBLIC_THREAD, parent, opener, name, minutes)
        message.thread_id = place.id
        self._events.message_updated(message)
        starter = Posting(Kind.THREAD_STARTER_MESSAGE, reference=Reference(message.channel_id, message.id))
        self._poster.post(place, message.author, said(""), starter)
        return place

    def open_alone(
        self, parent: Channel, opener: Person, name: str, *, private: bool = False, minutes: int = 1440
    ) -> Channel:
        """A thread without a message; unless it is private, the channel says that it was created."""
        self._may_hold(parent)
        kind = ChannelKind.PRIVATE_THREAD if private else ChannelKind.PUBLIC_THREAD
        place = self._add(self._state.ids.next(), kind, parent, opener, name, minutes)
        if not private:
            notice = Posting(Kind.THREAD_CREATED, reference=Reference(place.id))
            self._poster.post(parent, opener, said(name), notice)
        return place

    def archive(self, place: Channel, *, archived: bool, locked: bool) -> None:
        if place.thread is None:
            raise Refusal(50024)
        place.thread.archived, place.thread.locked = archived, locked
        place.thread.archived_at = self._state.clock.time()
        self.updated(place)

    def join(self, place: Channel, person: Person) -> None:
        if place.thread is None:
            raise Refusal(50024)
        refuse_archived(place)
        place.thread.members.setdefault(person.id, self._state.clock.time())
        self.updated(place)

    def updated(self, place: Channel) -> None:
        self._events.thread_updated(place)
        self._state.changed()

    def _may_hold(self, parent: Channel) -> None:
        if parent.kind is not ChannelKind.TEXT:
            raise Refusal(50024)
        if len(self._state.home(parent).threads()) >= MOST_ACTIVE:
            raise Refusal(160006)

    def _add(
        self, thread_id: int, kind: ChannelKind, parent: Channel, opener: Person, name: str, minutes: int
    ) -> Channel:
        now = self._state.clock.time()
        thread = ThreadState(opener.id, minutes, archived_at=now, members={opener.id: now})
        place = Channel(thread_id, kind, name, parent=parent, thread=thread)
        self._state.home(parent).channels[place.id] = place
        self._events.thread_created(place)
        self._state.changed()
        return place


def refuse_archived(place: Channel) -> None:
    """What an archived thread does not take: edits, reactions, new members."""
    if place.thread and place.thread.archived:
        raise Refusal(50083)
