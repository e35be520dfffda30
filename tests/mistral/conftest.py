"""The real client over loopback to the sandbox's Mistral, both on a clock that leaps instead of waiting."""

import asyncio
import functools
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.core.messages import Message, ModelEvent, ModelRequest, ReplyEnded, TextDelta, ToolSpec, UserMessage
from bot.core.ports import Clock
from bot.mistral.client import Mistral, MistralConfig, open_http
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.http import Site
from deploy.sandbox.log import Call, CallLog
from deploy.sandbox.mistral.service import MistralService

CHAT = "POST /v1/chat/completions"
SMALL = "mistral-small-2603"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
Json = dict[str, Any]
LOOK = ToolSpec("look", "Look something up.", {"type": "object", "properties": {"for": {"type": "string"}}})


@dataclass
class FakeClock:
    """Whoever sleeps on it has slept at once: it leaps to the time at which they would have woken."""

    now: float = 1_795_000_010.0  # ten seconds before a minute begins
    slept: list[float] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.slept.append(seconds)
            self.now += seconds
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Bench:
    """A running service and what a client of it needs."""

    service: MistralService
    clock: Any
    log: CallLog
    faults: FaultPlan
    config: MistralConfig
    stack: AsyncExitStack

    async def client(self, **changes: Any) -> Mistral:
        config = replace(self.config, **changes)
        http = await self.stack.enter_async_context(open_http(config))
        return Mistral(http, config, self.clock)

    def fault(self, kind: str, name: str = CHAT, times: int = 1, **with_: Any) -> None:
        self.faults.add(Fault("mistral", name, kind, times, with_=with_))

    def calls(self, name: str = CHAT) -> list[Call]:
        return self.log.of("mistral", name)


@asynccontextmanager
async def opened(clock: Clock) -> AsyncIterator[Bench]:
    log, faults = CallLog(clock), FaultPlan()
    service = MistralService(clock, log, faults)
    async with AsyncExitStack() as stack:
        site = Site(service.application())
        service.opened(await site.start())
        stack.push_async_callback(site.stop)
        stack.push_async_callback(service.close)
        settings = service.environment()
        config = MistralConfig(settings["MISTRAL_API_KEY"], settings["MISTRAL_BASE_URL"], silence_seconds=5.0)
        yield Bench(service, clock, log, faults, config, stack)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with opened(FakeClock()) as bench:
        yield bench


@pytest.fixture
async def service() -> AsyncIterator[Any]:
    from tests.mistral.standin import standin

    async with standin() as opened_service:
        yield opened_service


@pytest.fixture
async def mistral(bench: Bench) -> Mistral:
    return await bench.client()


def asking(*messages: Message | str, **fields: Any) -> ModelRequest:
    """A request; a string is what a user says."""
    said = tuple(UserMessage(each) if isinstance(each, str) else each for each in messages)
    return ModelRequest(**{"model": SMALL, "messages": said, **fields})


async def heard(client: Mistral, request: ModelRequest, into: list[ModelEvent] | None = None) -> list[ModelEvent]:
    """All events of a stream; `into` keeps those that came before it broke."""
    events = [] if into is None else into
    async for event in client.stream(request):
        events.append(event)
    return events


def text_of(events: list[ModelEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def end_of(events: Sequence[ModelEvent]) -> ReplyEnded:
    last = events[-1]
    assert isinstance(last, ReplyEnded)
    return last


@functools.cache
def vendor_document() -> Json:
    """The vendor's OpenAPI file, where it lies beside the repository."""
    path = Path(__file__).parents[3] / "shared" / "reference" / "mistral-openapi.yaml"
    if not path.exists():
        pytest.skip("shared reference is not here")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: Json = yaml.load(path.read_text(), loader)  # noqa: S506 - a safe loader, the fast one where it is built
    return loaded


@pytest.fixture(scope="session")
def vendor_faults() -> Callable[[Any, str], list[str]]:
    """What the vendor's OpenAPI file finds wrong with a value."""

    @functools.cache
    def validator(schema: str) -> Draft202012Validator:
        components = vendor_document()["components"]
        return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": components})

    def check(value: Any, schema: str = "ChatCompletionRequest") -> list[str]:
        return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(value)]

    return check
