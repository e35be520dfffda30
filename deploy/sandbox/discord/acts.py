"""What people do. They are named by display name ("Ana"), channels by name ("#launch") or id, messages by id.

An act that nobody could do in a Discord client raises LookupError.
"""

from collections.abc import Sequence

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.form import Json, length
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.old_messages import old_messages
from deploy.sandbox.discord.parts import Parts
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.poster import Posting, said

LONGEST = 4_000  # what a person with Nitro may write


class Acts(Parts):
    def say(
        self, user: str, channel: str, text: str, reply_to: str = "", files: Sequence[Json] = (), *, ping: bool = True
    ) -> str:
        """Say something; "<@BOT>" in the text mentions the bot. `ping` alerts the author of what is replied to.

        A file is {"name", "text" or "base64", "type"?, "untyped"?, "description"?, "spoiler"?}; at most ten, and then
        the text may be empty. The id of the message comes back.
        """
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        text = text.replace("<@BOT>", f"<@{self._state.bot.id}>")
        if length(text) > LONGEST:
            raise LookupError(f"Nobody can write more than {LONGEST} characters.")
        if not text.strip() and not files:
            raise LookupError("Nobody can send a message without text and files.")
        parent = spoken.message(place, reply_to) if reply_to else None
        draft = said(text, ping_replied=ping, files=spoken.read_files(files))
        return str(self._poster.post(place, person, draft, Posting(reply_to=parent)).id)

    def edit(self, user: str, channel: str, message_id: str, text: str) -> None:
        message = self._own(user, channel, message_id)
        parent = self._poster.parent(message)
        pinged = parent is not None and parent.author.id in message.mentions
        text = text.replace("<@BOT>", f"<@{self._state.bot.id}>")
        self._poster.revise(message, said(text, ping_replied=pinged))

    def delete(self, user: str, channel: str, message_id: str) -> None:
        """Own messages, or any by those who manage messages (Ana)."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        message = spoken.message(place, message_id)
        managing = Permission.MANAGE_MESSAGES in self._state.home(place).may(person, place) and not place.recipient
        if message.author is not person and not managing:
            raise LookupError(f"{user} cannot delete that message.")
        self._poster.remove(message)

    def create_thread(self, user: str, channel: str, name: str, message_id: str = "") -> str:
        """From a message, or on its own; the id of the thread comes back."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        if message_id:
            return str(self._threads.open_from(spoken.message(place, message_id), person, name).id)
        return str(self._threads.open_alone(place, person, name).id)

    def archive(self, thread: str, *, archived: bool = True, locked: bool = False) -> None:
        self._threads.archive(spoken.channel(self._state, thread), archived=archived, locked=locked)

    def dm(self, user: str) -> str:
        """The id of the direct channel of that person and the bot."""
        return str(self._state.dm(spoken.person(self._state, user)).id)

    def slash(self, user: str, channel: str, command: str, options: Json | None = None) -> str:
        """Type a registered command ("summary", "model set"); the id of the interaction comes back."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        one, payload = self._invocation.slash(person, place, command, options or {})
        self._events.interaction(payload)
        return str(one.id)

    def complete(self, user: str, channel: str, command: str, option: str, typed: str) -> str:
        """Type into an autocompleted option; `interaction(id)["suggested"]` shows what is offered then."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        one, payload = self._invocation.complete(person, place, command, option, typed)
        self._events.interaction(payload)
        return str(one.id)

    def menu(self, user: str, channel: str, command: str, message_id: str) -> str:
        """Choose a command in the context menu of a message."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        one, payload = self._invocation.menu(person, place, command, spoken.message(place, message_id))
        self._events.interaction(payload)
        return str(one.id)

    def react(self, user: str, channel: str, message_id: str, emoji: str, *, remove: bool = False) -> None:
        person = spoken.person(self._state, user)
        message = spoken.message(spoken.room(self._state, person, channel), message_id)
        if remove:
            self._reactions.remove(message, emoji, person)
        else:
            self._reactions.add(message, person, emoji)

    def redeliver(self, message_id: str) -> None:
        """The gateway tells of a message once more, as it may after trouble on its side."""
        for place in self._state.every_place():
            if found := place.history.get(int(message_id)):
                self._events.message_created(found)
                return
        raise LookupError(f"There is no message {message_id}.")

    def fill(self, channel: str, number: int) -> None:
        """Put that many messages of several people where none of them is told of.

        They are older than everything in the channel; in a thread, which has no time before itself, they come last.
        """
        place = spoken.channel(self._state, channel)
        home = self._state.home(place)
        people = [one for one in home.people.values() if not one.bot and home.sees(one, place)]
        old_messages(self._state, place, people, number)
        self._state.changed()

    def _own(self, user: str, channel: str, message_id: str) -> Message:
        person = spoken.person(self._state, user)
        message = spoken.message(spoken.room(self._state, person, channel), message_id)
        if message.author is not person:
            raise LookupError(f"{user} cannot edit what {message.author.name} said.")
        return message
