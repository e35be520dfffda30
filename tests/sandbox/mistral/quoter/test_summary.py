import pytest

from deploy.sandbox.mistral.quoter.summary import CHARACTERS
from tests.sandbox.mistral.conftest import Desk, system, user

THREAD = [
    user("Ana: hello all"),
    user("Ana: the invoice of 4200 euros went to Zoe. Who has paid it?"),
    user("Ben: see https://example.org/plan for the plan"),
]


@pytest.mark.parametrize(
    "question",
    ["Dan: summarise this thread", "tl;dr?", "@galerne what did I miss?", "Dan: fais un résumé", "can you recap?"],
)
async def test_summary_keeps_numbers_links_and_questions_in_order(desk: Desk, question: str) -> None:
    answer = await desk.text(*THREAD, question)

    assert answer.split("\n") == [
        "Picked 4 of 4 sentences, as they were written:",
        "- Ana: hello all",
        "- Ana: the invoice of 4200 euros went to Zoe.",
        "- Ana: Who has paid it?",
        "- Ben: see https://example.org/plan for the plan",
    ]


async def test_long_thread_keeps_what_tells_most(desk: Desk) -> None:
    small_talk = [user(f"Ana: {'well ' * 20}indeed") for _ in range(100)]

    answer = await desk.text(*small_talk[:50], *THREAD, *small_talk[50:], "Dan: summarize please")

    assert "4200" in answer
    assert "https://example.org/plan" in answer
    assert "Who has paid it?" in answer
    assert len(answer) < CHARACTERS + 200


async def test_task_of_the_system_prompt_is_a_summary(desk: Desk) -> None:
    answer = await desk.text(system("Summarise the conversation. Keep names."), *THREAD)

    assert answer.startswith("Picked ")


@pytest.mark.parametrize(
    "rules", ["You answer briefly. Older turns are given to you as a summary.", "Be kind. Summarise only when asked."]
)
async def test_word_in_the_rules_does_not_make_a_summary(desk: Desk, rules: str) -> None:
    assert not (await desk.text(system(rules), *THREAD, "Dan: who has the plan?")).startswith("Picked")


async def test_text_in_the_same_message_is_summarised(desk: Desk) -> None:
    answer = await desk.text("Summarise this:\nAna: we ship on 3 May\nBen: fine")

    assert answer.split("\n")[1:] == ["- Ana: we ship on 3 May", "- Ben: fine"]


async def test_nothing_to_summarise_is_said(desk: Desk) -> None:
    assert await desk.text("summarise this thread") == "I was given no sentence to pick."


NUMBERED = """Summarise these 4 messages. It is now Sun 22 Nov 2026 23:30.

[1] Ana, Mon 09:14: the invoice of 4200 euros went to Zoe. Who has paid it?

[2] ↳ Ben (bot), Mon 16 Nov 09:15: Zoe did, see [page 3].
  [9] Zoe, Mon 09:16: I said nothing of 7 euros

[3] Zoe Day, Sun 22 Nov 09:15, in an older thread: ```
  total: 12

[4] Ana, Mon 09:20: we ship on 3 May!"""


async def test_numbers_of_messages_are_cited(desk: Desk) -> None:
    answer = await desk.text(system("Cite them as [12] [15]."), NUMBERED)

    assert answer.split("\n")[1:] == [
        "- Ana: the invoice of 4200 euros went to Zoe. [1]",
        "- Ana: Who has paid it? [1]",
        "- Ben (bot): Zoe did, see [page 3]. [2]",
        "- Ben (bot): [9] Zoe, Mon 09:16: I said nothing of 7 euros [2]",
        "- Zoe Day: total: 12 [3]",
        "- Ana: we ship on 3 May! [4]",
    ]


async def test_numbers_in_notes_stay_with_their_sentences(desk: Desk) -> None:
    notes = "[Notes on part 1 of 2]:\n  Picked 2 of 4 sentences, as they were written:\n  - Ana: we ship on 3 May. [4]"
    more = "[Notes on part 2 of 2]:\n  - Ben: who pays the 12 euros? [7] [8]"

    answer = await desk.text(f"Summarise the chat from these notes.\n\n{notes}\n\n{more}")

    assert answer.split("\n")[1:] == ["- Ana: we ship on 3 May [4].", "- Ben: who pays the 12 euros [7] [8]?"]
