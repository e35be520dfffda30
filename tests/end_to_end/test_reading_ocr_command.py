"""`/ocr` gives a file's text back as a Markdown file, with its pictures beside it where there are any."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from deploy.sandbox.world import World
from tests.documents.making import scan
from tests.end_to_end.filing import (
    BLANK,
    CHAT,
    DEADLINE,
    INVOICE,
    OCR,
    asked,
    digital,
    pages_sent,
    picture,
    scanned,
    shown,
    spent,
)
from tests.sandbox.mistral.material import PROSE, error_rate, pdf, pictured, ruled, sheet, wrapped
from tests.talk import Sent, Talk, talk_on

WRONG = 0.02  # of the characters may be


async def test_a_scan_comes_back_as_markdown_with_its_pages_marked(talk: Talk, tmp_path: Path) -> None:
    file = scanned("invoice.pdf", INVOICE, BLANK, DEADLINE)
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne !ocr", file)
        answer, footer = await talk.answer(), talk.posts()[-1].footer
        await talk.until(talk.uploads)

    [(name, data)] = talk.uploads().items()
    assert name == "invoice.md"
    text = data.decode()
    parts = text.split("<!-- page ")
    assert [part.partition(" ")[0] for part in parts[1:]] == ["1", "2", "3"]
    assert "*Page 2 could not be read: it is blank.*" in parts[2]
    rates = [error_rate("\n".join(put), parts[n].partition("-->")[2]) for n, put in ((1, INVOICE), (3, DEADLINE))]
    print("character error rates:", [f"{rate:.3f}" for rate in rates])
    assert max(rates) <= WRONG
    assert "**invoice.pdf**: 3 pages, 2 by OCR." in answer
    assert "The text is in invoice.md." in answer
    assert "OCR of 2 pages" in footer
    assert asked(talk.world, CHAT) == 0, "no model has to write for that"


async def test_the_newest_file_is_meant_where_none_came_along(talk: Talk, tmp_path: Path) -> None:
    """Also before the bot has read the thread, and without paying for it twice."""
    async with talk.bot(tmp_path):
        talk.begin_with("Here are the notes.", Sent("notes.txt", b"Nothing of interest."))
        talk.send("And here is the invoice.", scanned("invoice.pdf", INVOICE))
        talk.say("@Galerne !ocr", "Bao")
        await talk.answer()
        await talk.until(talk.uploads)
        before = spent(talk.world)
        talk.say("@Galerne what is the invoice number?")

        assert "4711" in await talk.answer()
        assert list(talk.uploads()) == ["invoice.md"]
        assert spent(talk.world) == before == (1, 0), "it has been read"


async def test_a_file_that_came_with_the_command_is_the_only_one_meant(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin_with("Here are the notes.", Sent("notes.txt", b"Nothing of interest."))
        talk.say("@Galerne hello")
        await talk.answer()
        talk.send("@Galerne !ocr", Sent("minutes.txt", b"The council met on Tuesday."))
        answer = await talk.answer()
        await talk.until(talk.uploads)

    assert "notes.txt" not in answer
    assert list(talk.uploads()) == ["minutes.md"]


async def test_pictures_and_tables_come_along(talk: Talk, tmp_path: Path) -> None:
    rows = [["Part", "Euros"], ["Lamp", "120"], ["Rail", "4200"]]
    page = pictured(ruled(sheet(*wrapped(PROSE)), rows), (500, 1500))
    file = Sent("report.pdf", pdf(page), "application/pdf")
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne !ocr", file)
        await talk.answer()
        await talk.until(talk.uploads)

    [(name, data)] = talk.uploads().items()
    assert name == "report.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        held = packed.namelist()
        text = packed.read("report.md").decode()
        [shown] = [each for each in held if each.startswith("images/")]
        with Image.open(io.BytesIO(packed.read(shown))) as image:
            assert abs(image.width / image.height - 1.5) < 0.1
    assert f"]({shown})" in text
    assert "| Lamp | 120 |" in text
    prose = text.partition("-->")[2].partition("|")[0]
    print(f"character error rate: {error_rate(PROSE, prose):.3f}")
    assert error_rate(PROSE, prose) <= WRONG


async def test_a_photo_of_a_page_is_read_as_a_page(talk: Talk, tmp_path: Path) -> None:
    photo = picture("photo.png", scan(INVOICE, size=(1600, 1200)))
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne !ocr", photo)
        await talk.answer()
        await talk.until(talk.uploads)

    [(name, data)] = talk.uploads().items()
    assert name == "photo.md"
    assert error_rate("\n".join(INVOICE), data.decode().partition("-->")[2]) <= WRONG
    assert asked(talk.world, OCR) == 1


async def test_only_the_pages_that_are_wanted_are_read(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne !ocr 2-3", scanned("plan.pdf", INVOICE, DEADLINE, DEADLINE[:1], INVOICE[:1]))
        answer = await talk.answer()
        await talk.until(talk.uploads)

    text = next(iter(talk.uploads().values())).decode()
    assert pages_sent(talk.world) == [[1, 2]]
    assert re.findall(r"page (\d) of 4", text) == ["2", "3"]
    assert answer.startswith("**plan.pdf**: 2 of 4 pages, 2 by OCR.")
    assert "not read" not in text + answer, "nobody wanted the others"


async def test_pages_that_are_wanted_come_alone_though_all_have_been_read(talk: Talk, tmp_path: Path) -> None:
    """Of several files, one that has no such page is named."""
    plan, note = scanned("plan.pdf", INVOICE, DEADLINE), digital(tmp_path, "note.pdf", [*DEADLINE, "Fees apply."])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the invoice number?", plan)
        await talk.answer()
        talk.send("@Galerne !ocr pages=2", plan, note)
        answer = await talk.answer()
        await talk.until(talk.uploads)

    [(name, data)] = talk.uploads().items()
    assert name == "plan.md"
    assert re.findall(r"page (\d) of 2", data.decode()) == ["2"]
    assert "_note.pdf was not read: `pages=2` names no page: there is only one page;" in answer
    assert asked(talk.world, OCR) == 1, "it had been read"


async def test_a_file_is_given_as_markdown_when_somebody_asks_for_it_in_words(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne give me this as a Markdown file", scanned("invoice.pdf", INVOICE, DEADLINE))
        answer, footer = await talk.answer(), talk.posts()[-1].footer
        await talk.until(talk.uploads)

    [(name, data)] = talk.uploads().items()
    assert name == "invoice.md"
    assert "used save_pages" in footer
    assert "invoice.md has been uploaded" in answer
    for number, put in enumerate((INVOICE, DEADLINE), start=1):
        got = data.decode().split("<!-- page ")[number].partition("-->")[2]
        assert error_rate("\n".join(put), got) <= WRONG


async def test_a_photo_is_given_as_markdown_when_somebody_asks_for_it_in_words(talk: Talk, tmp_path: Path) -> None:
    """The model only sees it: its text is read for the file, and that is on the bill."""
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne give me this as a Markdown file", picture("photo.png", scan(INVOICE, size=(1600, 1200))))
        await talk.answer()
        footer = talk.posts()[-1].footer
        await talk.until(talk.uploads)

    [(name, data)] = talk.uploads().items()
    assert name == "photo.md"
    assert error_rate("\n".join(INVOICE), data.decode().partition("-->")[2]) <= WRONG
    assert "OCR of 1 page" in footer
    assert asked(talk.world, OCR) == 1


@pytest.mark.parametrize("typed", ["!ocr all of it", "!ocr 9", "!ocr pages=9-3"])
async def test_pages_that_are_none_are_a_sentence(talk: Talk, tmp_path: Path, typed: str) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(f"@Galerne {typed}", digital(tmp_path, "plan.pdf", INVOICE))
        await talk.until(lambda: [post for post in talk.posts() if "write them as `1-20, 45`" in post.text])

    assert asked(talk.world, OCR) == 0


def said_in_channel(talk: Talk) -> str:
    """All that the bot has said in the channel, below its messages too."""
    if talk.stage.name == "Slack":
        return "\n".join(each["text"] for each in talk.world.slack.messages("launch") if each["bot"])
    bot = talk.world.discord.ids()["bot"]
    return "\n".join(each["content"] for each in talk.world.discord.messages("#launch") if each["author_id"] == bot)


@pytest.mark.parametrize("command", ["ocr", "describe"])
async def test_a_command_typed_in_a_channel_means_the_file_that_was_just_sent_there(
    talk: Talk, tmp_path: Path, command: str
) -> None:
    """Nobody has mentioned the bot, so it has remembered nothing of the channel."""
    async with talk.bot(tmp_path):
        talk.begin_with("Here are the notes.", Sent("notes.txt", b"Nothing of interest."))
        talk.begin_with("And here are the minutes.", Sent("minutes.txt", b"The council met on Tuesday."), who="Bao")
        if talk.stage.name == "Slack":
            talk.world.slack.command("Ana", "launch", f"/{command}")
        else:
            talk.world.discord.slash("Ana", "#launch", command)
        await talk.until(lambda: re.search(r"(?m)minutes\.txt( · |$)", said_in_channel(talk)))

    assert "notes.txt" not in said_in_channel(talk)


async def test_without_a_file_it_says_how_to_send_one(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne !ocr")
        await talk.until(lambda: [post for post in talk.posts() if "I see no file here; send one" in post.text])
        talk.say("@Galerne !describe")
        await talk.until(lambda: [post for post in talk.posts() if "`@Galerne !describe` with the file" in post.text])
        assert asked(talk.world, CHAT) == 0


async def test_discords_own_command_takes_a_file(world: World, tmp_path: Path) -> None:
    talk = talk_on("discord", world)
    async with talk.bot(tmp_path):
        talk.thread = "#launch"
        file = scanned("invoice.pdf", INVOICE)
        world.discord.slash("Ana", "#launch", "ocr", {"file": file.attached()})
        await talk.until(talk.uploads)

    assert "4711" in talk.uploads()["invoice.md"].decode()


async def test_discords_own_command_takes_several_files(world: World, tmp_path: Path) -> None:
    talk = talk_on("discord", world)
    async with talk.bot(tmp_path):
        talk.thread = "#launch"
        files = {"file": scanned("invoice.pdf", INVOICE), "file3": Sent("notes.txt", b"The keeper is Soizic.")}
        world.discord.slash("Ana", "#launch", "ocr", {name: file.attached() for name, file in files.items()})
        await talk.until(lambda: len(talk.uploads()) == len(files))

    assert "4711" in talk.uploads()["invoice.md"].decode()
    assert "Soizic" in talk.uploads()["notes.md"].decode()


@pytest.mark.parametrize("command", ["ask", "describe"])
async def test_other_commands_of_discord_take_a_file_too(world: World, tmp_path: Path, command: str) -> None:
    talk = talk_on("discord", world)
    options = {"question": "What is the invoice number?"} if command == "ask" else {}
    async with talk.bot(tmp_path):
        file = scanned("invoice.pdf", INVOICE)
        world.discord.slash("Ana", "#launch", command, {**options, "file": file.attached()})
        messages = world.discord.messages
        said = await talk.until(lambda: [each["content"] for each in messages("#launch") if "\n-# " in each["content"]])

    assert "invoice.pdf" in said[-1].partition("\n-# ")[2]
    assert "4711" in said[-1] or command == "describe"
    assert "4711" in shown(talk.last_request()), "the model was shown what the file says"
