from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, GENERAL, Sandbox


def button(label: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}} | more


CHOICES = [
    button("All 311 pages", action_id="all", value="F1"),
    button("First 20", action_id="some", value="20"),
    button("First 50", action_id="more", value="50", style="primary"),
    button("Cancel", action_id="cancel", style="danger"),
]
ROW = {"type": "actions", "block_id": "price", "elements": CHOICES}


async def asked(world: Sandbox, *blocks: dict[str, Any]) -> str:
    return await world.post("This costs 0.31 €. Read it?", blocks=list(blocks) or [ROW])


@pytest.mark.parametrize(
    ("wanted", "pressed"),
    [
        ({"label": "First 20"}, ("some", "20")),
        ({"action_id": "all"}, ("all", "F1")),
        ({"action_id": "more", "value": "50"}, ("more", "50")),
        ({"action_id": "cancel"}, ("cancel", None)),
    ],
)
async def test_a_button_is_found_by_what_it_is_called(world: Sandbox, wanted: dict[str, str], pressed: Any) -> None:
    world.slack.press("Ana", "general", await asked(world), **wanted)

    [action] = world.last()["actions"]
    assert (action["action_id"], action.get("value")) == pressed
    assert (action["block_id"], action["type"]) == ("price", "button")
    assert action["action_ts"]


@pytest.mark.parametrize("wanted", [{}, {"label": "first 20"}, {"action_id": "all", "value": "F2"}])
async def test_what_nobody_could_press_is_a_mistake(world: Sandbox, wanted: dict[str, str]) -> None:
    ts = await asked(world)
    with pytest.raises(LookupError, match="to press"):
        world.slack.press("Ana", "general", ts, **wanted)


async def test_an_update_takes_the_buttons_away(world: Sandbox) -> None:
    ts = await asked(world)
    await world.api("chat.update", channel=GENERAL, ts=ts, text="Reading all 311 pages.")

    assert world.slack.messages("general")[0]["blocks"] == []
    with pytest.raises(LookupError):
        world.slack.press("Ana", "general", ts, "all")


async def test_a_press_can_be_late_and_is_then_lost(world: Sandbox) -> None:
    socket = await world.connect()
    name = world.slack.press("Ana", "general", await asked(world), "all")
    frame = await socket.frame()
    while frame["type"] != "interactive":
        frame = await socket.frame()
    await world.turn(3)
    await socket.ack(frame)

    await world.log.until(lambda: world.slack.deliveries(name)[0]["late"])
    assert world.slack.deliveries(name)[0]["outcome"] == "lost"


async def test_a_button_in_an_ephemeral_message_is_pressed_by_the_one_who_sees_it(world: Sandbox) -> None:
    await world.api("chat.postEphemeral", channel=GENERAL, user=ANA, text="Read it?", blocks=[ROW])
    [shown] = world.slack.ephemerals()

    world.slack.press("Ana", "general", shown["ts"], "all")

    payload = world.last()
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    with pytest.raises(LookupError):
        world.slack.press("Bao", "general", shown["ts"], "all")
    for body, left in (
        ({"text": "Reading.", "replace_original": True}, [("Reading.", [])]),
        ({"delete_original": True}, []),
    ):
        async with world.http.post(payload["response_url"], json=body) as response:
            assert response.status == 200
        assert [(one["text"], one["blocks"]) for one in world.slack.ephemerals()] == left


def options(number: int) -> list[dict[str, Any]]:
    return [{"text": {"type": "plain_text", "text": f"Page {n}"}, "value": str(n)} for n in range(number)]


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([{"type": "actions", "elements": [button(str(n)) for n in range(26)]}], "between 1 and 25"),
        ([{"type": "actions", "elements": []}], "between 1 and 25"),
        ([{"type": "actions", "elements": [button("a", action_id="x"), button("b", action_id="x")]}], "already exists"),
        ([ROW, ROW], "already exists"),
        ([ROW | {"block_id": "x" * 256}], "256 characters"),
        ([{"type": "actions", "elements": [button("x" * 76)]}], "76 characters"),
        ([{"type": "actions", "elements": [button("x", value="x" * 2001)]}], "2001 characters"),
        ([{"type": "actions", "elements": [button("x", action_id="x" * 256)]}], "256 characters"),
        ([{"type": "actions", "elements": [button("x", url="x" * 3001)]}], "3001 characters"),
        ([{"type": "actions", "elements": [button("x", style="big")]}], "primary, danger"),
        ([{"type": "actions", "elements": [button("x", accessibility_label="x" * 76)]}], "76 characters"),
        ([{"type": "actions", "elements": [button("x") | {"text": {"type": "mrkdwn", "text": "x"}}]}], "plain_text"),
        ([{"type": "actions", "elements": [{"type": "static_select", "options": options(101)}]}], "more than 100"),
        ([{"type": "actions", "elements": [{"type": "static_select"}]}], "options"),
        ([{"type": "actions", "elements": [{"type": "overflow", "options": options(6)}]}], "more than 5"),
        ([{"type": "actions", "elements": [{"type": "radio_buttons", "options": [{"value": "x"}]}]}], "text"),
        (
            [{"type": "actions", "elements": [{"type": "static_select", "options": options(2), "initial_option": 1}]}],
            "initial_option",
        ),
    ],
)
async def test_buttons_beyond_the_limits_are_refused(
    world: Sandbox, blocks: list[dict[str, Any]], complaint: str
) -> None:
    answer = await world.api("chat.postMessage", channel=GENERAL, text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert complaint in answer["response_metadata"]["messages"][0]
