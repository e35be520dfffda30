from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, Sandbox

TITLE = {"type": "plain_text", "text": "Settings"}
MODAL: dict[str, Any] = {"type": "modal", "callback_id": "settings", "title": TITLE, "blocks": [{"type": "divider"}]}


def trigger(world: Sandbox) -> str:
    return world.slack.command("Ana", "general", "/bot")


async def test_a_form_opens_for_the_one_who_asked(world: Sandbox) -> None:
    view = (await world.client().views_open(trigger_id=trigger(world), view=MODAL))["view"]

    assert (view["callback_id"], view["app_id"], view["state"]) == ("settings", "A0SANDBOX", {"values": {}})
    assert [one["id"] for one in world.slack.views("Ana")] == [view["id"]]
    assert world.slack.views("Bao") == []


async def test_a_trigger_is_good_once_and_for_three_seconds(world: Sandbox) -> None:
    used, old = trigger(world), trigger(world)
    await world.client().views_open(trigger_id=used, view=MODAL)
    await world.turn(3)

    assert await world.error("views.open", trigger_id=used, view=MODAL) == "exchanged_trigger_id"
    assert await world.error("views.open", trigger_id=old, view=MODAL) == "expired_trigger_id"
    assert await world.error("views.open", trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"type": "home"}, "invalid_arguments", id="home"),
        pytest.param({"blocks": None}, "invalid_arguments", id="no-blocks"),
        pytest.param({"blocks": [{"type": "markdown", "text": "hi"}]}, "invalid_arguments", id="markdown"),
        pytest.param({"title": {"text": "x" * 25}}, "invalid_arguments", id="long-title"),
        pytest.param({"title": None}, "invalid_arguments", id="no-title"),
        pytest.param({"private_metadata": "x" * 3001}, "invalid_arguments", id="long-metadata"),
        pytest.param({"blocks": [{"type": "divider"}] * 101}, "invalid_blocks", id="many-blocks"),
    ],
)
async def test_a_form_is_refused(world: Sandbox, change: dict[str, Any], error: str) -> None:
    assert await world.error("views.open", trigger_id=trigger(world), view=MODAL | change) == error
    assert await world.error("views.open", trigger_id=trigger(world)) == "invalid_arguments"


async def test_a_home_page_is_replaced(world: Sandbox) -> None:
    for text in ("old", "new"):
        home = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}
        await world.client().views_publish(user_id=ANA, view=home)

    assert [one["blocks"][0]["text"]["text"] for one in world.slack.views("Ana")] == ["new"]
    assert await world.error("views.publish", user_id="U0X", view=MODAL) == "user_not_found"
    assert await world.error("views.publish", user_id=ANA, view=MODAL) == "invalid_arguments"
