from typing import Any

import pytest

from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.pings import mentions, pings
from tests.sandbox.slack.sandbox import GENERAL, Sandbox


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(Content("<!here> <!channel> <!everyone>"), ["<!here>", "<!channel>", "<!everyone>"], id="all"),
        pytest.param(Content("<!subteam^S12|@ops> <@U1|ana> <@W2>"), ["<!subteam^S12>", "<@U1>", "<@W2>"], id="labels"),
        pytest.param(Content("<!here> <!here>"), ["<!here>"], id="once"),
        pytest.param(Content("&lt;!here&gt; @here <!date^1^x|y> <#C1>"), [], id="words"),
        pytest.param(Content("`<!here>`"), ["<!here>"], id="mrkdwn-code-is-live"),
        pytest.param(Content("<!here> **x**", markdown=True), ["<!here>"], id="markdown"),
        pytest.param(Content("`<!here>`\n```\n<@U1>\n```", markdown=True), [], id="markdown-code-is-not"),
        pytest.param(Content("`<!here>", markdown=True), ["<!here>"], id="open-code-span"),
        pytest.param(Content("hi", blocks=[{"type": "markdown", "text": "<!here>"}]), ["<!here>"], id="block"),
        pytest.param(Content("<@U1>", blocks=[{"type": "markdown", "text": "hi"}]), ["<@U1>"], id="notification-text"),
        pytest.param(
            Content("x", blocks=[{"type": "header", "text": {"type": "plain_text", "text": "<!here>"}}]), [], id="plain"
        ),
        pytest.param(
            Content("x", blocks=[{"type": "rich_text", "elements": [{"type": "broadcast", "range": "here"}]}]),
            ["<!here>"],
            id="rich",
        ),
        pytest.param(
            Content("x", blocks=[{"type": "rich_text", "elements": [{"type": "text", "text": "<!here>"}]}]),
            [],
            id="typed",
        ),
        pytest.param(Content("@here a@here.com", links_names=True), ["<!here>"], id="link-names"),
    ],
)
def test_a_text_notifies(content: Content, found: list[str]) -> None:
    assert pings(content) == found


def test_a_mention_may_have_a_label() -> None:
    assert mentions("hey <@U1|ana>", "U1")
    assert not mentions("hey <@U12>", "U1")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"text": "@here", "link_names": True}, id="link-names"),
        pytest.param({"text": "@here", "parse": "full"}, id="parse"),
        pytest.param({"markdown_text": "<!here>"}, id="markdown"),
        pytest.param({"text": "x", "attachments": [{"text": "<!here>"}]}, id="attachment"),
    ],
)
async def test_what_the_app_posts_is_on_record(world: Sandbox, body: dict[str, Any]) -> None:
    await world.api("chat.postMessage", channel=GENERAL, **body)

    assert world.slack.messages("general")[0]["notified"] == world.slack.notified() == ["<!here>"]


async def test_an_edit_does_not_undo_a_ping(world: Sandbox) -> None:
    ts = await world.post("<!here>")
    await world.api("chat.update", channel=GENERAL, ts=ts, text="&lt;!here&gt; <@U0ANA0001>")

    assert world.slack.notified() == ["<!here>", "<@U0ANA0001>"]


async def test_a_ping_may_come_in_two_halves(world: Sandbox) -> None:
    thread, ts = await world.stream("all <!he")
    await world.append(ts, "re> and `<!chan")
    await world.append(ts, "nel>`")

    assert world.slack.messages("general", thread)[-1]["notified"] == ["<!here>"]


async def test_people_may_ping(world: Sandbox) -> None:
    world.slack.say("Ana", "general", "<!here> lunch")

    assert world.slack.messages("general")[0]["notified"] == ["<!here>"]
    assert world.slack.notified() == []


async def test_a_whisper_pings_too(world: Sandbox) -> None:
    await world.api("chat.postEphemeral", channel=GENERAL, user="U0ANA0001", text="<!here>")

    assert world.slack.notified() == ["<!here>"]
