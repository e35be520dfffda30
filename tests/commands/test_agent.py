"""`/agent`: who answers here, and who may say so."""

import pytest

from bot.core.access import Access, AccessRules
from bot.core.choices import AGENT, Choices
from bot.core.choosing_agents import NOT_DEFINED, AgentChoosing
from bot.core.command import CommandContext
from bot.core.errors import CommandRejected
from bot.core.messages import MadeFile
from bot.core.model_ports import Engine
from bot.core.values import Address, Author
from commands.agent import agent_command
from tests.core.file_fakes import FakeTurnFiles
from tests.fakes import FakePreferences

THREAD, CHANNEL = Address("slack", "T1", "C1", "1.0"), Address("slack", "T1", "C1")
ANA, ROOT = Author("U1", "Ana"), Author("U0", "Root")


class FakeAgents:
    """Implements `bot.core.model_ports.Agents`."""

    missing = ""

    def __init__(self, *names: str) -> None:
        self.names = names

    async def engine(self, name: str) -> Engine:
        raise LookupError(name)

    async def content(self, file: MadeFile) -> bytes:
        raise LookupError(file.id)

    async def forget(self, conversation: str) -> bool:
        return False


def choosing(*names: str, default: str = "") -> AgentChoosing:
    choices = Choices(FakePreferences(), {AGENT: default})
    access = Access({}, AccessRules(admins=frozenset({ROOT.id})))
    return AgentChoosing(FakeAgents(*names), choices, access)


async def run(found: AgentChoosing, *, at: Address = THREAD, by: Author = ANA, **values: str) -> str:
    return str(
        await agent_command(found, found.suggested).run(CommandContext(at, at, by, 0.0, FakeTurnFiles()), values)
    )


async def test_without_agents_it_says_who_can_define_them() -> None:
    assert await run(choosing()) == f"The model itself answers here (as everywhere).\n{NOT_DEFINED}"


async def test_a_thread_stands_above_its_channel_and_that_above_the_default() -> None:
    found = choosing("desk", "finder", default="desk")
    assert "**desk** answers here (as everywhere)" in await run(found)

    await run(found, by=ROOT, name="finder", scope="channel")
    assert "**finder** answers here (chosen for this channel)" in await run(found)
    assert "The model itself answers here (chosen for this conversation)" in await run(found, name="none")
    assert "**finder**" in await run(found, name="default")


async def test_a_channel_is_for_admins_and_outside_threads_a_choice_is_ones_own() -> None:
    found = choosing("finder")

    with pytest.raises(CommandRejected, match="Only an admin"):
        await run(found, at=CHANNEL, name="finder", scope="channel")
    assert "**finder** answers here (chosen by you" in await run(found, at=CHANNEL, name="finder")
    assert "The model itself" in await run(found, at=CHANNEL, by=ROOT)


async def test_a_name_that_is_none_gets_those_that_there_are() -> None:
    with pytest.raises(CommandRejected, match=r"There is no agent `fnder`. There are: `finder`, and `none`."):
        await run(choosing("finder"), name="fnder")
