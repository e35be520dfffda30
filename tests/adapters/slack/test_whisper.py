from adapters.slack.whisper import Whisper
from tests.adapters.slack.rig import ANA, GENERAL, Rig, invoked
from tests.fakes import FakeOutbox

ANSWER = "You can `ask` <!here>."


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
