"""The adapter as a whole."""

import logging
import subprocess
import sys

import pytest

from bot.core.values import Address
from tests.adapters.slack.rig import BOT, GENERAL, TEAM, Rig
from tests.fakes import FakeOutbox

HOSTILE = (
    "Hello <!channel> and <@U0BAO0001>, `<!here>`\n\n```\n<!subteam^S0TEAM>\n```\n[x](<!everyone>) <!chan",
    "nel> <https://x.y|<@U0BAO0001>> &lt;!here&gt; @channel",
)


async def test_from_a_mention_to_its_answer(rig: Rig) -> None:
    platform = await rig.start()
    ts = rig.slack.say("Ana", GENERAL, f"<@{BOT}> what is new?")
    [asked] = await rig.until(lambda: rig.told("message"))
    reply = platform.reply(asked, FakeOutbox())
    await reply.show("Not")
    await reply.finish("Not much.")
    assert [answer["text"] for answer in rig.answers(ts)] == ["Not much."]


async def test_nothing_in_an_answer_pings_however_it_is_cut_into_steps(rig: Rig) -> None:
    whole = "".join(HOSTILE)
    for step in (1, 3, 7):
        for agent in (True, False):
            rig.slack.declare_agent(agent)
            reply, _, _ = rig.reply()
            for end in range(0, len(whole), step):
                await reply.show(whole[:end])
            await reply.finish(whole, footer="Read <!here> & <@U0BAO0001>")
    assert rig.slack.notified() == []


async def test_a_link_is_made_without_asking(rig: Rig) -> None:
    assert rig.platform.link(Address("slack", TEAM, GENERAL), "1795000001.000100") == ""
    platform = await rig.start()
    place = "https://sandbox.slack.com/archives/C0GENERAL"
    assert platform.link(Address("slack", TEAM, GENERAL, "1.000100"), "1.000100") == f"{place}/p1000100"
    threaded = platform.link(Address("slack", TEAM, GENERAL, "1.000100"), "2.000100")
    assert threaded == f"{place}/p2000100?thread_ts=1.000100&cid=C0GENERAL"


async def test_neither_tokens_nor_words_reach_the_log(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    rig.fail("chat.stopStream", "close_stream")
    await rig.start()
    rig.slack.say("Ana", GENERAL, f"<@{BOT}> a private matter")
    [asked] = await rig.until(lambda: rig.told("message"))
    reply = rig.platform.reply(asked, FakeOutbox())
    await reply.show("a private answer")
    await reply.finish("a private answer, whole")
    assert "private" not in caplog.text
    assert "xoxb-" not in caplog.text
    assert "xapp-" not in caplog.text


def test_bolt_is_loaded_only_when_the_bot_receives() -> None:
    code = "import sys, adapters.slack; sys.exit('slack_bolt' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=20)  # noqa: S603 - this very interpreter
    assert done.returncode == 0
