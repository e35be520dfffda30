"""The workspace: people, channels, files, the app. It starts with Ana, who owns it, Bao, Chloé and Dev."""

from deploy.sandbox.clock import Clock
from deploy.sandbox.slack.app import App
from deploy.sandbox.slack.hosted_file import HostedFile
from deploy.sandbox.slack.ids import Mint
from deploy.sandbox.slack.records import Channel, Kind, Message, User

_PEOPLE = (
    ("U0ANA0001", "ana", "Ana", "Europe/Paris", 3600),
    ("U0BAO0001", "bao", "Bao", "Asia/Ho_Chi_Minh", 25200),
    ("U0CHLOE01", "chloe", "Chloé", "America/Montreal", -18000),
    ("U0DEV0001", "dev", "Dev", "Asia/Kolkata", 19800),
)


class Workspace:
    """The app is a member of #general, #launch and the private #board (with Ana and Bao)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.mint = Mint(clock)
        self.team = "T0SANDBOX"
        self.domain = "sandbox"
        self.app = App(id="A0SANDBOX", bot_id="B0SANDBOX", user_id="U0BOT0001", name="galerne")
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, HostedFile] = {}
        for id_, name, real, zone, offset in _PEOPLE:
            self.users[id_] = User(id_, name, real, tz=zone, tz_label=zone, tz_offset=offset)
        self.users["U0ANA0001"].rank = "owner"
        self.users[self.app.user_id] = User(self.app.user_id, self.app.name, self.app.name, is_bot=True)
        everyone = list(self.users)
        self.open_channel("general", "channel", everyone, id_="C0GENERAL")
        self.open_channel("launch", "channel", everyone, id_="C0LAUNCH1")
        self.open_channel("board", "group", [*everyone[:2], self.app.user_id], id_="C0BOARD01")

    def open_channel(self, name: str, kind: Kind, members: list[str], *, id_: str = "") -> Channel:
        id_ = id_ or self.mint.id("D" if kind == "im" else "C")
        channel = Channel(id_, name, kind, members[0] if members else "", int(self._clock.time()), list(members))
        self.channels[id_] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """The direct messages between this person and the app, opened if need be."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        return self.open_channel("", "im", [user, self.app.user_id])

    def person(self, key: str) -> User:
        """A user by id or by name. Raises `LookupError` with a sentence."""
        for user in self.users.values():
            if key in {user.id, user.name, user.real_name}:
                return user
        raise LookupError(f"There is no user {key!r} in this workspace; ask users() who is there.")

    def place(self, key: str) -> Channel:
        """A channel by id, by name or by "#name". Raises `LookupError` with a sentence."""
        for channel in self.channels.values():
            if key == channel.id or (channel.name and key.removeprefix("#") == channel.name):
                return channel
        raise LookupError(f"There is no channel {key!r} in this workspace; ask channels() which there are.")

    def file(self, key: str) -> HostedFile:
        """A file by id. Raises `LookupError` with a sentence."""
        file = self.files.get(key)
        if file is None:
            raise LookupError(f"There is no file {key!r} in this workspace; ask files() which there are.")
        return file

    def saying(self, channel: str, ts: str) -> Message:
        """A message by its place and time. Raises `LookupError` with a sentence."""
        message = self.place(channel).messages.get(ts)
        if message is None:
            raise LookupError(f"There is no message {ts!r} in {channel}; it may have been deleted.")
        return message
