"""What the core is given: every part as its port."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.charts import Charts
from bot.core.engines import Engines
from bot.core.forgetting import Remembered
from bot.core.model_ports import ListedModels, Model
from bot.core.permission import Permissions
from bot.core.platform_ports import Platform
from bot.core.ports import Answers, Journal, Preferences, Transcript
from bot.core.timetable import Timetable
from bot.core.tool import Offered
from bot.core.usage import Ledger
from bot.filing import FilePorts
from bot.remembering import MemoryPorts
from bot.tools.reminding import Reminders


@dataclass(frozen=True, slots=True)
class Ports:
    """What the core is given of the world, each as its port: another one, or one around it, does as well."""

    platforms: Mapping[str, Platform]
    journal: Journal
    transcript: Transcript
    answers: Answers
    preferences: Preferences
    timetable: Timetable
    reminders: Reminders
    model: Model
    models: ListedModels
    tools: Offered
    tool_servers: Callable[[], Sequence[str]]  # a line about each of them
    permissions: Permissions
    files: FilePorts
    engines: Engines
    ledger: Ledger
    charts: Charts
    remembered: Remembered
    memory: MemoryPorts
