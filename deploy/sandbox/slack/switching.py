"""Switches: what the app may, how strictly it is held to the rates, how its connections fare."""

from typing import get_args

from deploy.sandbox.slack.records import Rank
from deploy.sandbox.slack.verbs import Verbs


class Switching(Verbs):
    def enforce_rates(self, on: bool) -> None:
        """Hold calls to the rate tiers from now on, or no longer. Starts off."""
        self._backend.rates.clear()
        self._backend.rates.enforced = on

    def grant(self, scopes: list[str]) -> None:
        """The app's scopes, all of them, from now on."""
        self._backend.workspace.app.scopes = set(scopes)

    def subscribe(self, events: list[str]) -> None:
        """The events to which the app listens, all of them, from now on: "app_mention", "message.im"..."""
        self._backend.workspace.app.events = set(events)

    def declare_agent(self, on: bool) -> None:
        """Whether the app is declared as an agent; without that no streams and no sessions."""
        self._backend.workspace.app.agent = on

    def open_messages_tab(self, on: bool) -> None:
        """Whether direct messages between people and the app are allowed."""
        self._backend.workspace.app.messages_tab = on

    def rank(self, user: str, rank: Rank) -> None:
        """What somebody is in the workspace from now on: "owner", "admin", "member", "guest", "stranger"...

        "single-channel guest" and "deactivated" are left; a stranger comes from another workspace.
        """
        if rank not in get_args(Rank):
            raise ValueError(f"Nobody is a {rank} in a workspace; there are {', '.join(get_args(Rank))}.")
        self._backend.workspace.person(user).rank = rank

    def mention_first(self, on: bool) -> None:
        """Of the two events for one mention, send app_mention first, or the message."""
        self._backend.events.mention_first = on

    def redeliver(self, event_id: str = "") -> str:
        """Send an event again, the last one if none is named: the same event id in a new envelope. Returns the id."""
        return self._backend.events.tell_again(event_id)

    def sockets(self) -> int:
        """How many sockets the app has open."""
        return len(self._backend.sockets.open)

    def deafen(self, on: bool = True) -> int:
        """Let every open socket stay up and answer pings but carry nothing; `False` sends what was held back."""
        return self._backend.sockets.deafen(on)

    def disconnect(self, reason: str = "refresh_requested") -> int:
        """Tell every socket to go, with "warning", "refresh_requested" or "link_disabled"; in 10 s it is cut."""
        return self._backend.sockets.disconnect(reason)

    def close_sockets(self, abrupt: bool = False) -> int:
        """Close every socket now; abruptly means without a close frame, as when a network goes."""
        return self._backend.sockets.cut(abrupt=abrupt)

    async def deliver_to(self, url: str, signing_secret: str = "", *, verified: bool = False) -> bool:
        """Send everything to this URL by HTTP from now on, signed; "" goes back to sockets.

        False, and nothing changes, if the URL does not give back the challenge; of one `verified` before none is asked.
        """
        backend = self._backend
        backend.push.secret = signing_secret or backend.workspace.app.signing_secret
        before, backend.push.url = backend.push.url, url
        if url and not verified and not await backend.push.verify():
            backend.push.url = before
            return False
        backend.courier.route = backend.push if url else backend.sockets
        return True
