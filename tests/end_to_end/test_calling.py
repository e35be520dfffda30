"""Where a command can be called: `@bot /name`, `!name`, in threads and in direct messages, on each platform."""

from pathlib import Path

import pytest

from deploy.sandbox.world import World
from tests.end_to_end.test_menus import told
from tests.talk import Talk, living

HELP = "Mention me in a channel, or write to me directly"


def direct(world: World, platform: str, who: str) -> tuple[str, list[str]]:
    """The direct messages of somebody and the bot: where they are, and what the bot has said there."""
    if platform == "slack":
        place = world.slack.dm(who)
        return place, [each["text"] for each in world.slack.messages(place) if each["bot"]]
    place, bot = world.discord.dm(who), world.discord.ids()["bot"]
    return place, [each["content"] for each in world.discord.messages(place) if each["author_id"] == bot]


@pytest.mark.parametrize("written", ["@Galerne /help", "@Galerne !help", "!help", "/help", "@Galerne !HELP"])
async def test_a_command_is_written_in_a_thread(talk: Talk, tmp_path: Path, written: str) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        await talk.answer()
        talk.say(written, "Bao")
        shown = await talk.until(lambda: talk.stage.whispers("Bao"))

    assert HELP in shown[0]
    assert talk.stage.whispers("Ana") == []
    assert len(talk.posts()) == 1


@pytest.mark.parametrize("written", ["/help ask", "!help ask"])
@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_command_is_written_in_direct_messages(
    world: World, tmp_path: Path, platform: str, written: str
) -> None:
    async with living(world, tmp_path, only=platform):
        place, _ = direct(world, platform, "Ana")
        (world.slack if platform == "slack" else world.discord).say("Ana", place, written)
        [shown] = await world.log.until(lambda: direct(world, platform, "Ana")[1])

    assert shown.startswith("`/ask <question>`, or in a thread `!ask <question>`")
    assert "For example: `!ask why is the sky blue?`" in shown


async def test_a_mistyped_command_is_told_to_the_typist_what_was_meant(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        await talk.answer()
        requests = len(talk.world.log.of("mistral"))
        talk.say("!sumarize 2h", "Bao")
        shown = await talk.until(lambda: talk.stage.whispers("Bao"))

    assert shown == ["There is no command `!sumarize`; did you mean `!summarize`? `!help` lists those there are."]
    assert talk.stage.whispers("Ana") == []
    assert len(talk.world.log.of("mistral")) == requests


async def test_a_wrong_argument_is_told_with_what_may_be_given(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        await talk.answer()
        talk.say("!rewrite hello tone=rude", "Bao")
        shown = await talk.until(lambda: talk.stage.whispers("Bao"))

    assert "tone: Input should be 'clear', 'short', 'formal' or 'friendly'" in shown[0]
    assert "Write it as `/rewrite [text] [tone=clear|short|formal|friendly]" in shown[0]


async def test_a_language_is_suggested_while_it_is_typed(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="discord"):
        interaction = world.discord.complete("Ana", "#launch", "translate", "language", "ge")
        await world.log.until(lambda: world.discord.interaction(interaction)["answered"])
        offered = [each["value"] for each in world.discord.interaction(interaction)["suggested"]]

    assert offered == ["German"]


async def test_a_slash_command_takes_typed_options(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.script([{"text": "Guten Tag."}])
    async with talk.bot(tmp_path):
        if talk.stage.name == "Slack":
            talk.world.slack.command("Ana", "launch", "/translate", "good day language=German")
        else:
            talk.world.discord.slash("Ana", "#launch", "translate", {"text": "good day", "language": "German"})
        text = await told(talk, "Ana", "Guten Tag.")

    assert text.startswith("Guten Tag.")
    assert "into German." in str(talk.last_request()["messages"][-1]["content"])
