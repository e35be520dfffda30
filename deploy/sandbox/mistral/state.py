"""What the parts of the loopback Mistral share."""

import asyncio
from dataclasses import dataclass, field

from deploy.sandbox.clock import Clock
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.log import CallLog
from deploy.sandbox.mistral.agents.store import AgentStore
from deploy.sandbox.mistral.catalogue import Catalogue
from deploy.sandbox.mistral.conversations.shelves import Shelves
from deploy.sandbox.mistral.conversations.store import ConversationStore
from deploy.sandbox.mistral.files.store import FileStore
from deploy.sandbox.mistral.limits import Limits
from deploy.sandbox.mistral.pace import Pace, Turn
from deploy.sandbox.mistral.script import Script

SERVICE = "mistral"


@dataclass(slots=True)
class State:
    clock: Clock
    log: CallLog
    faults: FaultPlan
    limits: Limits
    catalogue: Catalogue = field(default_factory=Catalogue)
    script: Script = field(default_factory=Script)
    pace: Pace = field(default_factory=Pace)
    turns: list[Turn] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    shelves: Shelves = field(default_factory=Shelves)
    files: FileStore = field(init=False)
    agents: AgentStore = field(init=False)
    conversations: ConversationStore = field(init=False)

    def __post_init__(self) -> None:
        self.files = FileStore(self.clock)
        self.agents = AgentStore(self.clock)
        self.conversations = ConversationStore(self.clock)

    def clear(self) -> None:
        """Forget everything that a driver has set; calls in the log stay."""
        self.limits.clear()
        self.catalogue.clear()
        self.script.clear()
        self.pace = Pace()
        self.turns.clear()
        self.files.clear()
        self.agents.clear()
        self.conversations.lose()
        self.shelves.clear()
