"""People use what the app offers: commands, buttons, shortcuts, Stop, the app's own page."""

from typing import Any

from deploy.sandbox.slack import posting
from deploy.sandbox.slack.backend import Whisper
from deploy.sandbox.slack.courier import Delivery
from deploy.sandbox.slack.payloads import (
    click_payload,
    command_payload,
    shortcut_payload,
)
from deploy.sandbox.slack.presses import Wanted, pressed
from deploy.sandbox.slack.records import Message
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.responses import respond
from deploy.sandbox.slack.rich_text import typed
from deploy.sandbox.slack.triggers import ResponseUrl
from deploy.sandbox.slack.verbs import Verbs


class Acting(Verbs):
    """Each returns the id under which `deliveries` says how it went: whether it was acknowledged in time."""

    def command(self, user: str, channel: str, command: str, text: str = "") -> str:
        """Send a slash command. What the acknowledgement says is shown to the person, or to all if it says so."""
        person, place = self._member(user, channel)
        payload = command_payload(self._backend, person, place, command, typed(text))

        def show(response: Any) -> None:
            if isinstance(response, dict) and (response.get("text") or response.get("blocks")):
                url = ResponseUrl(place.id, person.id, "", self._backend.clock.monotonic())
                self._show(url, response)

        return self._backend.courier.deliver(Delivery("slash_commands", payload, show)).name()

    def press(self, user: str, channel: str, ts: str, action_id: str = "", value: str = "", *, label: str = "") -> str:
        """Press a button of a message, found by `action_id`, by its `label`, or by both; an ephemeral one too.

        `value` tells buttons apart that share an action_id; in a select it is the value or the text of the option.
        """
        person, place = self._member(user, channel)
        shown = self._shown(person.id, place.id, ts)
        blocks = shown.blocks if isinstance(shown, Whisper) else shown.content.blocks
        action = pressed(blocks, person.id, Wanted(action_id, value, label), self._backend.workspace.mint.ts())
        return self._interact(click_payload(self._backend, person, place, shown, action))

    def shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> str:
        """Use a shortcut of a message, or a global one if no message is named."""
        person = self._backend.workspace.person(user)
        place = None
        if ts:
            place = self._member(user, channel)[1], self._backend.workspace.saying(channel, ts)
        return self._interact(shortcut_payload(self._backend, person, callback_id, place))

    def stop(self, user: str, channel: str, thread: str) -> list[str]:
        """Press Stop in a thread that is processing. Streams end; the status stays for the app to change.

        Returns the ts of the streams that were stopped.
        """
        person, place = self._member(user, channel)
        streams = posting.live_streams(self._backend, place, thread)
        session = self._backend.sessions.find(place.id, thread)
        if session is None or session.status != "processing":
            raise ValueError("There is no Stop button in this thread; nothing is processing.")
        if "agent_session_stopped" not in self._backend.workspace.app.events:
            raise ValueError("There is no Stop button; the app does not listen to agent_session_stopped.")
        for message in streams:
            if message.stream is not None:
                message.stream.stop()
        stopped = [message.ts for message in streams]
        event = {"type": "agent_session_stopped", "user": person.id, "channel": place.id, "thread_ts": thread}
        self._backend.events.happened(event | {"streaming_message_ts": stopped}, channel=place)
        self._backend.log.notify()
        return stopped

    def rename_session(self, user: str, channel: str, thread: str, title: str) -> None:
        """Give a session a title of the person's own."""
        person, place = self._member(user, channel)
        session = self._backend.sessions.find(place.id, thread)
        if session is None:
            raise LookupError("There is no session in this thread to rename.")
        event = {"type": "agent_session_title_changed", "user": person.id, "channel": place.id, "thread_ts": thread}
        event |= {"title": title, "previous_title": session.title}
        self._backend.sessions.rename(session, title)
        self._backend.events.happened(event, channel=place)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's page, at its tab `home` or `messages`."""
        place = self._backend.workspace.direct(self._backend.workspace.person(user).id)
        event = {"type": "app_home_opened", "user": place.members[0], "channel": place.id, "tab": tab}
        self._backend.events.happened(event, channel=place)

    def _shown(self, user: str, channel: str, ts: str) -> Message | Whisper:
        for whisper in self._backend.whispers:
            if (whisper.channel, whisper.user, whisper.ts) == (channel, user, ts):
                return whisper
        return self._backend.workspace.saying(channel, ts)

    def _interact(self, payload: dict[str, Any]) -> str:
        return self._backend.courier.deliver(Delivery("interactive", payload)).name()

    def _show(self, url: ResponseUrl, response: dict[str, Any]) -> None:
        try:
            respond(self._backend, url, response)
        except Refused as refusal:
            # Slack shows nothing then; what was sent and why it was refused stays in the log.
            self._backend.log.record("slack", "command response", response).error = refusal.error
