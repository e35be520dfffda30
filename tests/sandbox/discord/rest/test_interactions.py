"""Answers to interactions, given by a real client."""

import io
from collections.abc import Awaitable, Callable

import discord
import pytest

from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog
from tests.sandbox.discord.conftest import RecordingClient

Act = Callable[[discord.Interaction], Awaitable[object]]
Answer = Callable[[Act, str], Awaitable[str]]


@pytest.fixture
async def answer(bot: RecordingClient, service: DiscordService) -> Answer:
    """Let Ana type /ask in a channel and the bot answer with `act`; the id of the interaction comes back."""
    acts: list[Act] = []

    @bot.tree.command(name="ask", description="Ask")
    async def ask(interaction: discord.Interaction) -> None:
        await acts[0](interaction)
        acts.clear()

    await bot.tree.sync()

    async def give(act: Act, channel: str = "#launch") -> str:
        acts.append(act)
        opened = service.slash("Ana", channel, "ask")
        await bot.until_true(lambda: not acts)
        return opened

    return give


async def test_answer_with_a_file(answer: Answer, service: DiscordService) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(attachments=[discord.File(io.BytesIO(b"x" * 9), "answer.md")])

    await answer(act, "#launch")
    [message] = service.messages("#launch")
    assert [(one["filename"], one["size"]) for one in message["attachments"]] == [("answer.md", 9)]


async def test_private_follow_up_to_an_open_answer(answer: Answer, service: DiscordService) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("for all")
        followed = await interaction.followup.send("for Ana", ephemeral=True, wait=True)
        await followed.edit(content="for Ana alone")

    opened = await answer(act, "#launch")
    first, second = service.messages("#launch")
    assert (first["private_to"], second["private_to"]) == ("", service.ids()["Ana"])
    assert second["content"] == "for Ana alone"
    assert service.interaction(opened)["messages"] == [first["id"], second["id"]]


async def test_private_answer_is_not_echoed(answer: Answer, bot: RecordingClient, service: DiscordService) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("psst", ephemeral=True)

    await answer(act, "#launch")
    service.say("Ana", "#launch", "after")
    assert [one.content for one in await bot.until("message")] == ["after"]


async def test_bot_answers_where_it_cannot_look(answer: Answer, bot: RecordingClient, service: DiscordService) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("here")

    await answer(act, "#board")
    assert [one["content"] for one in service.messages("#board")] == ["here"]
    assert bot.told("message") == []


async def test_modal_is_kept(answer: Answer, service: DiscordService) -> None:
    class Form(discord.ui.Modal, title="Tell me"):
        name: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Name")

    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    opened = await answer(act, "#launch")
    told = service.interaction(opened)
    assert (told["answered"], told["modal"]["title"], told["messages"]) == (9, "Tell me", [])


async def test_silent_deferral_edits_the_message_of_the_button(bot: RecordingClient, service: DiscordService) -> None:
    class Row(discord.ui.View):
        @discord.ui.button(label="Again", custom_id="again")
        async def again(self, interaction: discord.Interaction, _: "discord.ui.Button[Row]") -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="anew", view=None)

    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    made = await channel.send("old", view=Row(timeout=5))
    pressed = service.press("Bao", "#launch", str(made.id), "again")
    await bot.until_true(lambda: service.messages("#launch")[0]["content"] == "anew")
    assert service.interaction(pressed) == {
        "answered": 6,
        "private": False,
        "original": str(made.id),
        "messages": [],
        "modal": None,
        "suggested": [],
    }


async def test_refusal_reaches_the_command(answer: Answer, faults: FaultPlan, log: CallLog) -> None:
    faults.add(Fault("discord", "POST interactions/callback", "error", with_={"code": 10062}))
    refused: list[int] = []

    async def act(interaction: discord.Interaction) -> None:
        try:
            await interaction.response.defer()
        except discord.NotFound as error:
            refused.append(error.code)

    await answer(act, "#launch")
    assert refused == [10062]
    assert [call.status for call in log.of("discord", "POST interactions/callback")] == [404]


async def test_token_is_not_in_the_log(answer: Answer, log: CallLog) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("x")

    await answer(act, "#launch")
    [call] = log.of("discord", "POST interactions/callback")
    assert set(call.body) == {"interaction_id", "with_response", "type", "data"}


async def test_every_kind_of_answer_carries_files(answer: Answer, service: DiscordService) -> None:
    def file(name: str) -> discord.File:
        return discord.File(io.BytesIO(b"x"), name)

    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one", file=file("a.md"))
        followed = await interaction.followup.send("two", files=[file("b.md"), file("c.csv")], wait=True)
        await followed.edit(attachments=[followed.attachments[0], file("d.zip")])

    await answer(act, "#launch")
    await service._state.log.until(lambda: len(service.messages("#launch")) == 2)
    names = [[one["filename"] for one in message["attachments"]] for message in service.messages("#launch")]
    assert names == [["a.md"], ["b.md", "d.zip"]]


async def test_press_puts_a_file_into_its_message(bot: RecordingClient, service: DiscordService) -> None:
    class Row(discord.ui.View):
        @discord.ui.button(label="Download", custom_id="get")
        async def get(self, interaction: discord.Interaction, _: "discord.ui.Button[Row]") -> None:
            await interaction.response.edit_message(attachments=[discord.File(io.BytesIO(b"x"), "a.md")], view=None)

    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    made = await channel.send("ready", view=Row(timeout=5))
    service.press("Ana", "#launch", str(made.id), label="Download")
    await bot.until_true(lambda: bool(service.messages("#launch")[0]["attachments"]))
    assert service.messages("#launch")[0]["components"] == []
