"""`/agent`: who answers here, and who may say so."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from bot.core.command import CommandContext
from bot.core.engines import Engines
from bot.core.errors import CommandRejected
from bot.core.messages import MadeFile, ModelEvent, ModelRequest, TextDelta
from bot.core.model_ports import Engine
from bot.core.values import Address, Author
from commands.agent import NOT_DEFINED, agent_command
from tests.core.file_fakes import FakeTurnFiles
from tests.fakes import FakePreferences

THREAD, CHANNEL = Address("slack", "T1", "C1", "1.0"), Address("slack", "T1", "C1")
ANA, ROOT = Author("U1", "Ana"), Author("U0", "Root")


class FakeModel:
    """Implements `bot.core.model_ports.Model`; nobody asks it anything."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        yield TextDelta(request.model)


class FakeAgents:
    """Implements `bot.core.model_ports.Agents`."""

    missing = ""

    def __init__(self, *names: str) -> None:
        self.names = names

    async def engine(self, name: str) -> Engine:
        return Engine(FakeModel(), "mistral-medium-latest", name)

    async def content(self, file: MadeFile) -> bytes:
        raise LookupError(file.id)

    async def forget(self, conversation: str) -> bool:
        return False


def engines(*names: str, default: str = "") -> Engines:
    return Engines(FakeModel(), "mistral-small-latest", FakeAgents(*names), FakePreferences(), default=default)


async def run(found: Engines, *, at: Address = THREAD, by: Author = ANA, **values: str) -> str:
    async def is_admin(author: Author, _address: Address) -> bool:
        return author == ROOT

    context = CommandContext(at, at, by, 0.0, FakeTurnFiles())
    return str(await agent_command(found, is_admin).run(context, values))


async def test_without_agents_it_says_who_can_define_them() -> None:
    assert await run(engines()) == f"The model itself answers here (as everywhere).\n{NOT_DEFINED}"


async def test_a_thread_stands_above_its_channel_and_that_above_the_default() -> None:
    found = engines("desk", "finder", default="desk")
    assert "**desk** answers here (as everywhere)" in await run(found)

    await run(found, by=ROOT, name="finder", scope="channel")
    assert "**finder** answers here (chosen for this channel)" in await run(found)
    assert "The model itself answers here (chosen for this thread)" in await run(found, name="none")
    assert "**finder**" in await run(found, name="default")
    assert (await found.of(THREAD)).agent == "finder"


async def test_a_channel_is_for_admins() -> None:
    found = engines("finder")

    with pytest.raises(CommandRejected, match="Only an admin"):
        await run(found, at=CHANNEL, name="finder")
    with pytest.raises(CommandRejected, match="Only an admin"):
        await run(found, name="finder", scope="channel")
    assert "**finder**" in await run(found, at=CHANNEL, by=ROOT, name="finder")


async def test_a_name_that_is_none_gets_those_that_there_are() -> None:
    with pytest.raises(CommandRejected, match=r"There is no agent `fnder`. There are: `finder`, and `none`."):
        await run(engines("finder"), name="fnder")


async def test_a_model_that_is_put_around_the_first_answers_where_no_agent_does() -> None:
    found, around = engines("poet"), FakeModel()
    await found.choose(THREAD, "poet", "thread")
    over = found.over(around)

    assert (await over.of(replace(THREAD, thread="2"))).model is around
    assert (await over.of(THREAD)).name == "mistral-medium-latest"
