"""People write, edit, delete, react and come in."""

from deploy.sandbox.slack import posting
from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.ids import micros_of, ts_of
from deploy.sandbox.slack.methods.reactions import react, unreact
from deploy.sandbox.slack.pings import mentions
from deploy.sandbox.slack.records import Channel, Message
from deploy.sandbox.slack.rich_text import typed
from deploy.sandbox.slack.verbs import Verbs

_SMALL_TALK = (
    "I looked at the numbers for week {n}.",
    "The draft {n} is in the folder.",
    "Can we move item {n} to Thursday?",
    "Agreed on point {n}, with one reservation.",
)


class Talking(Verbs):
    def dm(self, user: str) -> str:
        """The channel id of the direct messages between this person and the app."""
        return self._backend.workspace.direct(self._backend.workspace.person(user).id).id

    def create_channel(self, name: str, members: list[str], *, private: bool = False) -> str:
        """A new channel with these people, without the app unless it is named. Returns its id."""
        people = [self._backend.workspace.person(member).id for member in members]
        return self._backend.workspace.open_channel(name, "group" if private else "channel", people).id

    def say(self, user: str, channel: str, text: str, thread: str = "", files: list[str] | None = None) -> str:
        """Write a message, mentions as `<@U1>`, the rest as typed; `files` are ids from `upload`. Returns its ts.

        With files the text may be "".
        """
        person, place = self._member(user, channel)
        if thread and (thread not in place.messages or place.messages[thread].thread_ts):
            raise LookupError(f"There is no thread {thread!r} in {channel}; name it by the ts of its first message.")
        if not text.strip() and not files:
            raise ValueError("Nobody can send a message without text and files.")
        for file in files or []:
            self._backend.workspace.file(file)
        content = Content(typed(text), files=list(files or []))
        message = posting.post(
            self._backend, place, person.id, content, thread=thread, subtype="file_share" if files else ""
        )
        return message.ts

    def program(self, name: str, channel: str, text: str, thread: str = "") -> str:
        """Let another program post under a name, as an incoming webhook does. Returns the ts."""
        place = self._backend.workspace.place(channel)
        ts = self._backend.workspace.mint.ts()
        said = Message(ts, place.id, "B0WEBHOOK", Content(text), thread_ts=thread, subtype="bot_message", program=name)
        posting.place(self._backend, place, said)
        return ts

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message. A mention that was not there before reaches the app as app_mention."""
        message, app = self._own(user, channel, ts), self._backend.workspace.app.user_id
        content = Content(typed(text), files=message.content.files)
        new = mentions(content.text, app) and (not mentions(message.content.text, app) or bool(content.files))
        posting.change(self._backend, message, content, message.user, mention=new)

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message; the root of a thread leaves a tombstone."""
        posting.remove(self._backend, self._own(user, channel, ts))

    def react(self, user: str, channel: str, ts: str, name: str, *, remove: bool = False) -> bool:
        """Add a reaction or take it away; False if nothing changed."""
        person, place = self._member(user, channel)
        message = self._backend.workspace.saying(channel, ts)
        return (unreact if remove else react)(self._backend, place, message, person.id, name)

    def join(self, user: str, channel: str) -> bool:
        """Come into a channel, or bring the app in; False if they are there already."""
        person, place = self._backend.workspace.person(user), self._backend.workspace.place(channel)
        if person.id in place.members:
            return False
        place.members.append(person.id)
        scope = "channels:read" if place.kind == "channel" else "groups:read"
        event = {"type": "member_joined_channel", "user": person.id, "channel": place.id, "channel_type": place.id[0]}
        self._backend.events.happened(event | {"team": self._backend.workspace.team}, scope, place)
        words = Content(f"<@{person.id}> has joined the channel")
        posting.post(self._backend, place, person.id, words, subtype="channel_join")
        return True

    def leave(self, user: str, channel: str) -> None:
        person, place = self._member(user, channel)
        place.members.remove(person.id)

    def fill(self, channel: str, thread: str, n: int) -> str:
        """Put `n` replies by several people into a thread, one of the past if none is named, without any event.

        Returns the ts of its root.
        """
        place = self._backend.workspace.place(channel)
        people = [id_ for id_ in place.members if id_ != self._backend.workspace.app.user_id]
        now = micros_of(self._backend.workspace.mint.ts())
        root = thread or self._old(place, ts_of(now - (n + 1) * 1_000_000), people[0], "Notes on everything", "")
        step = max(1, min(1_000_000, (now - micros_of(root)) // (n + 1)))
        for number in range(1, n + 1):
            ts = ts_of(micros_of(root) + number * step)
            words = _SMALL_TALK[number % len(_SMALL_TALK)].format(n=number)
            self._old(place, ts, people[number % len(people)], words, root)
        self._backend.log.notify()
        return root

    def past(self, user: str, channel: str, text: str, at: float, thread: str = "") -> str:
        """Put something into a channel that was said at a time, in seconds since the Unix epoch, without any event.

        Returns its ts: the first that is free from then on.
        """
        person, place = self._member(user, channel)
        return self._old(place, ts_of(round(at * 1_000_000)), person.id, text, thread)

    def _old(self, place: Channel, ts: str, user: str, text: str, thread: str) -> str:
        while ts in place.messages:
            ts = ts_of(micros_of(ts) + 1)
        place.add(Message(ts, place.id, user, Content(text), thread_ts=thread))
        return ts

    def _own(self, user: str, channel: str, ts: str) -> Message:
        person, message = self._backend.workspace.person(user), self._backend.workspace.saying(channel, ts)
        if message.user != person.id:
            raise ValueError(f"{person.real_name} did not write {ts}; only its author can change it.")
        return message
