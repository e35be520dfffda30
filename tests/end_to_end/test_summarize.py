"""`/summarize` on each platform: what was said is read, summarised and linked, for the asker or for the channel."""

import re
from pathlib import Path
from typing import Any

from bot.trial.stage import SlackStage
from tests.talk import Talk

CHAT = "POST /v1/chat/completions"


def linked(text: str) -> list[str]:
    return re.findall(r"\[\d+\]\((https://[^()\s]+)\)", text)


def begins(talk: Talk, who: str, text: str) -> str:
    """Something said in the channel itself, in no thread."""
    if isinstance(talk.stage, SlackStage):
        return talk.world.slack.say(who, "launch", text)
    return talk.world.discord.say(who, "#launch", text)


def replies(talk: Talk, who: str, root: str, text: str) -> str:
    """Something said in a thread below a message of the channel."""
    if isinstance(talk.stage, SlackStage):
        return talk.world.slack.say(who, "launch", text, root)
    thread = talk.world.discord.create_thread(who, "#launch", text[:20], root)
    return talk.world.discord.say(who, thread, text)


def slash(talk: Talk, who: str, **options: str) -> None:
    if isinstance(talk.stage, SlackStage):
        what = options.pop("what", "")
        named = " ".join(f'{name}="{value}"' for name, value in options.items())
        talk.world.slack.command(who, "launch", "/summarize", f"{what} {named}")
    else:
        talk.world.discord.slash(who, "#launch", "summarize", dict(options))


def seen_by(talk: Talk, who: str) -> list[str]:
    """What only this person was shown in the channel."""
    if isinstance(talk.stage, SlackStage):
        return talk.stage.whispers(who)
    messages: list[dict[str, Any]] = talk.world.discord.messages("#launch")
    return [each["content"] for each in messages if each["private_to"] and "message" in each["content"]]


async def test_a_thread_is_summarised_for_the_channel_with_links_that_lead_to_its_messages(
    talk: Talk, tmp_path: Path
) -> None:
    async with talk.bot(tmp_path):
        talk.begin("We launch on 4 June.")
        cake = talk.say("Who brings the cake? Not [1] please, https://cake.example/7", "Bao")
        talk.say("@Galerne !summarize audience=channel length=long")
        answer = await talk.answer()
        footer = talk.posts()[-1].footer

    assert re.match(r"_This thread, since \w{3} .*: 2 messages by 2 people\._\n", answer)
    links = linked(answer)
    assert "- Ana: We launch on 4 June. ([1](" in answer
    assert "Not (1) please, https://cake.example/7" in answer
    assert "!summarize" not in answer
    assert len(links) == 3
    assert cake.replace(".", "") in links[1] == links[2]
    assert "tokens" in footer


async def test_a_channel_is_summarised_with_its_threads_for_the_asker_alone(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        begins(talk, "Ana", "Said before I went away on 3 May.")
        root = begins(talk, "Bao", "Shall we launch on 4 June?")
        reply = replies(talk, "Chloé", root, "Yes, on 4 June at 9:00.")
        slash(talk, "Ana")
        [told] = await talk.until(lambda: seen_by(talk, "Ana"))

    assert told.startswith("_Since you last wrote here, ")
    assert "2 messages by 2 people, 1 thread" in told
    assert "3 May" not in told
    assert [reply.replace(".", "") in link for link in linked(told)] == [False, True]
    asked = talk.last_request()["messages"][-1]["content"]
    assert re.search(r"\[1\] Bao, \w{3} \d\d:\d\d: Shall we launch on 4 June\?\n\n\[2\] ↳ Chloé, ", asked)


async def test_an_invented_source_never_becomes_a_link(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.script([{"text": "**Decisions**\n- Launch on 4 June [1]\n- Cake [7] https://evil.example/x"}])
    async with talk.bot(tmp_path):
        talk.begin("We launch on 4 June.")
        talk.say("@Galerne !summarize audience=channel")
        answer = await talk.answer()

    assert "- Cake (a link I did not read) (no source)" in answer
    assert len(linked(answer)) == 1


async def test_a_time_that_cannot_be_read_is_told_how_to_write_it(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        begins(talk, "Bao", "Hello.")
        slash(talk, "Ana", what="whenever")
        shown = await talk.until(lambda: [text for text in everything(talk) if "whenever" in text])

    assert "Write it as `2h`, `yesterday`" in shown[0]
    assert not talk.world.log.of("mistral", CHAT)


def everything(talk: Talk) -> list[str]:
    if isinstance(talk.stage, SlackStage):
        return talk.stage.whispers("Ana")
    return [each["content"] for each in talk.world.discord.messages("#launch")]


WORDS = " ".join(f"word{n}" for n in range(150))


def long_talk(talk: Talk) -> list[str]:
    """Messages for several requests."""
    return [begins(talk, "Bao", f"Point {n} costs {n} euros. {WORDS}") for n in range(100)]


async def test_a_long_channel_is_read_in_parts_and_says_how_far_it_is(talk: Talk, tmp_path: Path) -> None:
    """Every message is sent to the model, and no link leads elsewhere."""
    talk.world.mistral.pace(first=2.0, tokens_per_second=5_000)  # what is soon done needs no words on Discord
    ids = long_talk(talk)
    async with talk.bot(tmp_path):
        slash(talk, "Ana", what="1h", audience="channel")
        await talk.until(lambda: [each for each in talk.stage.posted() if "tokens ·" in each.footer], 40)
        text = "\n".join(post.text for post in talk.stage.posted())

    requests = [call.body["messages"][-1]["content"] for call in talk.world.log.of("mistral", CHAT)]
    assert len(requests) > 2
    assert all(sum(f"Point {n} costs" in request for request in requests[:-1]) >= 1 for n in range(100))
    assert "100 messages by 1 person" in text
    links = linked(text)
    assert links
    assert {link.rpartition("/")[2].removeprefix("p") for link in links} <= {each.replace(".", "") for each in ids}
    shown = "\n".join(progress(talk))
    assert "summarising" in shown or "100 messages" in shown.partition("100 messages by")[0]


async def test_a_private_summary_is_stopped_by_whom_it_is_for(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.pace(first=30.0)
    long_talk(talk)
    async with talk.bot(tmp_path):
        slash(talk, "Ana", what="1h")
        await talk.until(lambda: talk.world.log.of("mistral", CHAT))
        stop(talk, "Bao")
        await talk.until(lambda: [words for words in shown_to(talk, "Bao") if "not writing anything here" in words])
        stop(talk, "Ana")
        await talk.until(lambda: [words for words in shown_to(talk, "Ana") if words == "Stopped."])
        await talk.until(lambda: [words for words in shown_to(talk, "Ana") if "_Stopped._" in words])


def stop(talk: Talk, who: str) -> None:
    if isinstance(talk.stage, SlackStage):
        talk.world.slack.command(who, "launch", "/stop", "")
    else:
        talk.world.discord.slash(who, "#launch", "stop", {})


def shown_to(talk: Talk, who: str) -> list[str]:
    """What only this person can see in the channel."""
    if isinstance(talk.stage, SlackStage):
        return talk.stage.whispers(who)
    person = talk.world.discord.ids()[who]
    return [each["content"] for each in talk.world.discord.messages("#launch") if each["private_to"] == person]


def progress(talk: Talk) -> list[str]:
    """What was said about the work while it went on."""
    if isinstance(talk.stage, SlackStage):
        return [str(call.body.get("status")) for call in talk.world.log.of("slack", "assistant.threads.setStatus")]
    return [str(call.body) for call in talk.world.log.of("discord")]
