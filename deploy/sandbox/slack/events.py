"""What the app is told of what happens. Slack: apis/events-api, reference/events.

An event goes out only if the app listens to it and has the scope. The app's own messages are told too.
"""

from typing import Any

from deploy.sandbox.clock import Clock
from deploy.sandbox.slack.courier import Courier, Delivery
from deploy.sandbox.slack.pings import mentions
from deploy.sandbox.slack.records import Channel, Message
from deploy.sandbox.slack.shapes import message_shape
from deploy.sandbox.slack.workspace import Workspace

Json = dict[str, Any]

_MESSAGE = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}


class Events:
    def __init__(self, workspace: Workspace, courier: Courier, clock: Clock) -> None:
        self._workspace = workspace
        self._courier = courier
        self._clock = clock
        self.base = ""
        self.mention_with_files = "absent"  # or "bare", without the files, or "full"
        self.mention_first = True  # which of the pair for one mention goes out first

    def said(self, channel: Channel, message: Message) -> None:
        """A new message: a message event where the app is a member, app_mention where it was named."""
        told = self._member(channel)
        # Slack has been seen to leave out the mention of a message that carries a file, where the other event tells it.
        absent = told and bool(message.content.files) and self.mention_with_files == "absent"
        named = self._names_app(channel, message) and not absent
        if named and self.mention_first:
            self._mention(channel, message)
        if told:
            self._message(channel, self._shape(channel, message))
        if named and not self.mention_first:
            self._mention(channel, message)

    def changed(self, channel: Channel, message: Message, before: Json, *, mention: bool = False) -> None:
        """An edit, by a person, by the app, or by a stream that ended."""
        if self._member(channel):
            after = self._shape(channel, message)
            body = {"subtype": "message_changed", "message": after, "previous_message": before, "hidden": True}
            self._message(channel, {"type": "message", **body, "ts": self._workspace.mint.ts()})
        if mention and self._names_app(channel, message):
            self._mention(channel, message)

    def removed(self, channel: Channel, before: Json) -> None:
        if self._member(channel):
            body = {
                "subtype": "message_deleted",
                "deleted_ts": before["ts"],
                "previous_message": before,
                "hidden": True,
            }
            self._message(channel, {"type": "message", **body, "ts": self._workspace.mint.ts()})

    def happened(self, event: Json, scope: str = "", channel: Channel | None = None) -> None:
        """Any other event, under its own name; one of a channel only where the app is a member."""
        if channel is None or self._member(channel):
            self._tell(event["type"], scope, {**event, "event_ts": self._workspace.mint.ts()})

    def shape(self, channel: Channel, message: Message) -> Json:
        return self._shape(channel, message)

    def tell_again(self, event_id: str) -> str:
        """Deliver an event once more, with the same id in a new envelope; the last one if no id is given."""
        events = [sent for sent in self._courier.sent if sent.kind == "events_api"]
        wanted = [sent for sent in events if event_id in {"", sent.payload["event_id"]}]
        if not wanted:
            raise LookupError(f"No event {event_id!r} was sent; deliveries() lists those that were.")
        self._courier.deliver(Delivery("events_api", wanted[-1].payload))
        return str(wanted[-1].payload["event_id"])

    def _shape(self, channel: Channel, message: Message) -> Json:
        return message_shape(message, channel, self._workspace, self.base)

    def _member(self, channel: Channel) -> bool:
        return self._workspace.app.user_id in channel.members

    def _names_app(self, channel: Channel, message: Message) -> bool:
        app = self._workspace.app.user_id
        return channel.kind in {"channel", "group"} and not message.bot and mentions(message.content.text, app)

    def _message(self, channel: Channel, inner: Json) -> None:
        place = {"channel": channel.id, "event_ts": inner["ts"], "channel_type": channel.kind}
        self._tell(_MESSAGE[channel.kind], _HISTORY[channel.kind], inner | place)

    def _mention(self, channel: Channel, message: Message) -> None:
        inner = self._shape(channel, message) | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        for name in ("parent_user_id", "reply_count", "reply_users", "reply_users_count", "latest_reply", "subscribed"):
            inner.pop(name, None)
        if self.mention_with_files == "bare":
            inner.pop("files", None)
        self._tell("app_mention", "app_mentions:read", inner)

    def _tell(self, name: str, scope: str, inner: Json) -> None:
        app = self._workspace.app
        if name in app.events and (not scope or scope in app.scopes):
            self._courier.deliver(Delivery("events_api", self._wrapped(inner)))

    def _wrapped(self, inner: Json) -> Json:
        app, team = self._workspace.app, self._workspace.team
        who = {"enterprise_id": None, "team_id": team, "user_id": app.user_id, "is_bot": True}
        return {
            "token": "sandbox",
            "team_id": team,
            "enterprise_id": None,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": app.id,
            "event": inner,
            "type": "event_callback",
            "event_id": self._workspace.mint.id("Ev"),
            "event_time": int(self._clock.time()),
            "authorizations": [who | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self._workspace.mint.id('')}",
        }
