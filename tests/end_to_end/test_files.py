"""Files come in: with a mention, before it, without a word; they are read once, and later questions know them."""

from pathlib import Path

from tests.end_to_end.filing import BLANK, CHAT, DEADLINE, INVOICE, asked, digital, ledger, scanned, shown, spent
from tests.talk import Sent, Talk

NOTES = Sent("notes.md", b"# Notes\n\nThe lighthouse keeper is called Soizic.\n", "text/markdown")


async def test_several_files_of_one_mention_are_read(talk: Talk, tmp_path: Path) -> None:
    plan = digital(tmp_path, "plan.pdf", ["The mast is 17 metres high.", "It is made of spruce."])
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne how high is the mast?", plan, NOTES)
        answer = await talk.answer()
        footer = talk.posts()[-1].footer
        talk.say("@Galerne what is the lighthouse keeper called?")
        second = await talk.answer()

    assert "The mast is 17 metres high" in answer
    assert "plan.pdf · notes.md" in footer
    assert "Soizic" in second


async def test_files_of_the_root_are_read_for_a_mention_below_it(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin_with("Here are the notes.", NOTES)
        talk.say("@Galerne what is the lighthouse keeper called?", "Bao")

        assert "Soizic" in await talk.answer()
        assert "notes.md" in talk.posts()[-1].footer


async def test_a_file_alone_in_a_thread_is_taken_up(talk: Talk, tmp_path: Path) -> None:
    """Nobody has to write a word: the bot is in the thread already."""
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne hello")
        await talk.answer()
        talk.send("", NOTES)
        await talk.answer()

    assert "The lighthouse keeper is called Soizic." in shown(talk.last_request())


async def test_every_page_is_read_or_named_and_a_second_question_costs_nothing(talk: Talk, tmp_path: Path) -> None:
    invoice = scanned("invoice.pdf", INVOICE, BLANK, DEADLINE)
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne when is the deadline for payment?", invoice)
        first, receipt, before = await talk.answer(), talk.posts()[-1].footer, spent(talk.world)
        talk.say("@Galerne and what is the invoice number?")
        second = await talk.answer()

        assert spent(talk.world) == before
        assert "OCR" not in talk.posts()[-1].footer

    assert "Friday 5 June" in first
    assert "[page 3]" in first
    assert first.endswith("_invoice.pdf: page 2 had no readable text._")
    assert "invoice.pdf: 2 of 3 pages read" in receipt
    assert "OCR of 2 pages" in receipt
    assert "4711" in second
    assert "page 2 had no" not in second, "what is known already is not said with every answer"
    assert await ledger(tmp_path, invoice) == {1: "ocr", 2: None, 3: "ocr"}


async def test_the_same_file_is_read_once_whoever_drops_it_and_whatever_it_is_called(
    talk: Talk, tmp_path: Path
) -> None:
    invoice = scanned("invoice.pdf", INVOICE)
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the invoice number?", invoice)
        await talk.answer()
        before = spent(talk.world)
        talk.begin("Another thread.")
        talk.heard = 0
        talk.send("@Galerne what is the total?", Sent("copy.pdf", invoice.data, "application/pdf"), who="Bao")

        assert "1,250.00 euros" in await talk.answer()
        assert "copy.pdf" in talk.posts()[-1].footer
        assert spent(talk.world) == before


async def test_a_file_is_known_after_a_restart_and_not_fetched_again(talk: Talk, tmp_path: Path) -> None:
    invoice = scanned("invoice.pdf", INVOICE)
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.send("@Galerne what is the invoice number?", invoice)
        await talk.answer()

    before = len(talk.downloads()), spent(talk.world)
    async with talk.bot(tmp_path):
        talk.say("@Galerne and what is the total?")

        assert "1,250.00 euros" in await talk.answer()
        assert (len(talk.downloads()), spent(talk.world)) == before


async def test_more_files_than_are_read_at_once_are_named(talk: Talk, tmp_path: Path) -> None:
    files = [Sent(f"part-{number}.txt", f"Part {number} costs {number}00 euros.".encode()) for number in range(1, 4)]
    async with talk.bot(tmp_path, FILES_PER_QUESTION="2"):
        talk.begin("Let us begin.")
        talk.send("@Galerne what does part 2 cost?", *files)
        answer = await talk.answer()

    assert "200 euros" in answer
    assert "_part-3.txt was not read: I read at most 2 files at once; please send it in another message._" in answer


async def test_a_question_without_files_asks_for_none(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne what is 6 * 7?")
        await talk.answer()

    assert talk.downloads() == []
    assert {tool["function"]["name"] for tool in talk.last_request()["tools"]}.isdisjoint({"read_pages", "study_pages"})
    assert asked(talk.world, CHAT) == 2  # the calculator's call, and the answer
