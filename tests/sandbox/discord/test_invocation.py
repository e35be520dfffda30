"""What a command, a menu choice or a press brings along."""

from typing import Any

import discord
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import RecordingClient


@pytest.fixture
async def told(bot: RecordingClient) -> dict[str, Any]:
    """A bot with commands; what they were called with is noted here."""
    told: dict[str, Any] = {}

    @bot.tree.command(name="read", description="Read a file")
    @discord.app_commands.choices(depth=[discord.app_commands.Choice(name="Deep", value="deep")])
    async def read(interaction: discord.Interaction, file: discord.Attachment, depth: str = "", pages: int = 0) -> None:
        told.update(file=await file.read(), depth=depth, pages=pages, limit=interaction.filesize_limit)
        await interaction.response.send_message("ok")

    @bot.tree.command(name="who", description="Say who may where")
    async def who(
        interaction: discord.Interaction, whom: discord.Member, where: discord.TextChannel, role: discord.Role
    ) -> None:
        told.update(who=(whom.name, where.name, role.name))
        await interaction.response.send_message("ok")

    group = discord.app_commands.Group(name="model", description="Model", allowed_contexts=None)

    @group.command(name="set", description="Set")
    async def set_model(interaction: discord.Interaction, name: str) -> None:
        told["model"] = name
        await interaction.response.defer()

    @bot.tree.context_menu(name="Explain this")
    async def explain(interaction: discord.Interaction, message: discord.Message) -> None:
        told["message"] = message.content
        told["rights"] = interaction.permissions
        await interaction.response.send_message("so", ephemeral=True)

    bot.tree.add_command(group)
    await bot.tree.sync()
    return told


async def test_options_arrive_typed(bot: RecordingClient, service: DiscordService, told: dict[str, Any]) -> None:
    options = {"file": {"name": "a.pdf", "text": "%PDF"}, "depth": "deep", "pages": 3}
    service.slash("Ana", "#launch", "read", options)
    await bot.until_true(lambda: "limit" in told)
    assert told == {"file": b"%PDF", "depth": "deep", "pages": 3, "limit": 10 * 1024 * 1024}


async def test_named_things_arrive_resolved(
    bot: RecordingClient, service: DiscordService, told: dict[str, Any]
) -> None:
    ids = service.ids()
    service.slash("Ana", "#launch", "who", {"whom": ids["Bao"], "where": ids["#general"], "role": ids["@board"]})
    await bot.until_true(lambda: told.get("who") == ("bao.nguyen", "general", "board"))


async def test_subcommand_is_named_after_its_group(
    bot: RecordingClient, service: DiscordService, told: dict[str, Any]
) -> None:
    service.slash("Ana", "#launch", "model set", {"name": "large"})
    await bot.until_true(lambda: told.get("model") == "large")


async def test_menu_reads_its_target_whatever_the_intents(
    bot: RecordingClient, service: DiscordService, told: dict[str, Any]
) -> None:
    service.portal(message_content=False)
    said = service.say("Bao", "#launch", "murky words")
    opened = service.menu("Chloé", "#launch", "Explain this", said)
    await bot.until_true(lambda: service.interaction(opened)["answered"] == 4)
    assert told["message"] == "murky words"
    assert told["rights"].send_messages
    assert service.messages("#launch")[-1]["private_to"] == service.ids()["Chloé"]


@pytest.mark.parametrize("direct", [True, False], ids=["direct", "thread"])
async def test_command_works_in_other_places(
    bot: RecordingClient, service: DiscordService, told: dict[str, Any], *, direct: bool
) -> None:
    place = service.dm("Bao") if direct else service.create_thread("Bao", "#launch", "t")
    opened = service.slash("Bao", place, "model set", {"name": "large"})
    await bot.until_true(lambda: service.interaction(opened)["answered"] == 5)
    assert told["model"] == "large"
    assert service.messages(place)[-1]["loading"]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("nothing", {}),
        ("read", {}),
        ("read", {"file": "a.pdf"}),
        ("read", {"file": {"name": "a", "text": ""}, "depth": "shallow"}),
        ("read", {"file": {"name": "a", "text": ""}, "pages": True}),
        ("read", {"file": {"name": "a", "text": ""}, "nowhere": "1"}),
        ("who", {"whom": "1", "where": "1", "role": "1"}),
        ("model set", {"name": "x", "more": "y"}),
        ("model", {"name": "x"}),
    ],
)
async def test_what_no_client_would_send_is_a_mistake_of_the_test(
    service: DiscordService, told: dict[str, Any], command: str, options: dict[str, Any]
) -> None:
    with pytest.raises(LookupError):
        service.slash("Ana", "#launch", command, options)


async def test_only_living_buttons_are_pressed(bot: RecordingClient, service: DiscordService) -> None:
    view = discord.ui.View(timeout=1)
    view.add_item(discord.ui.Button(label="Off", custom_id="off", disabled=True))
    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    made = await channel.send("x", view=view)
    for custom_id in ("off", "nowhere"):
        with pytest.raises(LookupError):
            service.press("Ana", "#launch", str(made.id), custom_id)
