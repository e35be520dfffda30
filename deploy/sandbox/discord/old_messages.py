"""A past for a channel: messages that were there before anybody listened."""

from collections.abc import Sequence

from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.snowflakes import at, taken
from deploy.sandbox.discord.state import State

APART = 30.0  # seconds
_SENTENCES = (
    "The checklist has {n} open points; the tide table is the next one.",
    "I moved item {n} to Thursday, the crane is booked before that.",
    "Who has the key of shed {n}?",
    "Price of berth {n} is 48.50 a night, see https://example.com/berths/{n}",
    "Done with {n}. Photos are in the folder.",
)


def old_messages(state: State, place: Channel, people: Sequence[Person], number: int) -> None:
    if place.thread is not None:
        ids = [state.ids.next() for _ in range(number)]
        place.thread.sent += number
    else:
        end = taken(place.history.oldest()) if len(place.history) else state.clock.time()
        ids = [at(end - APART * (number - n)) for n in range(number)]
    made = [
        Message(one, place.id, people[n % len(people)], content=_SENTENCES[n % len(_SENTENCES)].format(n=n + 1))
        for n, one in enumerate(ids)
    ]
    if place.thread is None:
        place.history.put_before(made)
        return
    for message in made:
        place.history.add(message)
