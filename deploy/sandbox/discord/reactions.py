"""Reactions come and go; each once per person and emoji."""

from deploy.sandbox.discord.events import Events
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.state import State


class Reactions:
    def __init__(self, state: State, events: Events) -> None:
        self._state = state
        self._events = events

    def add(self, message: Message, person: Person, emoji: str) -> None:
        people = message.reactions.setdefault(emoji, [])
        if person.id not in people:
            people.append(person.id)
            self._events.reacted(message, person, emoji, added=True)
            self._state.changed()

    def remove(self, message: Message, emoji: str, person: Person) -> None:
        people = message.reactions.get(emoji, [])
        if person.id not in people:
            return
        people.remove(person.id)
        if not people:
            del message.reactions[emoji]
        self._events.reacted(message, person, emoji, added=False)
        self._state.changed()
