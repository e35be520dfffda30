"""What is there to see in the workspace, and when it could be seen."""

from typing import Any

from deploy.sandbox.slack import posting
from deploy.sandbox.slack.links import permalink
from deploy.sandbox.slack.records import Message
from deploy.sandbox.slack.verbs import Verbs

Json = dict[str, Any]


class Reading(Verbs):
    def identity(self) -> dict[str, str]:
        """Ids: "team", "app", "bot" (the app's user), "bot_id"."""
        app = self._backend.workspace.app
        return {"team": self._backend.workspace.team, "app": app.id, "bot": app.user_id, "bot_id": app.bot_id}

    def users(self) -> dict[str, str]:
        """Ids of the people by name."""
        return {user.real_name: user.id for user in self._backend.workspace.users.values() if not user.is_bot}

    def channels(self) -> dict[str, str]:
        """Ids of the channels by name; direct messages have none."""
        return {channel.name: channel.id for channel in self._backend.workspace.channels.values() if channel.name}

    def messages(self, channel: str, thread: str = "") -> list[Json]:
        """A thread with its root, or everything in a channel, replies too, in the order of writing.

        "text" is what a person reads, "raw" what was sent; "thread" is "" at the top level; "notified" lists whom the
        message pinged at any time, as "<!here>" or "<@U1>".
        """
        place = self._backend.workspace.place(channel)
        found = place.thread(thread) if thread else sorted(place.messages)
        return [self._seen(place.messages[ts]) for ts in found if ts in place.messages]

    def ephemerals(self, channel: str = "", user: str = "") -> list[Json]:
        """Messages for one person's eyes, in a channel, for a person, or all."""
        place = self._backend.workspace.place(channel).id if channel else ""
        person = self._backend.workspace.person(user).id if user else ""
        return [
            {"channel": one.channel, "user": one.user, "text": one.text, "blocks": one.blocks, "thread": one.thread,
             "ts": one.ts, "notified": one.notified}
            for one in self._backend.whispers
            if place in {"", one.channel} and person in {"", one.user}
        ]  # fmt: skip

    def first_visible(self, channel: str, thread: str) -> float | None:
        """Monotonic seconds at which the app's first words in a thread could be read; None if there are none."""
        place = self._backend.workspace.place(channel)
        found = [place.messages[ts] for ts in place.thread(thread) if ts in place.messages]
        firsts = [message.sight.first for message in found if message.bot and message.sight.first is not None]
        return min(firsts, default=None)

    def visible_times(self) -> list[Json]:
        """For each message of the app: "channel", "ts", "thread", and "first" and "last" in monotonic seconds."""
        return [
            {"channel": place.id, "ts": message.ts, "thread": message.thread_ts,
             "first": message.sight.first, "last": message.sight.last}
            for place in self._backend.workspace.channels.values()
            for message in place.messages.values()
            if message.bot
        ]  # fmt: skip

    def permalink(self, channel: str, ts: str) -> str:
        """What "Copy link" gives."""
        return permalink(self._backend, self._backend.workspace.saying(channel, ts))

    def notified(self) -> list[str]:
        """Whom the app has pinged, anywhere, at any time."""
        places = self._backend.workspace.channels.values()
        said = [ping for place in places for message in place.messages.values() if message.bot
                for ping in message.sight.notified]  # fmt: skip
        return said + [ping for whisper in self._backend.whispers for ping in whisper.notified]

    def session(self, channel: str, thread: str) -> Json:
        """A thread's session: "status" ("" if there is none), "title", and "line", the older status line."""
        place = self._backend.workspace.place(channel)
        posting.live_streams(self._backend, place, thread)
        session = self._backend.sessions.find(place.id, thread)
        if session is None:
            return {"status": "", "title": "", "line": ""}
        return {"status": session.status if session.exists else "", "title": session.title, "line": session.line}

    def prompts(self, channel: str) -> list[Json]:
        """The suggested prompts of a direct message channel."""
        return list(self._backend.workspace.place(channel).prompts)

    def views(self, user: str) -> list[Json]:
        """The forms and the home page that this person has open."""
        person = self._backend.workspace.person(user).id
        return [view for view in self._backend.views.values() if view["user"] == person]

    def deliveries(self, name: str = "") -> list[Json]:
        """What was sent to the app; "name" is an event or trigger id.

        "outcome" is "waiting", "acked" or "lost"; "late" counts acknowledgements that came after their time.
        """
        return [
            {"name": sent.name(), "kind": sent.kind, "attempts": sent.attempt + 1, "outcome": sent.outcome,
             "type": (sent.payload.get("event") or sent.payload).get("type", "command"),
             "late": sent.late, "response": sent.response}
            for sent in self._backend.courier.sent
            if name in {"", sent.name()}
        ]  # fmt: skip

    def _seen(self, message: Message) -> Json:
        posting.aged(self._backend, message)
        content, stream = message.content, message.stream
        return {
            "ts": message.ts,
            "thread": message.thread_ts,
            "user": message.user,
            "bot": message.bot,
            "text": content.visible(),
            "raw": content.text,
            "blocks": content.blocks,
            "subtype": message.subtype,
            "files": content.files,
            "edited": message.edited is not None,
            "reactions": message.reactions,
            "notified": message.sight.notified,
            "streaming_state": stream.state if stream else "",
            "stopped": stream.stopped if stream else False,
            "tasks": list(stream.tasks.values()) if stream else [],
            "plan": stream.plan if stream else "",
        }
