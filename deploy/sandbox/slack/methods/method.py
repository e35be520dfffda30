"""One method of the Web API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """`answer` returns what stands beside `ok: true`, or raises `Refused`."""

    answer: Callable[[Backend, Arguments], Answer]
    per_minute: int
    scopes: tuple[str, ...] = ()  # one of them is enough; what depends on the channel is asked for by `answer`
    app_level: bool = False  # wants the xapp token
    bucket: bool = False  # paced per channel as well
