import pytest

from adapters.slack.whisper import Whisper
from bot.core.errors import PlatformFailed
from tests.adapters.slack.rig import ANA, GENERAL, Rig, invoked
from tests.fakes import FakeOutbox

ANSWER = "You can `ask` <!here>."
LINK = "https://sandbox.slack.com/archives/C0GENERAL/p1795000000000001?thread_ts=1795000000.000000&cid=C0GENERAL"


def points(characters: int) -> str:
    """A summary of about so many characters, each of its points with a link."""
    point = "- **Decided**: we launch on Friday & not before ([1]({link}), [2]({link}))\n"
    return (point.format(link=LINK) * (1 + characters // len(point.format(link=LINK)))).strip()


def shown(rig: Rig) -> str:
    """What the blocks of all private messages say together."""
    blocks = [block for told in rig.slack.ephemerals(GENERAL) for block in told["blocks"]]
    return "\n".join(block["text"] for block in blocks if block["type"] == "markdown")


def response_url(rig: Rig) -> str:
    rig.slack.command("Ana", GENERAL, "/galerne-help")
    return str(rig.slack._backend.courier.sent[-1].payload["response_url"])


async def test_a_private_command_is_answered_to_the_asker_alone(rig: Rig) -> None:
    outbox = FakeOutbox()
    reply = rig.platform.reply(invoked("help", response_url=response_url(rig)), outbox, private=True)
    await reply.status("reading")
    await reply.show("You")
    await reply.finish(ANSWER, footer="Read nothing")
    [told] = rig.slack.ephemerals(GENERAL)
    assert told["user"] == ANA
    assert ANSWER in told["blocks"][0]["text"].replace("&lt;", "<")
    assert rig.slack.messages(GENERAL) == []
    assert outbox.parts == ()
    assert rig.slack.notified() == []


async def test_when_the_response_url_is_spent_it_goes_another_way(rig: Rig) -> None:
    reply = rig.platform.reply(
        invoked("help", response_url=rig.config.api_url.replace("api/", "response/none")), FakeOutbox(), private=True
    )
    await reply.finish(ANSWER)
    assert len(rig.slack.ephemerals(GENERAL)) == 1
    assert rig.names()[-1] == "chat.postEphemeral"


async def test_a_private_answer_in_a_thread_stays_in_it(rig: Rig) -> None:
    asked = rig.asked("!help")
    reply = rig.platform.reply(asked, FakeOutbox(), private=True)
    assert isinstance(reply, Whisper)
    await reply.fail("", "That did not work; please ask again.")
    [told] = rig.slack.ephemerals(GENERAL)
    assert told["thread"] == asked.address.thread


async def test_in_direct_messages_everything_is_private(rig: Rig) -> None:
    channel = rig.slack.dm("Ana")
    asked = rig.asked("!help", channel)
    await rig.platform.reply(asked, FakeOutbox(), private=True).finish(ANSWER)
    assert len(rig.answers(asked.address.thread, channel)) == 1


async def test_a_long_private_answer_takes_at_most_five_messages_and_says_so(rig: Rig) -> None:
    reply = rig.platform.reply(invoked("help", response_url=response_url(rig)), FakeOutbox(), private=True)
    await reply.finish("some words\n\n" * 10_000)
    told = rig.slack.ephemerals(GENERAL)
    assert len(told) == 5
    assert "too long to be shown privately" in told[-1]["blocks"][0]["text"]


@pytest.mark.parametrize(("characters", "messages"), [(3_500, 1), (9_000, 1), (13_000, 2), (40_000, 4)])
@pytest.mark.parametrize("spent", [False, True])
async def test_a_long_private_answer_arrives_whole_with_its_links(
    rig: Rig, characters: int, messages: int, *, spent: bool
) -> None:
    url = rig.config.api_url.replace("api/", "response/none") if spent else response_url(rig)
    summary = points(characters)

    await rig.platform.reply(invoked("summarize", response_url=url), FakeOutbox(), private=True).finish(
        summary, footer="Read 412 messages"
    )

    assert shown(rig) == summary
    told = rig.slack.ephemerals(GENERAL)
    assert len(told) == messages
    assert [one["blocks"][-1]["type"] for one in told] == ["markdown"] * (messages - 1) + ["context"]
    assert all(len(one["blocks"][0]["text"]) <= 12_000 for one in told)
    assert rig.slack.messages(GENERAL) == []


async def test_summary_asked_for_in_direct_messages_is_for_that_command_alone(rig: Rig) -> None:
    direct = rig.slack.dm("Ana")
    rig.slack.command("Ana", direct, "/summarize")
    url = str(rig.slack._backend.courier.sent[-1].payload["response_url"])

    await rig.platform.reply(invoked("summarize", channel=direct, response_url=url), FakeOutbox(), private=True).finish(
        points(13_000)
    )

    assert len(rig.slack.ephemerals(direct)) == 2
    assert rig.slack.messages(direct) == []


async def test_what_takes_its_time_is_said_once(still: Rig) -> None:
    reply = still.platform.reply(invoked("summarize", response_url=response_url(still)), FakeOutbox(), private=True)
    await reply.status("reading this channel: 999 messages")
    assert still.slack.ephemerals(GENERAL) == []
    await still.turn(4.0)

    await reply.status("reading this channel: 1,998 messages")
    await reply.status("reading this channel: 2,400 messages, 1 thread")
    await reply.finish("Nothing was decided.")

    assert [told["blocks"][0]["text"] for told in still.slack.ephemerals(GENERAL)] == [
        "_Reading this channel: 1,998 messages. The answer comes here, for you alone; `/stop` ends it._",
        "Nothing was decided.",
    ]


async def test_what_was_said_in_private_is_not_said_again_after_a_restart(rig: Rig) -> None:
    asked, outbox = invoked("help", response_url=response_url(rig)), FakeOutbox()
    await rig.platform.reply(asked, outbox, private=True).finish(ANSWER)
    await rig.start()
    outbox.again = True
    await rig.platform.reply(asked, outbox, private=True).finish(ANSWER)
    assert len(rig.slack.ephemerals(GENERAL)) == 1


async def test_a_private_answer_that_breaks_off_goes_on_where_it_broke_off(rig: Rig) -> None:
    asked, outbox = invoked("help", response_url=response_url(rig)), FakeOutbox()
    rig.fail("response_url", "status", status=500, skip=1)
    rig.fail("chat.postEphemeral", "error", error="fatal_error", times=3)
    reply = rig.platform.reply(asked, outbox, private=True)
    with pytest.raises(PlatformFailed):
        await reply.finish(points(30_000))
    await reply.finish(points(30_000))
    assert len(rig.slack.ephemerals(GENERAL)) > 1
    assert shown(rig).count("Decided") == points(30_000).count("Decided")


async def test_a_private_failure_is_told_even_where_some_of_the_answer_was(rig: Rig) -> None:
    outbox = FakeOutbox(uploads={"answer 0": "said"})
    reply = rig.platform.reply(invoked("help", response_url=response_url(rig)), outbox, private=True)
    await reply.fail("", "Mistral is busy.")
    assert "Mistral is busy." in shown(rig)
