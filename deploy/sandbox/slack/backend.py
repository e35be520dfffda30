"""Everything the sandbox's Slack is made of, in one place for those who need several parts of it."""

from dataclasses import dataclass, field
from typing import Any

from deploy.sandbox.clock import Clock
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.log import CallLog
from deploy.sandbox.slack.courier import Courier
from deploy.sandbox.slack.elsewhere import Elsewhere
from deploy.sandbox.slack.events import Events
from deploy.sandbox.slack.push import Push
from deploy.sandbox.slack.rates import Rates
from deploy.sandbox.slack.sessions import Sessions
from deploy.sandbox.slack.sockets import Sockets
from deploy.sandbox.slack.triggers import Triggers
from deploy.sandbox.slack.uploads import Uploads
from deploy.sandbox.slack.workspace import Workspace


@dataclass(slots=True)
class Whisper:
    """A message that one person sees."""

    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]]
    thread: str
    ts: str
    notified: list[str] = field(default_factory=list)


class Backend:
    def __init__(self, clock: Clock, log: CallLog, faults: FaultPlan) -> None:
        self.clock, self.log, self.faults = clock, log, faults
        self.base = ""  # "http://127.0.0.1:PORT" once the port is known
        self.workspace = Workspace(clock)
        self.sessions = Sessions(clock)
        self.rates = Rates(clock)
        self.triggers = Triggers(clock, self.workspace.mint)
        self.courier = Courier(clock, log.notify)
        self.sockets = Sockets(clock, self.courier, log.notify, self.workspace.app.id)
        self.push = Push(clock, self.courier)
        self.courier.route = self.sockets
        self.events = Events(self.workspace, self.courier, clock)
        self.whispers: list[Whisper] = []
        self.uploads = Uploads(clock)
        self.elsewhere = Elsewhere(self.workspace, log)
        self.login_redirects = False  # a download that may not be is sent to the login page, not shown it
        self.views: dict[str, dict[str, Any]] = {}

    def opened(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.events.base = self.base

    async def close(self) -> None:
        await self.uploads.close()
        await self.elsewhere.close()
        await self.courier.close()
        await self.sockets.close()
        await self.push.close()
