"""What is suggested while a model's or an agent's name is typed."""

from bot.core.access import Access, AccessRules
from bot.core.choices import AGENT, MODEL, Choices
from bot.core.choosing_agents import AgentChoosing
from bot.core.choosing_models import ModelChoosing
from bot.mistral.catalogue import Catalogue
from tests.commands.test_agent import FakeAgents
from tests.fakes import FakePreferences

ACCESS = Access({}, AccessRules())


async def test_models_that_chat_are_suggested_by_what_was_typed() -> None:
    choosing = ModelChoosing(Catalogue(), Choices(FakePreferences(), {MODEL: "mistral-small-latest"}), ACCESS, "EUR")

    assert (await choosing.suggested("mistral-sm"))[0].startswith("mistral-small")
    assert "mistral-embed" not in await choosing.suggested("mistral")
    assert len(await choosing.suggested("")) <= 25


async def test_agents_are_suggested_where_there_are_any() -> None:
    choices = Choices(FakePreferences(), {AGENT: ""})

    assert list(await AgentChoosing(FakeAgents("finder"), choices, ACCESS).suggested("f")) == ["finder", "default"]
    assert await AgentChoosing(FakeAgents(), choices, ACCESS).suggested("") == ()
