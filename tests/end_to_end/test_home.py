"""The app's own page on Slack; Discord has none, and says the same by `/help`."""

from pathlib import Path
from typing import Any

from deploy.sandbox.world import World
from tests.talk import living


def page(world: World, who: str) -> list[dict[str, Any]]:
    return [block for view in world.slack.views(who) for block in view["blocks"]]


async def test_the_page_shows_what_the_bot_can_do(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="slack"):
        world.slack.open_home("Ana")
        blocks = await world.log.until(lambda: page(world, "Ana"))

    words = "\n".join(each["text"]["text"] for each in blocks if each["type"] == "section")
    headings = [each["text"]["text"] for each in blocks if each["type"] == "header"]
    assert headings == ["What I can do", "What holds for you", "What you have used"]
    assert "mistral-small" in words
    assert "• `/ask &lt;question&gt;`: Ask a question" in words
    assert page(world, "Bao") == []
    assert world.slack.messages(world.slack.dm("Ana")) == []


async def test_the_page_is_made_once_a_minute_for_each_person(world: World, tmp_path: Path) -> None:
    async with living(world, tmp_path, only="slack"):
        for _ in range(3):
            world.slack.open_home("Ana")
        world.slack.open_home("Ana", "messages")
        await world.log.until(lambda: page(world, "Ana"))
        world.slack.open_home("Bao")
        await world.log.until(lambda: page(world, "Bao"))

    assert len(world.log.of("slack", "views.publish")) == 2
