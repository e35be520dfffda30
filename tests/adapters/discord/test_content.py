from typing import Any

import pytest

from adapters.discord.content import said_text
from tests.adapters.discord.samples import ANA, BAO, ME, message, user, viewpoint

PREVIEW = {"type": "article", "title": "A page", "description": "its words"}
EMBED = {"type": "rich", "title": "Build", "description": "green", "fields": [{"name": "Took", "value": "3 min"}]}
BOT = user(BAO, "Builder", bot=True)


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        (message(f"<@{ME}> ask <@{ANA}>", mentions=[user(ME, "Galerne"), user(ANA, "Ana")]), "ask @Ana"),
        (message("", author=BOT, embeds=[EMBED]), "**Build**\ngreen\nTook: 3 min"),
        (message("see https://a.example", embeds=[PREVIEW]), "see https://a.example"),
        (message("", embeds=[EMBED]), ""),
        (message("", components=[{"type": 17, "components": [{"type": 10, "content": "inside"}]}]), "inside"),
        (message("", sticker_items=[{"id": "1", "name": "Wave"}]), "[sticker: Wave]"),
        (message("", message_snapshots=[{"message": {"content": "one\ntwo"}}]), "Forwarded:\n> one\n> two"),
        (
            message("", poll={"question": {"text": "When?"}, "answers": [{"poll_media": {"text": "Monday"}}]}),
            "Poll: When?\n- Monday",
        ),
    ],
    ids=["mentions", "rich embed", "link preview", "embed of a person", "components", "sticker", "forward", "poll"],
)
def test_a_message_is_read_as_a_person_sees_it(given: dict[str, Any], seen: str) -> None:
    assert said_text(given, viewpoint()) == seen


def test_a_deep_component_tree_is_read_as_far_as_is_sensible() -> None:
    tree: dict[str, Any] = {"type": 10, "content": "deep"}
    for _ in range(500):
        tree = {"type": 17, "components": [tree]}
    assert said_text(message("", components=[tree]), viewpoint()) == ""
