"""`/usage` and the model's own charts, on both platforms."""

import base64
import io
import json
from pathlib import Path

from PIL import Image

from bot.trial.stage import SlackStage
from tests.talk import Talk

CHART = {
    "kind": "bar",
    "title": "Coats sold",
    "labels": ["Mon", "Tue"],
    "series": [{"name": "coats", "values": [3, 1234]}],
    "unit": "coats",
}


def sizes(files: dict[str, bytes]) -> dict[str, tuple[int, int]]:
    """The size of each picture."""
    return {name: Image.open(io.BytesIO(data)).size for name, data in files.items()}


def told_alone(talk: Talk, who: str) -> str:
    """What the bot has said to this person and to nobody else."""
    if isinstance(talk.stage, SlackStage):
        return "\n".join(talk.whispers(who))
    bot, direct = talk.world.discord.ids()["bot"], talk.world.discord.dm(who)
    return "\n".join(each["content"] for each in talk.world.discord.messages(direct) if each["author_id"] == bot)


def sent_alone(talk: Talk, who: str) -> dict[str, bytes]:
    """The files that it has put into their direct messages."""
    if isinstance(talk.stage, SlackStage):
        direct = talk.world.slack.dm(who)
        ids = [file for each in talk.world.slack.messages(direct) if each["bot"] for file in each["files"]]
        files = [talk.world.slack.file(id_) for id_ in ids]
        return {file["name"]: base64.b64decode(file["base64"]) for file in files}
    messages = talk.world.discord.messages(talk.world.discord.dm(who))
    held = [talk.world.discord.file(file["id"]) for each in messages for file in each["attachments"]]
    return {file["filename"]: base64.b64decode(file["base64"]) for file in held}


async def test_the_model_draws_a_chart_below_its_answer(talk: Talk, tmp_path: Path) -> None:
    call = {"name": "make_chart", "arguments": json.dumps(CHART)}
    talk.world.mistral.script([{"calls": [call]}, {"text": "Tuesday was better."}])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne draw the coats that we sold")
        assert "Tuesday was better." in await talk.answer()

        assert sizes(talk.uploads()) == {"coats-sold.png": (1_600, 896)}


async def test_a_table_that_cannot_be_drawn_is_told_to_the_model(talk: Talk, tmp_path: Path) -> None:
    wrong = CHART | {"labels": ["Mon"]}
    talk.world.mistral.script(
        [{"calls": [{"name": "make_chart", "arguments": json.dumps(wrong)}]}, {"text": "I could not draw it."}]
    )
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne draw the coats that we sold")
        await talk.answer()

        told = talk.last_request()["messages"][-1]["content"]
        assert "The series 'coats' has 2 values for 1 labels; give one for each label" in told
        assert talk.uploads() == {}


async def test_what_somebody_used_is_told_to_them_alone_with_a_chart(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, PERSON_BUDGET="10"):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!usage by=model", "Bao")
        told = await talk.until(lambda: "Of the budget" in told_alone(talk, "Bao") and told_alone(talk, "Bao"))
        sent = await talk.until(lambda: sent_alone(talk, "Bao"))

        assert "You used in " in told
        assert "mistral-small" in told
        assert "of €10.00 are spent" in told
        assert sizes(sent) == {"usage-by-model.png": (1_600, 896)}
        assert len(talk.posts()) == 1  # the answer, and nothing of all this


async def test_who_has_used_nothing_is_told_so(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!usage", "Dev")

        assert await talk.until(lambda: "You used nothing in " in told_alone(talk, "Dev"))


async def test_what_others_used_is_for_admins(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!usage channel", "Bao")
        talk.say("!usage workspace when=week", "Ana")

        assert await talk.until(lambda: "Only an admin can see what others have used" in told_alone(talk, "Bao"))
        assert await talk.until(lambda: "This workspace used in the last seven days" in told_alone(talk, "Ana"))
