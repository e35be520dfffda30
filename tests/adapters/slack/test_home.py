"""The app's page, and the older formatting in which it is written."""

import pytest

from adapters.slack.handles import AskHandle, written
from adapters.slack.mrkdwn import mrkdwn
from bot.core.documents import OutFile
from bot.core.platform_ports import Reply
from bot.core.values import Address, Author, CommandInvoked
from tests.adapters.slack.rig import ANA, TEAM, Rig
from tests.fakes import FakeOutbox


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("**bold** and *italic* and ~~gone~~", "*bold* and _italic_ and ~gone~"),
        ("- `a *b*`\n- two", "• `a *b*`\n• two"),
        ("### Title ###\ntext", "*Title*\ntext"),
        ("[docs](https://example.com/a?b=1&c=2)", "<https://example.com/a?b=1&amp;c=2|docs>"),
        ("<!channel> <@U1> & `<!here>`", "&lt;!channel&gt; &lt;@U1&gt; &amp; `&lt;!here&gt;`"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("```python\nx < 1\n```", "```\nx &lt; 1\n```"),
        ("[no](javascript:1)", "[no](javascript:1)"),
    ],
)
def test_markdown_is_written_as_mrkdwn(words: str, shown: str) -> None:
    assert mrkdwn(words) == shown


def test_a_table_becomes_a_block_of_code() -> None:
    assert mrkdwn("| a | b |\n|---|---|\n| 1 | 2 |").startswith("```\n")


def home(rig: Rig) -> Reply:
    handle = written(AskHandle(TEAM, direct=True, home=True))
    event = CommandInvoked(
        "Ev1", Address("slack", TEAM, rig.slack.dm("Ana")), Author(ANA, "Ana"), 0.0, "home", handle=handle
    )
    return rig.platform.reply(event, FakeOutbox(), private=True)


async def test_a_page_has_a_header_for_each_heading_and_takes_the_place_of_the_last(rig: Rig) -> None:
    await home(rig).finish("old")
    reply = home(rig)
    await reply.show("not yet")
    await reply.attach(OutFile("chart.png", "image/png", b"png"), key="1")
    await reply.finish("Hello.\n\n## Help\n\n" + "Some words. " * 600 + "\n\n## Usage\n\nNothing.", footer="no")

    [view] = rig.slack.views("Ana")
    kinds = [block["type"] for block in view["blocks"]]
    assert kinds == ["section", "header", "section", "section", "section", "header", "section"]
    assert [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"] == ["Help", "Usage"]
    assert rig.names("auth.test") == ["views.publish", "views.publish"]


async def test_what_goes_wrong_is_said_on_the_page(rig: Rig) -> None:
    await home(rig).fail("", "I cannot reach my own memory right now.")

    [view] = rig.slack.views("Ana")
    assert view["blocks"][0]["text"]["text"] == "I cannot reach my own memory right now."
