"""Entries as the model sees them."""

import pytest

from bot.core.messages import AssistantMessage, Message, ToolCall, ToolMessage, UserMessage
from bot.core.records import Count
from bot.core.shown import Shown, conversation, counted, shown, total, whole_turn
from tests.core.fakes import ANA, FakeTokens, line, turn_of_the_bot

ONE, TWO = ToolCall("call00001", "add", "{}"), ToolCall("call00002", "add", "{}")
RESULTS = (ToolMessage("call00002", "add", "2"), ToolMessage("call00001", "add", "1"))


@pytest.mark.parametrize(
    ("messages", "text", "expected"),
    [
        pytest.param((AssistantMessage("Hi"),), "Hi", (AssistantMessage("Hi"),), id="an answer"),
        pytest.param((), "Posted", (AssistantMessage("Posted"),), id="only what was posted"),
        pytest.param((), " ", (), id="nothing"),
        pytest.param(
            (AssistantMessage("", (ONE, TWO)), *RESULTS, AssistantMessage("Done")),
            "Done",
            (AssistantMessage("", (ONE, TWO)), *RESULTS[::-1], AssistantMessage("Done")),
            id="results in the order of their calls",
        ),
        pytest.param(
            (AssistantMessage("I look", (ONE,)),), "I look", (AssistantMessage("I look"),), id="a call without a result"
        ),
        pytest.param(
            (AssistantMessage("", (ONE,)), *RESULTS),
            "",
            (AssistantMessage("", (ONE,)), RESULTS[1], AssistantMessage("(I was interrupted here.)")),
            id="a result without an answer",
        ),
        pytest.param(
            (AssistantMessage("Half an"),),
            "Half an\n\nanswer _Stopped._",
            (AssistantMessage("Half an\n\nanswer _Stopped._"),),
            id="stopped",
        ),
        pytest.param((AssistantMessage(""),), "", (), id="an empty answer"),
    ],
)
def test_a_turn_of_the_bot_is_whole(messages: tuple[Message, ...], text: str, expected: tuple[Message, ...]) -> None:
    assert whole_turn(turn_of_the_bot(1, text, messages)) == expected


async def test_only_missing_counts_are_counted() -> None:
    tokens = FakeTokens()
    known = Shown("1", 0.0, "Ana: hello", count=Count(7, 8))
    unknown = shown(line(2, ANA, "new"))
    assert unknown is not None

    assert [one.count for one in await counted(tokens, [known, unknown])] == [Count(7, 8), Count(8, 10)]
    assert tokens.texts == ["Ana: new"]


async def test_the_total_is_what_the_prompt_has() -> None:
    tokens = FakeTokens()
    entries = [
        turn_of_the_bot(1, "a"),
        turn_of_the_bot(2, "/b"),
        line(3, ANA, "c"),
        turn_of_the_bot(4, "d"),
        line(5, ANA, "e"),
    ]
    each = await counted(tokens, [one for entry in entries if (one := shown(entry))])

    messages = conversation("rules", each, "Ana: last")
    alone = await tokens.prompt(conversation("rules", [], "Ana: last"), ())

    assert await tokens.prompt(messages, ()) == alone + await total(tokens, each, 2)
    assert messages[-1] == UserMessage("Ana: e\n\nAna: last")
