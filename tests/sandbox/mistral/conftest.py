from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.http import Site
from deploy.sandbox.log import CallLog
from deploy.sandbox.mistral.service import MistralService

CHAT = "POST /v1/chat/completions"
SMALL = "mistral-small-latest"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """A running service with an HTTP client that has its key."""

    service: MistralService
    clock: TurnedClock
    log: CallLog
    faults: FaultPlan
    http: httpx.AsyncClient

    async def ask(self, *messages: Json | str, **fields: Any) -> httpx.Response:
        return await self.http.post("/v1/chat/completions", json=body(*messages, **fields))

    async def text(self, *messages: Json | str, **fields: Any) -> str:
        reply = await self.ask(*messages, **fields)
        return str(reply.json()["choices"][0]["message"]["content"])

    def fault(self, kind: str, name: str = CHAT, times: int = 1, **with_: Any) -> None:
        self.faults.add(Fault("mistral", name, kind, times, with_=with_))


def body(*messages: Json | str, model: str = SMALL, **fields: Any) -> Json:
    """A chat request; a string is a user's message."""
    return {"model": model, "messages": [user(each) if isinstance(each, str) else each for each in messages], **fields}


def user(content: Any) -> Json:
    return {"role": "user", "content": content}


def system(content: Any) -> Json:
    return {"role": "system", "content": content}


def assistant(content: Any = "", *calls: str, **fields: Any) -> Json:
    """An assistant's message; each call is given by its id and calls `look`."""
    wanted = [{"id": each, "function": {"name": "look", "arguments": "{}"}} for each in calls]
    return {"role": "assistant", "content": content, **({"tool_calls": wanted} if calls else {}), **fields}


def result(call: str, content: str = "found") -> Json:
    return {"role": "tool", "tool_call_id": call, "name": "look", "content": content}


def tool(name: str, **properties: Json) -> Json:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """The cosine of two vectors of length 1."""
    return sum(a * b for a, b in zip(one, other, strict=True))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    clock = TurnedClock()
    log, faults = CallLog(clock), FaultPlan()
    service = MistralService(clock, log, faults)
    site = Site(service.application())
    service.opened(await site.start())
    settings = service.environment()
    headers = {"Authorization": f"Bearer {settings['MISTRAL_API_KEY']}"}
    async with httpx.AsyncClient(
        base_url=settings["MISTRAL_BASE_URL"], headers=headers, trust_env=False, timeout=5
    ) as http:
        yield Desk(service, clock, log, faults, http)
    await service.close()
    await site.stop()
