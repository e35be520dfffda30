"""`/summarize` on each platform: what was said is read, summarised and linked, for the asker or for the channel."""

import re
from pathlib import Path
from typing import Any

from bot.trial.stage import SlackStage
from deploy.sandbox.world import World
from tests.talk import Talk, living

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


async def test_a_long_channel_is_read_in_parts(world: World, tmp_path: Path) -> None:
    """Messages for several requests; every one of them is sent to the model, and no link leads elsewhere."""
    words = " ".join(f"word{n}" for n in range(150))
    ids = [world.slack.say("Bao", "launch", f"Point {n} costs {n} euros. {words}") for n in range(100)]
    async with living(world, tmp_path, only="slack"):
        world.slack.command("Ana", "launch", "/summarize", "1h audience=channel")
        [post] = await world.log.until(
            lambda: [each for each in world.slack.messages("launch") if each["bot"] and "tokens ·" in each["text"]]
        )

    requests = [call.body["messages"][-1]["content"] for call in world.log.of("mistral", CHAT)]
    assert len(requests) > 2
    assert all(sum(f"Point {n} costs" in request for request in requests[:-1]) >= 1 for n in range(100))
    assert "100 messages by 1 person" in post["text"]
    links = linked(post["text"])
    assert links
    assert {link.rpartition("/p")[2] for link in links} <= {each.replace(".", "") for each in ids}
