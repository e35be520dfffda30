"""A file that cannot be read ends as one plain sentence that names it and says what to do; the others are read."""

from pathlib import Path

import pytest
from PIL import Image

from deploy.sandbox.faults import Fault
from tests.documents import corpus
from tests.documents.made import FILES, with_part
from tests.end_to_end.filing import CHAT, INVOICE, asked, digital, picture, scanned, shown
from tests.talk import Sent, Talk

NOTES = Sent("notes.md", b"# Notes\n\nThe lighthouse keeper is called Soizic.\n", "text/markdown")
QUESTION = "@Galerne what is the lighthouse keeper called?"


def zip_bomb() -> Sent:
    """Less than a megabyte that holds 300."""
    data = with_part(FILES / "harbour.docx", "word/document.xml", b"<a>" + b" " * (300 * 2**20))
    return Sent("bomb.docx", data, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def bad_files() -> dict[str, Sent]:
    """By the sentence with which each ends."""
    cut = scanned("cut.pdf", INVOICE).data[:400]
    locked = corpus.pypdf("libreoffice-writer-password.pdf").read_bytes()
    return {
        "empty.pdf is empty (0 bytes); please check it and send it again.": Sent("empty.pdf", b"", "application/pdf"),
        "locked.pdf is protected by a password; please send it without one.": Sent("locked.pdf", locked),
        "cut.pdf is damaged or incomplete; please save it again and send that.": Sent("cut.pdf", cut),
        "bomb.docx would unpack to far more than its size; please": zip_bomb(),
        "huge.png has more pixels than I can open; please send a smaller copy.": picture(
            "huge.png", Image.new("1", (20_000, 20_000))
        ),
        "data.bin is not in a format that I can read; please send it as": Sent("data.bin", bytes(range(256)) * 40),
    }


@pytest.fixture(scope="module")
def bad() -> dict[str, Sent]:
    return bad_files()


@pytest.mark.corpus("pypdf")
async def test_bad_files_are_named_one_by_one_and_the_good_one_is_read(
    talk: Talk, tmp_path: Path, bad: dict[str, Sent]
) -> None:
    assert max(len(file.data) for file in bad.values()) < 2**20
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(QUESTION, *bad.values(), NOTES)
        answer = await talk.answer()
        request = talk.last_request()
        talk.say("@Galerne what is 6 * 7?")
        later = await talk.answer()

    assert "Soizic" in answer
    for sentence, file in bad.items():
        assert f"_{sentence}" in answer
        assert answer.count(file.name) == 1
        assert f"It could not be read: {sentence}" in shown(request), "the model knows it too"
    assert "please" not in later, "it is said once"


async def test_a_file_that_is_no_good_is_not_fetched_with_every_later_question(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(QUESTION, Sent("empty.pdf", b"", "application/pdf"))
        assert "empty.pdf is empty" in await talk.answer()
        fetched = len(talk.downloads())
        talk.say(QUESTION)
        await talk.answer()

        assert len(talk.downloads()) == fetched
    assert "empty.pdf" in shown(talk.last_request())


async def test_a_file_that_is_all_there_is_and_no_good_still_gets_an_answer(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne", Sent("empty.pdf", b"", "application/pdf"))

        assert "_empty.pdf is empty (0 bytes); please check it and send it again._" in await talk.answer()


async def test_what_is_mislabelled_is_read_for_what_it_is(talk: Talk, tmp_path: Path) -> None:
    plan = digital(tmp_path, "plan.txt", ["The mast is 17 metres high."])
    note = Sent("note.pdf", b"The boom is 4 metres long, says the rigger of the boat.\n", "application/pdf")
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne how high is the mast?", plan, note)
        first = await talk.answer()
        talk.say("@Galerne how long is the boom?")
        second = await talk.answer()

    assert "17 metres" in first
    assert "4 metres" in second
    assert "please" not in first


async def test_a_file_too_large_by_its_own_word_is_not_fetched(talk: Talk, tmp_path: Path) -> None:
    large = picture("large.png", Image.effect_noise((800, 800), 90))
    assert len(large.data) > 500_000
    async with talk.bot(tmp_path, FILE_MEGABYTES="0.25"):
        talk.begin("Let us begin.")
        talk.send(QUESTION, large, NOTES)
        answer = await talk.answer()

    assert "Soizic" in answer
    assert "_large.png is larger than" in answer
    assert "please send a smaller" in answer
    assert len(talk.downloads()) == 1


async def test_a_download_that_breaks_off_is_said_and_works_when_asked_again(talk: Talk, tmp_path: Path) -> None:
    service, name = ("slack", "download") if talk.stage.name == "Slack" else ("discord", "GET attachments")
    talk.world.faults.add(Fault(service, name, "truncate"))
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send(QUESTION, NOTES)
        first = await talk.answer()
        talk.say("@Galerne and now? What is the lighthouse keeper called?")
        second = await talk.answer()

    assert "notes.md" in first
    assert "please ask again" in first
    assert "Soizic" not in first
    assert "Soizic" in second


async def test_a_file_is_refused_for_its_pages(talk: Talk, tmp_path: Path) -> None:
    plan = digital(tmp_path, "plan.pdf", *[["The mast is 17 metres high."]] * 3)
    async with talk.bot(tmp_path, FILE_PAGES="2"):
        talk.begin("Let us begin.")
        talk.send("@Galerne how high is the mast?", plan)

        assert "_plan.pdf has 3 pages, and I read at most 2; please send a part of it._" in await talk.answer()
    assert asked(talk.world, CHAT) >= 1
