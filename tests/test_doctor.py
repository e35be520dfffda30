"""The doctor: what is good is said, and what is missing is named with what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.slack.manifest import SCOPES
from bot.doctor import look_over
from bot.settings import Settings
from bot.store.lock import only_process
from deploy.sandbox.world import World, open_world


async def said(world: World, folder: Path, **settings: str) -> tuple[int, str]:
    lines: list[str] = []
    whole = {**world.environment(), "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}", **settings}
    return await look_over(Settings.load(whole), lines.append), "\n".join(lines)


async def test_all_is_well_where_nothing_is_missing(tmp_path: Path) -> None:
    async with open_world() as world:
        code, words = await said(world, tmp_path)

    assert code == 0, words
    assert "✗" not in words
    assert "✓ Mistral: the key is good, and " in words
    assert "✓ Mistral: OCR by mistral-ocr-" in words
    assert f"✓ Slack: the app has all {len(SCOPES)} scopes." in words
    assert "✓ Slack: the app token opens sockets." in words
    assert "✓ Discord: the Message Content intent is on." in words
    assert "✓ Discord: 1 shard is enough for its servers." in words
    assert "the bot may do all that it has to." in words
    assert words.endswith("All is well: `python -m bot run`.")
    assert world.slack.messages("launch") == []


Break = Callable[[World], object]


def without_files(world: World) -> None:
    for role in ("@everyone", "Galerne"):
        world.discord.empower(role, "attach_files", allowed=False)


@pytest.mark.parametrize(
    ("breaking", "settings", "sentence"),
    [
        (None, {"MISTRAL_API_KEY": ""}, "✗ Mistral: MISTRAL_API_KEY is missing; take a key"),
        (None, {"MISTRAL_API_KEY": "wrong"}, "✗ Mistral: "),
        (None, {"MISTRAL_MODEL": "no-such-model"}, "✗ Mistral: answers: "),
        (None, {"SLACK_BOT_TOKEN": "xoxb-wrong"}, "✗ Slack: Slack refuses SLACK_BOT_TOKEN"),
        (None, {"SLACK_APP_TOKEN": "xapp-wrong"}, "✗ Slack: Slack refuses SLACK_APP_TOKEN"),
        (None, {"SLACK_APP_TOKEN": ""}, "✗ Slack: Socket Mode needs SLACK_APP_TOKEN"),
        (lambda world: world.slack.grant([each for each in SCOPES if each != "files:read"]), {},
         "✗ Slack: the app lacks the scope files:read; add what is missing under OAuth & Permissions"),
        (None, {"DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.wrong.x"}, "✗ Discord: "),
        (lambda world: world.discord.portal(message_content=False), {},
         "✗ Discord: Discord has the Message Content intent switched off"),
        (lambda world: world.discord.limit_starts(shards=3), {"DISCORD_SHARDS": "2"},
         "✗ Discord: Discord recommends 3 shards for this bot and DISCORD_SHARDS is 2; set it to 3"),
        (None, {"SLACK_BOT_TOKEN": "", "DISCORD_TOKEN": ""}, "✗ Platforms: neither Slack's nor Discord's tokens are"),
        (without_files, {}, "the bot may not: Attach Files; give its role what is missing, or open https://discord.com/"),
    ],
)  # fmt: skip
async def test_what_is_missing_is_named(
    tmp_path: Path, breaking: Break | None, settings: dict[str, str], sentence: str
) -> None:
    async with open_world() as world:
        if breaking is not None:
            breaking(world)
        code, words = await said(world, tmp_path, **settings)

    assert code == 1
    assert sentence in words
    assert words.endswith("Mend what is marked with ✗, then ask again.")
    assert "wrong" not in words.replace("xoxb-wrong", "")


async def test_a_database_that_another_process_uses_is_named(tmp_path: Path) -> None:
    async with open_world() as world:
        with only_process(tmp_path / "bot.sqlite3"):
            code, words = await said(world, tmp_path)

    assert code == 1
    assert "✗ Database: Another process" in words
