import pytest

from tests.sandbox.mistral.conftest import Desk, assistant, system, user

THREAD = [
    user("Ana: we ship on Thursday"),
    user("Ben: lunch is at noon. The invoice went to Zoe last week. Nobody has paid it yet!"),
    user("[Chloé] le budget est de 4200 euros"),
]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Dan: when do we ship?", 'Ana wrote: "we ship on Thursday".'),
        ("@galerne when is shipping?", 'Ana wrote: "we ship on Thursday".'),
        ("<@U123> what did Ana say?", 'Ana wrote: "we ship on Thursday".'),
        ("Dan: quel est le budget ?", 'Chloé wrote: "le budget est de 4200 euros".'),
    ],
)
async def test_question_is_answered_by_quoting_who_said_it(desk: Desk, question: str, answer: str) -> None:
    assert await desk.text(*THREAD, question) == answer


async def test_asking_again_quotes_the_statement_and_not_the_question(desk: Desk) -> None:
    asked = [user("Dan: when do we ship?"), assistant('Ana wrote: "we ship on Thursday".')]

    assert await desk.text(*THREAD, *asked, "Eve: when do we ship?") == 'Ana wrote: "we ship on Thursday".'


@pytest.mark.parametrize("question", ["and who said it?", "Dan: et qui a dit ça ?", "who was that?"])
async def test_follow_up_is_understood_from_the_answer_before(desk: Desk, question: str) -> None:
    asked = [user("Dan: any date?"), assistant('Ana wrote: "we ship on Thursday".')]

    assert await desk.text(*THREAD, *asked, question) == 'Ana wrote: "we ship on Thursday".'


async def test_two_speakers_are_quoted_when_both_fit(desk: Desk) -> None:
    answer = await desk.text("Ana: the invoice is paid", "Ben: the invoice is lost", "what about the invoice?")

    assert answer == 'Ben wrote: "the invoice is lost". Ana wrote: "the invoice is paid".'


async def test_long_message_is_quoted_by_its_best_sentence(desk: Desk) -> None:
    long = "Ben: " + "The harbour was calm. " * 20 + "The invoice went to Zoe. " + "Gulls were crying. " * 20

    assert await desk.text(long, "who got the invoice?") == 'Ben wrote: "The invoice went to Zoe".'


async def test_nothing_found_is_said(desk: Desk) -> None:
    answer = await desk.text(*THREAD, "Dan: what is the password?")

    assert answer == "I found nothing about that in the 3 earlier message(s) I was given; I only quote."


async def test_picture_is_not_pretended_to_be_seen(desk: Desk) -> None:
    picture = {"type": "image_url", "image_url": "https://example.org/a.png"}

    assert "cannot see" in await desk.text(user([{"type": "text", "text": "what is this?"}, picture]))


async def test_speakers_in_the_system_prompt_are_heard_and_its_rules_are_not(desk: Desk) -> None:
    rules = system("You ship answers.\nEarlier:\n- Ana: we ship on Thursday")

    assert await desk.text(rules, "when do we ship?") == 'Ana wrote: "we ship on Thursday".'


async def test_own_earlier_answer_is_quoted_as_such(desk: Desk) -> None:
    answer = await desk.text("hello", assistant("The harbour opens at nine."), "hm", "when does the harbour open?")

    assert answer == 'I answered before: "The harbour opens at nine".'


async def test_same_request_gives_the_same_answer(desk: Desk) -> None:
    assert len({await desk.text(*THREAD, "who has paid the invoice?") for _ in range(3)}) == 1


async def test_200_000_characters_are_searched(desk: Desk) -> None:
    many = [user(f"P{number}: the gull {number} sits on the mast and looks at the sea") for number in range(3600)]

    answer = await desk.text(*many, "Dan: where does gull 1234 sit?")

    assert answer.startswith('P1234 wrote: "the gull 1234 sits')
