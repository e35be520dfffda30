from typing import Any

import pytest

from tests.sandbox.slack.sandbox import FakeSocketApp, Sandbox


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Pages"), "submit": plain("Read"), "blocks": list(blocks)} | more


def field(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(label), "element": element} | more


PAGES = field("Which pages?", {"type": "plain_text_input", "action_id": "pages", "max_length": 20}, block_id="range")


async def opened(world: Sandbox, view: dict[str, Any]) -> dict[str, Any]:
    answer = await world.api("views.open", trigger_id=world.slack.command("Ana", "general", "/ocr"), view=view)
    assert answer["ok"], answer
    return dict(answer["view"])


async def connected(world: Sandbox, view: dict[str, Any]) -> tuple[FakeSocketApp, dict[str, Any]]:
    socket = await world.connect()
    shown = await opened(world, view)
    await socket.ack(await socket.frame())
    return socket, shown


async def test_a_press_opens_a_form_and_the_form_comes_back(world: Sandbox) -> None:
    button = {"type": "button", "text": plain("Choose"), "action_id": "choose"}
    ts = await world.post("311 pages", blocks=[{"type": "actions", "elements": [button]}])
    world.slack.press("Ana", "general", ts, label="Choose")
    trigger = world.last()["trigger_id"]
    view = (await world.api("views.open", trigger_id=trigger, view=modal(PAGES, private_metadata="F1")))["view"]

    world.slack.fill_form("Ana", view["id"], {"Which pages?": "1-20, 33"})

    sent = world.last()
    assert (sent["type"], sent["user"]["name"], sent["view"]["private_metadata"]) == ("view_submission", "ana", "F1")
    assert sent["view"]["state"]["values"] == {"range": {"pages": {"type": "plain_text_input", "value": "1-20, 33"}}}
    assert await world.error("views.open", trigger_id=trigger, view=modal(PAGES)) == "exchanged_trigger_id"


async def test_answers_go_by_any_name_and_initial_values_stay(world: Sandbox) -> None:
    select = {"type": "static_select", "action_id": "kind", "options": [option("table"), option("text")]}
    boxes = {"type": "checkboxes", "action_id": "more", "options": [option("images"), option("notes")]}
    asked = {"type": "plain_text_input", "action_id": "a", "initial_value": "all"}
    view = await opened(
        world, modal(PAGES, field("Kind", select), field("More", boxes, optional=True), field("Ask", asked))
    )

    world.slack.fill_form("Ana", view["id"], {"range": "7", "kind": "Text", "More": ["notes"]})

    values = world.last()["view"]["state"]["values"]
    found = {name: value for block in values.values() for name, value in block.items()}
    assert found["kind"]["selected_option"] == option("text")
    assert found["more"]["selected_options"] == [option("notes")]
    assert (found["pages"]["value"], found["a"]["value"]) == ("7", "all")


@pytest.mark.parametrize(
    ("answers", "error"),
    [({}, ValueError), ({"pages": "x" * 21}, ValueError), ({"pages": "1", "other": "x"}, LookupError)],
)
async def test_a_form_does_not_go_out_like_that(
    world: Sandbox, answers: dict[str, str], error: type[Exception]
) -> None:
    view = await opened(world, modal(PAGES))
    with pytest.raises(error):
        world.slack.fill_form("Ana", view["id"], answers)
    with pytest.raises(LookupError, match="no form"):
        world.slack.fill_form("Bao", view["id"], {"pages": "1"})


async def test_complaints_keep_the_form_open_if_they_name_its_fields(world: Sandbox) -> None:
    socket, view = await connected(world, modal(PAGES))
    for errors, recorded in (({"range": "Which?"}, []), ({"pages": "Which?"}, ["invalid_errors"])):
        world.slack.fill_form("Ana", view["id"], {"pages": "1"})
        await socket.ack(await socket.frame(), {"response_action": "errors", "errors": errors})
        await world.log.until(lambda: world.slack.deliveries()[-1]["outcome"] == "acked")
        assert [call.error for call in world.log.of("slack", "form response")] == recorded
    assert len(world.slack.views("Ana")) == 1


async def test_an_answer_puts_another_form_in_its_place(world: Sandbox) -> None:
    socket, view = await connected(world, modal(PAGES))
    world.slack.fill_form("Ana", view["id"], {"pages": "1"})

    await socket.ack(await socket.frame(), {"response_action": "update", "view": modal(PAGES, callback_id="second")})

    await world.log.until(lambda: world.slack.views("Ana")[0]["callback_id"] == "second")
    assert [one["id"] for one in world.slack.views("Ana")] == [view["id"]]
    world.slack.fill_form("Ana", view["id"], {"pages": "1"})
    await socket.ack(await socket.frame(), {"response_action": "push", "view": modal(PAGES, callback_id="third")})
    await world.log.until(lambda: len(world.slack.views("Ana")) == 2)


async def test_a_late_answer_leaves_the_form_open(world: Sandbox) -> None:
    socket, view = await connected(world, modal(PAGES))
    name = world.slack.fill_form("Ana", view["id"], {"pages": "1"})
    frame = await socket.frame()
    await world.turn(3)
    await socket.ack(frame)

    await world.log.until(lambda: world.slack.deliveries(name)[0]["late"] == 1)
    assert world.slack.deliveries(name)[0]["outcome"] == "lost"
    assert len(world.slack.views("Ana")) == 1


async def test_closing_a_form_is_told_if_wanted(world: Sandbox) -> None:
    quiet, loud = await opened(world, modal(PAGES)), await opened(world, modal(PAGES, notify_on_close=True))

    assert world.slack.close_form("Ana", quiet["id"]) == ""
    assert world.slack.close_form("Ana", loud["id"])
    assert (world.last()["type"], world.last()["view"]["id"]) == ("view_closed", loud["id"])
    assert world.slack.views("Ana") == []


async def test_an_open_form_is_updated(world: Sandbox) -> None:
    view = await opened(world, modal(PAGES, external_id="mine"))

    stale = {"view_id": view["id"], "hash": "0.V", "view": modal(PAGES)}
    assert await world.error("views.update", **stale) == "hash_conflict"
    assert await world.error("views.update", external_id="other", view=modal(PAGES)) == "not_found"
    answer = await world.api("views.update", external_id="mine", hash=view["hash"], view=modal(PAGES, callback_id="b"))
    assert (answer["view"]["id"], answer["view"]["callback_id"]) == (view["id"], "b")


@pytest.mark.parametrize(
    ("view", "error"),
    [
        pytest.param(modal(PAGES, submit=None), "invalid_arguments", id="no-submit"),
        pytest.param(modal(PAGES, submit=plain("x" * 25)), "invalid_arguments", id="long-submit"),
        pytest.param(modal(PAGES, callback_id="x" * 256), "invalid_arguments", id="long-callback-id"),
        pytest.param(modal(field("", {"type": "plain_text_input"})), "invalid_blocks", id="no-label"),
        pytest.param(modal({"type": "input", "label": plain("x")}), "invalid_blocks", id="no-element"),
        pytest.param(
            modal(field("x", {"type": "plain_text_input", "max_length": 3001})), "invalid_blocks", id="long-input"
        ),
        pytest.param(modal(PAGES, PAGES), "invalid_blocks", id="block-id-twice"),
    ],
)
async def test_a_form_that_slack_would_not_open_is_refused(world: Sandbox, view: Any, error: str) -> None:
    trigger = world.slack.command("Ana", "general", "/ocr")
    assert await world.error("views.open", trigger_id=trigger, view=view) == error
