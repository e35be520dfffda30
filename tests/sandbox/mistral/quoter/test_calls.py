import json
from typing import Any

import pytest

from deploy.sandbox.mistral.quoter.arithmetic import expression
from tests.sandbox.mistral.conftest import Desk, tool

TEXT = {"type": "string"}
CALCULATOR = tool("calculate", expression=TEXT)
CLOCK = tool("current_time", timezone=TEXT)


async def calls(desk: Desk, question: str, *tools: Any, **fields: Any) -> list[tuple[str, Any]]:
    reply = await desk.ask("Ana: hello", question, tools=list(tools), **fields)
    made = reply.json()["choices"][0]["message"]["tool_calls"] or []
    return [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in made]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what is 17*23?", "17*23"),
        ("Dan: please compute (2 + 3) * 4 - 1.", "(2 + 3) * 4 - 1"),
        ("how much is 1,200 * 1.2", "1200 * 1.2"),
        ("what is 12 times 9", "12 * 9"),
        ("combien font 7 fois 6 ?", "7 * 6"),
        ("what is sqrt(2) * 10^3", "sqrt(2) * 10^3"),
        ("what is 10 / 4", "10 / 4"),
        ("2**64 - 1 please", "2**64 - 1"),
        ("what's -3 + 5?", "-3 + 5"),
    ],
)
def test_expression_is_taken_out_of_the_question(text: str, found: str) -> None:
    assert expression(text) == found


@pytest.mark.parametrize(
    "text", ["hello", "we meet on 2026-11-22 at 10:30", "we are open 24/7", "see page 12-14", "I have 3 gulls", "(yes)"]
)
def test_dates_ranges_and_plain_numbers_are_no_expressions(text: str) -> None:
    assert expression(text) == ""


async def test_arithmetic_calls_the_calculator(desk: Desk) -> None:
    assert await calls(desk, "what is 17 * 23?", CLOCK, CALCULATOR) == [("calculate", {"expression": "17 * 23"})]


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("what time is it?", {}),
        ("what time is it in Tokyo?", {"timezone": "Asia/Tokyo"}),
        ("Quelle heure est-il à Paris ?", {"timezone": "Europe/Paris"}),
        ("what time is it in New York?", {"timezone": "America/New_York"}),
        ("what is the date in America/Lima", {"timezone": "America/Lima"}),
        ("which day is it?", {}),
        ("what's today's date?", {}),
        ("what time is it in Atlantis?", {}),
    ],
)
async def test_time_calls_the_clock_with_the_zone(desk: Desk, question: str, arguments: Any) -> None:
    assert await calls(desk, question, CALCULATOR, CLOCK) == [("current_time", arguments)]


async def test_place_is_given_to_a_clock_that_takes_places(desk: Desk) -> None:
    assert await calls(desk, "what time is it in Oslo?", tool("clock", city=TEXT)) == [("clock", {"city": "Oslo"})]


@pytest.mark.parametrize("question", ["what time is lunch?", "when do we ship?", "which day do we ship?"])
async def test_question_about_the_thread_calls_nothing(desk: Desk, question: str) -> None:
    assert await calls(desk, question, CALCULATOR, CLOCK, tool("update")) == []


async def test_two_questions_make_two_calls_unless_parallel_ones_are_forbidden(desk: Desk) -> None:
    question = "what time is it and what is 2 + 2?"

    assert len(await calls(desk, question, CALCULATOR, CLOCK)) == 2
    assert len(await calls(desk, question, CALCULATOR, CLOCK, parallel_tool_calls=False)) == 1


async def test_choice_of_tools_is_obeyed(desk: Desk) -> None:
    look = tool("look", at=TEXT, deep={"type": "boolean"}, how={"enum": ["near", "far"]})
    named = {"type": "function", "function": {"name": "look"}}
    filled = ("look", {"at": "go on", "deep": False, "how": "near"})

    assert await calls(desk, "what is 2 + 2?", CALCULATOR, tool_choice="none") == []
    assert await calls(desk, "go on", look, CALCULATOR, tool_choice="any") == [filled]
    assert await calls(desk, "go on", CALCULATOR, look, tool_choice=named) == [filled]


REMINDER = tool("remind", text=TEXT, when=TEXT, audience=TEXT, repeats={"type": "boolean"})


@pytest.mark.parametrize(
    ("question", "text", "when", "audience", "repeats"),
    [
        ("remind me tomorrow at 9 to call Bao", "call Bao", "tomorrow at 9", "me", False),
        ("please remind me to call Bao in 2 hours.", "call Bao", "in 2 hours", "me", False),
        ("Remind us every Monday 9:00 about the tides", "the tides", "Monday 9:00", "channel", True),
    ],
)
async def test_what_is_to_be_remembered_calls_the_reminder(
    desk: Desk, question: str, text: str, when: str, audience: str, *, repeats: bool
) -> None:
    given = {"text": text, "when": when, "audience": audience, "repeats": repeats}
    assert await calls(desk, question, CALCULATOR, CLOCK, REMINDER) == [("remind", given)]
    assert not await calls(desk, question, CALCULATOR)
