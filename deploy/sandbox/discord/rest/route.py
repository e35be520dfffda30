"""What a route is, what an endpoint is asked and what it answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.sandbox.discord.attachments import Upload
from deploy.sandbox.discord.form import Form, Json


@dataclass(slots=True)
class Ask:
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    files: dict[int, Upload] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """An id from the path; refuses what is not one."""
        form = Form()
        number = form.snowflake(name, self.path[name])
        form.judge()
        return number

    def form(self) -> Json:
        """The body as an object; refuses anything else."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            form = Form()
            form.wrong("_", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType.")
            form.judge()
        return dict(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    body: Any = None
    status: int = 200


DONE = Answer(status=204)
Endpoint = Callable[[Ask], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`bucket` names its rate limit; `major` the path parameter that splits it; `open_to_all` needs no bot token."""

    method: str
    path: str
    endpoint: Endpoint
    bucket: str = ""
    major: str = "channel_id"
    open_to_all: bool = False

    @property
    def name(self) -> str:
        """The call's name in the log and in fault plans: the method and the path without its parameters.

        "POST channels/messages", "PATCH channels/messages", "POST channels/typing", "POST interactions/callback",
        "PATCH webhooks/messages", "POST webhooks", "PUT applications/commands", "GET users/@me", and so on; a list and
        one of its items share their name.
        """
        path = re.sub(r"/\{[^}]*\}", "", self.path).strip("/")
        return f"{self.method} {path}"
