"""Buttons, menus and forms, pressed and filled in by people and answered by a real client."""

from typing import Any

import discord
import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.conftest import Connect, RecordingClient

LABELS = {"all": "All 311 pages", "some": "First 20", "choose": "Choose", "cancel": "Cancel"}


class Pages(discord.ui.Modal, title="Which pages?"):
    pages: discord.ui.TextInput["Pages"] = discord.ui.TextInput(label="Pages", max_length=20, custom_id="pages")
    why: discord.ui.TextInput["Pages"] = discord.ui.TextInput(label="Why", required=False, custom_id="why")

    def __init__(self, told: list[Any]) -> None:
        super().__init__(custom_id="form")
        self.told = told

    async def on_submit(self, interaction: discord.Interaction) -> None:
        self.told.append((interaction.type.value, self.pages.value, self.why.value))
        await interaction.response.edit_message(content="Reading.", view=None)


@pytest.fixture
def told() -> list[Any]:
    return []


@pytest.fixture
async def asked(bot: RecordingClient, service: DiscordService, told: list[Any]) -> str:
    """A question with four buttons and a menu; the third opens a form. Its id."""
    view = discord.ui.View(timeout=None)

    async def press(interaction: discord.Interaction) -> None:
        assert interaction.data is not None
        told.append(interaction.data["custom_id"])  # type: ignore[typeddict-item]  # the data of a component has one
        if told[-1] == "choose":
            await interaction.response.send_modal(Pages(told))
        else:
            await interaction.response.defer()

    async def pick(interaction: discord.Interaction) -> None:
        told.append(select.values)
        await interaction.response.send_message("Noted.", ephemeral=True)

    for custom_id, label in LABELS.items():
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(label=label, custom_id=custom_id)
        button.callback = press  # type: ignore[method-assign]  # as discord.py documents it
        view.add_item(button)
    options = [discord.SelectOption(label=f"Part {n}", value=str(n)) for n in range(5)]
    select: discord.ui.Select[discord.ui.View] = discord.ui.Select(custom_id="part", max_values=2, options=options)
    select.callback = pick  # type: ignore[method-assign]  # as discord.py documents it
    view.add_item(select)
    channel = bot.get_partial_messageable(int(service.ids()["#launch"]))
    return str((await channel.send("This costs 0.31 €. Read it?", view=view)).id)


async def test_button_is_found_by_what_it_is_called(
    asked: str, bot: RecordingClient, service: DiscordService, told: list[Any]
) -> None:
    service.press("Ana", "#launch", asked, label="First 20")
    await bot.until_true(lambda: told == ["some"])
    service.press("Bao", "#launch", asked, "all")
    await bot.until_true(lambda: told == ["some", "all"])
    for wrong in ({}, {"label": "first 20"}, {"custom_id": "all", "label": "Cancel"}, {"custom_id": "part"}):
        with pytest.raises(LookupError):
            service.press("Ana", "#launch", asked, **wrong)


async def test_options_are_chosen_by_value_or_label(
    asked: str, bot: RecordingClient, service: DiscordService, told: list[Any]
) -> None:
    opened = service.choose("Ana", "#launch", asked, ["Part 3", "1"])
    await bot.until_true(lambda: service.interaction(opened)["answered"] == 4)
    assert told == [["3", "1"]]
    for values in ([], ["0", "1", "2"], ["Part 9"]):
        with pytest.raises(LookupError):
            service.choose("Ana", "#launch", asked, values)


async def test_form_opens_on_a_press_and_comes_back(
    asked: str, bot: RecordingClient, service: DiscordService, told: list[Any]
) -> None:
    pressed = service.press("Ana", "#launch", asked, "choose")
    await bot.until_true(lambda: service.interaction(pressed)["answered"] == 9)
    for wrong in ({}, {"Pages": "x" * 21}, {"Pages": "1", "other": "x"}):
        with pytest.raises(LookupError):
            service.submit("Ana", pressed, wrong)
    with pytest.raises(LookupError):
        service.submit("Bao", pressed, {"Pages": "1"})

    sent = service.submit("Ana", pressed, {"Pages": "1-20, 33"})

    await bot.until_true(lambda: service.interaction(sent)["answered"] == 7)
    assert told == ["choose", (5, "1-20, 33", "")]
    [message] = service.messages("#launch")
    assert (message["content"], message["components"]) == ("Reading.", [])
    for wrong_id in (pressed, "1"):
        with pytest.raises(LookupError):
            service.submit("Ana", wrong_id, {"pages": "1"})


async def test_form_of_a_command_is_answered_with_a_message(bot: RecordingClient, service: DiscordService) -> None:
    class Ask(discord.ui.Modal, title="Ask"):
        part: discord.ui.Label["Ask"] = discord.ui.Label(
            text="Part",
            component=discord.ui.Select(custom_id="part", options=[discord.SelectOption(label="One", value="1")]),
        )

        async def on_submit(self, interaction: discord.Interaction) -> None:
            assert isinstance(self.part.component, discord.ui.Select)
            await interaction.response.send_message(f"Part {self.part.component.values}")
            await interaction.followup.send("more")

    @bot.tree.command(name="ask", description="Ask")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Ask())

    await bot.tree.sync()
    opened = service.slash("Ana", "#launch", "ask")
    await bot.until_true(lambda: service.interaction(opened)["answered"] == 9)
    sent = service.submit("Ana", opened, {"Part": ["One"]})
    await bot.until_true(lambda: len(service.interaction(sent)["messages"]) == 2)
    assert [one["content"] for one in service.messages("#launch")] == ["Part ['1']", "more"]


async def test_late_answer_to_a_form_is_refused(
    asked: str, bot: RecordingClient, service: DiscordService, clock: TurnedClock
) -> None:
    refused: list[int] = []

    class Slow(discord.ui.Modal, title="Slow"):
        text: discord.ui.TextInput["Slow"] = discord.ui.TextInput(label="Text")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await clock.advance(3.1)
            try:
                await interaction.response.send_message("late")
            except discord.NotFound as error:
                refused.append(error.code)
                service._state.changed()

    @bot.tree.command(name="slow", description="Slow")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Slow())

    await bot.tree.sync()
    opened = service.slash("Ana", "#launch", "slow")
    await bot.until_true(lambda: service.interaction(opened)["answered"] == 9)
    service.submit("Ana", opened, {"Text": "x"})
    await bot.until_true(lambda: refused == [10062])


async def test_button_of_before_a_restart_is_pressed(
    connect: Connect, asked: str, bot: RecordingClient, service: DiscordService
) -> None:
    await bot.close()
    born_again = await connect()
    pressed = service.press("Ana", "#launch", asked, "all")
    [interaction] = await born_again.until("interaction")
    assert (str(interaction.id), interaction.data["custom_id"]) == (pressed, "all")
    await interaction.response.send_message("Reading.", ephemeral=True)
    assert service.messages("#launch")[-1]["private_to"] == service.ids()["Ana"]
