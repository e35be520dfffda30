from deploy.sandbox.mistral.quoter.pages import Section, sections
from tests.sandbox.mistral.conftest import Desk, assistant, result, system, tool

REPORT = (
    "[report.pdf]\n  [page 1]\n  Date: 3 May\n  Total: 42 EUR\n  [page 2]\n  The breakwater is 311 metres\n"
    "  long. It was paid for in three parts.\n  [page 3]\n  Gulls sit on the mast."
)
ONE = "abcdefgh1"


def test_text_is_parted_at_its_marks_and_wrapped_lines_are_joined() -> None:
    assert list(sections("before\n[page 1]\na b\nc\n[a.pdf, page 2 of 3] d")) == [
        Section("", "before"),
        Section("[page 1]", "a b c"),
        Section("[a.pdf, page 2 of 3]", "d"),
    ]


async def test_sentence_is_quoted_with_the_page_on_which_it_stands(desk: Desk) -> None:
    answer = await desk.text(REPORT, "Ana: how long is the breakwater?")

    assert answer == 'The file says: "The breakwater is 311 metres long" [page 2].'


async def test_page_in_the_message_of_the_question_is_searched(desk: Desk) -> None:
    answer = await desk.text(
        "Ana: where do the gulls sit?\n  [page 1]\n  Nothing here.\n  [page 3]\n  Gulls sit there."
    )

    assert answer == 'The file says: "Gulls sit there" [page 3].'


async def test_label_on_a_page_is_nobody_who_speaks(desk: Desk) -> None:
    answer = await desk.text("[page 7]\nTotal: 42 EUR\nDate: 3 May", "Ana: what is the total?")

    assert answer == 'The file says: "Total: 42 EUR" [page 7].'


async def test_people_are_heard_again_after_a_page(desk: Desk) -> None:
    thread = f"{REPORT}\nBen: the oysters are for Zoe"

    assert await desk.text(thread, "Ana: who gets the oysters?") == 'Ben wrote: "the oysters are for Zoe".'
    assert (await desk.text(thread, "Ana: what is the total?")).endswith("[page 1].")


async def test_page_in_the_rules_is_searched_too(desk: Desk) -> None:
    rules = system(f"Answer from the file.\n<file>\n{REPORT}\n</file>\nBe kind.")

    assert (await desk.text(rules, "Ana: where do gulls sit?")).endswith('"Gulls sit on the mast" [page 3].')


async def test_file_below_its_title_is_not_taken_for_the_question(desk: Desk) -> None:
    title = "[file: a report.pdf, 2 pages]:\n  [page 1]\n  Date: 3 May\n\n  [page 2]\n  Total: 42 EUR"
    unread = "[file: b.pdf]:\n  It could not be read: it is encrypted."

    assert (await desk.text(f"Ana: what is the total?\n{title}")) == 'The file says: "Total: 42 EUR" [page 2].'
    assert (await desk.text(f"{title}\n{unread}\nAna: what is encrypted?")).startswith('[file: b.pdf] says: "It could')


async def test_summary_of_pages_keeps_their_marks(desk: Desk) -> None:
    answer = await desk.text(REPORT, "Ana: summarise the report")

    assert "- The breakwater is 311 metres long. [page 2]" in answer.split("\n")


async def test_pages_that_a_tool_brings_are_quoted(desk: Desk) -> None:
    found = result(ONE, "[page 2] The breakwater is 311 metres long.\n[page 9] It was paid for in May.")

    answer = await desk.text("Ana: how long is the breakwater?", assistant("", ONE), found, tools=[tool("look")])

    assert answer == 'The file says: "The breakwater is 311 metres long" [page 2].'
