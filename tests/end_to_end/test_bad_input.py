"""Bad input ends as a clear sentence or a whole answer, never as a crash or a lost turn."""

from pathlib import Path
from typing import Any

import pytest

from tests.talk import Talk

HUGE = "words and more words " * 5_000  # 105,000 characters


async def ask(talk: Talk, tmp_path: Path, *replies: dict[str, Any], text: str = "hello", **settings: Any) -> str:
    """The first answer's text; the bot then answers another question, so it is alive."""
    talk.world.mistral.script(list(replies))
    async with talk.bot(tmp_path, **settings):
        talk.begin("Let us begin.")
        talk.say(f"@Galerne {text}", "Bao")
        await talk.until(lambda: [post for post in talk.posts() if post.text])
        await talk.until(lambda: talk.posts()[-1].footer or "please" in talk.posts()[-1].text)
        first = "\n".join(post.text for post in talk.posts())
        count = len(talk.posts())
        talk.world.mistral.clear()
        talk.say("@Galerne what is 6 * 7?", "Bao")
        await talk.until(lambda: len(talk.posts()) > count and "42" in talk.posts()[-1].text)
    return first


async def test_broken_arguments_go_back_to_the_model(talk: Talk, tmp_path: Path) -> None:
    broken = {"calls": [{"name": "calculate", "arguments": '{"expression": '}]}

    assert await ask(talk, tmp_path, broken, {"text": "I could not calculate that."}) == "I could not calculate that."


async def test_an_unknown_tool_goes_back_to_the_model(talk: Talk, tmp_path: Path) -> None:
    unknown = {"calls": [{"name": "launch_rocket", "arguments": "{}"}]}

    assert await ask(talk, tmp_path, unknown, {"text": "I have no rocket."}) == "I have no rocket."


async def test_an_endless_loop_of_tools_is_bounded_and_said(talk: Talk, tmp_path: Path) -> None:
    again = {"calls": [{"name": "calculate", "arguments": '{"expression": "1+1"}'}]}
    answer = await ask(talk, tmp_path, *[again] * 3, {"text": "It is 2.", "calls": again["calls"]}, TOOL_STEPS="3")

    assert answer.startswith("It is 2.")
    assert "I stopped after as many tool calls as I may make" in answer


async def test_an_empty_answer_is_a_sentence(talk: Talk, tmp_path: Path) -> None:
    assert "empty answer; please put the question in other words" in await ask(talk, tmp_path, {"text": ""})


async def test_an_answer_cut_at_its_longest_says_so(talk: Talk, tmp_path: Path) -> None:
    answer = await ask(talk, tmp_path, {"text": "Once upon a time", "finish": "length"})

    assert answer == "Once upon a time\n\n_The answer reached its longest length; ask me to go on._"


async def test_a_huge_answer_arrives_whole(talk: Talk, tmp_path: Path) -> None:
    text = " ".join(f"word{number}" for number in range(6_000))
    answer = await ask(talk, tmp_path, {"text": text}, ANSWER_TOKENS="100000")

    assert answer.split() == text.split()


async def test_a_huge_question_is_shortened_and_said(talk: Talk, tmp_path: Path) -> None:
    """A person can write 40,000 characters on Slack and 4,000 on Discord; the window here is smaller still."""
    longest = 39_000 if talk.stage.name == "Slack" else 3_900
    async with talk.bot(tmp_path, CONTEXT_TOKENS="2000"):
        talk.begin("Let us begin.")
        for _ in range(1 if talk.stage.name == "Slack" else 12):
            talk.say(HUGE[:longest], "Dev")
        talk.say(f"@Galerne {HUGE[: longest - 50]}", "Bao")
        await talk.answer()

    footer = talk.posts()[-1].footer
    assert "left out" in footer or "a summary of" in footer


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("שלום לכולם, مرحبا بالجميع", id="right to left"),
        pytest.param("👩‍👩‍👧‍👦🏳️‍🌈 🇫🇷 e\u0301 \u200b\u2067x\u2069", id="emoji and marks"),
        pytest.param("````md\n```python\nprint('x')\n```\n````\n~~~\n```\n~~~", id="nested fences"),
        pytest.param("```\nnever closed", id="open fence"),
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 |", id="table"),
        pytest.param("\\`*_{}[]()#+-.!|<>&\"'", id="marks of Markdown"),
    ],
)
async def test_odd_text_goes_both_ways(talk: Talk, tmp_path: Path, text: str) -> None:
    answer = await ask(talk, tmp_path, {"text": text}, text=text)

    letters = [character for character in text if character.isalnum()]
    assert [character for character in answer if character.isalnum()][: len(letters)] == letters
