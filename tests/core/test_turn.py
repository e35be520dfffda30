"""What a turn with the model promises."""

import asyncio

import pytest

from bot.core.errors import ReplyBroken, ToolFailed
from bot.core.messages import AssistantMessage, ModelRequest, TextDelta, ToolCall, ToolMessage, Usage, UserMessage
from bot.core.permission import Permitted
from bot.core.records import ModelReplied, Step, ToolFinished, ToolStarted
from bot.core.rounds import step_messages
from bot.core.tool import Tool, ToolContext, tool
from bot.core.tool_calls import MOST_CALLS
from bot.core.toolbox import Toolbox
from bot.core.turn import TurnEnded, TurnEvent, take_turn
from bot.core.values import Address, Author
from tests.fakes import FakeAnswer, FakeModel

CONTEXT = ToolContext(Address("slack", "T1", "C1", "1.0"), Author("U1", "Ana"), 0.0)
REQUEST = ModelRequest("small", (UserMessage("Ana: hello"),))


class Counter:
    """A tool that counts how often it ran."""

    def __init__(self) -> None:
        self.ran: list[int] = []

    def tool(self, *, changes: bool = False) -> Tool:
        async def add(context: ToolContext, amount: int) -> str:
            """Add an amount."""
            if amount < 0:
                raise ToolFailed("The amount must not be negative.")
            self.ran.append(amount)
            return f"added {amount}"

        return tool(add, changes=changes)


def call(number: int, arguments: str, name: str = "add") -> ToolCall:
    return ToolCall(f"call0000{number}", name, arguments)


async def taken(
    model: FakeModel, toolbox: Toolbox, recorded: tuple[Step, ...] = (), max_steps: int = 8
) -> list[TurnEvent]:
    return [event async for event in take_turn(model, REQUEST, toolbox, recorded=recorded, max_steps=max_steps)]


async def test_an_answer_without_tools_is_its_text_and_its_end() -> None:
    events = await taken(FakeModel(FakeAnswer(["Hel", "lo"])), Toolbox([], CONTEXT))

    replied = ModelReplied(AssistantMessage("Hello"), Usage(10, 5), "small", "stop", "request-1")
    assert events == [TextDelta("Hel"), TextDelta("lo"), replied, TurnEnded("stop")]


async def test_tool_results_are_given_back_to_the_model_in_the_order_of_the_calls() -> None:
    counter = Counter()
    calls = [call(1, '{"amount": 1}'), call(2, '{"amount": 2}')]
    model = FakeModel(FakeAnswer(calls=calls), "done")

    events = await taken(model, Toolbox([counter.tool()], CONTEXT))

    assert sorted(counter.ran) == [1, 2]
    assert model.requests[1].messages[1:] == (
        AssistantMessage("", tuple(calls)),
        ToolMessage("call00001", "add", "added 1"),
        ToolMessage("call00002", "add", "added 2"),
    )
    assert events[-1] == TurnEnded("stop")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(call(1, "{not json"), "The arguments of add are not right", id="broken JSON"),
        pytest.param(call(1, '{"amount": "much"}'), "amount: Input should be a valid integer", id="wrong type"),
        pytest.param(
            call(1, '{"amount": 1, "more": 2}'), "more: Extra inputs are not permitted", id="unknown argument"
        ),
        pytest.param(call(1, "{}", "fly"), "There is no tool called 'fly'. There are: add.", id="unknown tool"),
        pytest.param(call(1, '{"amount": -1}'), "must not be negative", id="the tool's own refusal"),
    ],
)
async def test_a_wrong_call_goes_back_to_the_model_as_a_readable_error(asked: ToolCall, expected: str) -> None:
    model = FakeModel(FakeAnswer(calls=[asked]), "I see")

    events = await taken(model, Toolbox([Counter().tool()], CONTEXT))

    [finished] = [event for event in events if isinstance(event, ToolFinished)]
    assert finished.failed
    assert expected in finished.text
    assert events[-1] == TurnEnded("stop")


async def test_a_defect_in_a_tool_does_not_end_the_turn() -> None:
    async def explode(context: ToolContext) -> str:
        """Explode."""
        raise ZeroDivisionError

    model = FakeModel(FakeAnswer(calls=[call(1, "{}", "explode")]), "without it")
    events = await taken(model, Toolbox([tool(explode)], CONTEXT))

    assert (
        ToolFinished(
            call(1, "{}", "explode"),
            "explode failed with an internal error; answer without it and say so.",
            failed=True,
        )
        in events
    )


async def test_an_endless_loop_of_calls_is_bounded_and_the_last_request_allows_none() -> None:
    again = [FakeAnswer(calls=[call(n, '{"amount": 1}')]) for n in range(3)]
    model = FakeModel(*again, FakeAnswer(["what I have"], calls=[call(9, '{"amount": 1}')]))

    events = await taken(model, Toolbox([Counter().tool()], CONTEXT), max_steps=3)

    assert [request.tool_choice for request in model.requests] == ["auto", "auto", "auto", "none"]
    assert events[-1] == TurnEnded("steps")


async def test_a_broken_reply_raises_after_what_had_come() -> None:
    model = FakeModel(FakeAnswer(["half"], failure=ReplyBroken("cut")))
    got: list[TurnEvent] = []

    async def consume() -> None:
        async for event in take_turn(model, REQUEST, Toolbox([], CONTEXT)):
            got.append(event)  # noqa: PERF401 - what came before the failure is what is looked at

    with pytest.raises(ReplyBroken):
        await consume()

    assert got == [TextDelta("half")]


def replied(*calls: ToolCall, text: str = "") -> ModelReplied:
    return ModelReplied(AssistantMessage(text, calls), Usage(10, 5), "small", "tool_calls")


async def test_recorded_steps_are_neither_yielded_nor_repeated() -> None:
    counter = Counter()
    first = call(1, '{"amount": 1}')
    recorded = (replied(first), ToolStarted(first), ToolFinished(first, "added 1"))
    model = FakeModel("done")

    events = await taken(model, Toolbox([counter.tool()], CONTEXT), recorded)

    assert counter.ran == []
    assert [type(event) for event in events] == [TextDelta, ModelReplied, TurnEnded]
    assert model.requests[0].messages[-1] == ToolMessage("call00001", "add", "added 1")


async def test_a_harmless_tool_that_was_cut_short_is_run_again() -> None:
    counter = Counter()
    first = call(1, '{"amount": 1}')

    events = await taken(FakeModel("done"), Toolbox([counter.tool()], CONTEXT), (replied(first), ToolStarted(first)))

    assert counter.ran == [1]
    assert ToolFinished(first, "added 1") in events


async def test_a_tool_that_changes_the_world_is_never_repeated() -> None:
    counter = Counter()
    first = call(1, '{"amount": 1}')

    events = await taken(
        FakeModel("done"), Toolbox([counter.tool(changes=True)], CONTEXT), (replied(first), ToolStarted(first))
    )

    assert counter.ran == []
    [finished] = [event for event in events if isinstance(event, ToolFinished)]
    assert "may have happened" in finished.text


async def test_a_turn_whose_last_reply_was_recorded_asks_the_model_nothing() -> None:
    model = FakeModel()
    last = ModelReplied(AssistantMessage("done"), Usage(1, 1), "small", "stop")

    assert await taken(model, Toolbox([], CONTEXT), (last,)) == [TurnEnded("stop")]
    assert model.requests == []


def test_calls_that_were_never_carried_out_are_not_shown_to_the_model_later() -> None:
    first = call(1, "{}")

    assert step_messages((replied(first, text="Let me see"),)) == (AssistantMessage("Let me see"),)


async def test_calls_that_only_read_run_side_by_side() -> None:
    together = asyncio.Barrier(2)

    async def meet(context: ToolContext) -> str:
        """Wait for the other call."""
        await together.wait()
        return "met"

    model = FakeModel(FakeAnswer(calls=[call(1, "{}", "meet"), call(2, "{}", "meet")]), "done")
    events = await taken(model, Toolbox([tool(meet)], CONTEXT))

    assert [event.text for event in events if isinstance(event, ToolFinished)] == ["met", "met"]


async def test_calls_that_change_the_world_run_one_by_one_after_those_that_read() -> None:
    order: list[str] = []

    async def look(context: ToolContext) -> str:
        """Look."""
        order.append("look")
        return ""

    async def change(context: ToolContext, what: str) -> str:
        """Change."""
        order.append(f"{what} begins")
        await asyncio.sleep(0)
        order.append(f"{what} ends")
        return ""

    async def allowed(call: ToolCall, price: str = "") -> Permitted:
        assert not price
        return Permitted(f"allowed by Ann for {call.id}")

    calls = [
        ToolCall(f"call0000{n}", name, raw)
        for n, (name, raw) in enumerate([("change", '{"what": "a"}'), ("look", "{}"), ("change", '{"what": "b"}')])
    ]
    box = Toolbox([tool(look), tool(change, changes=True)], CONTEXT)
    model = FakeModel(FakeAnswer(calls=calls), "done")
    events = [event async for event in take_turn(model, REQUEST, box, permission=allowed)]

    assert order == ["look", "a begins", "a ends", "b begins", "b ends"]
    notes = [event.note for event in events if isinstance(event, ToolFinished) and event.note]
    assert notes == ["Ran `change`, allowed by Ann for call00000.", "Ran `change`, allowed by Ann for call00002."]


async def test_a_call_that_is_dear_is_asked_about_and_may_be_made_again_after_a_crash() -> None:
    asked: list[str] = []

    async def study(context: ToolContext, what: str) -> str:
        """Study."""
        return f"{what} studied"

    async def price(what: str) -> str:
        return f"{what} costs €2." if what == "a book" else ""

    async def allowed(call: ToolCall, price: str = "") -> Permitted:
        asked.append(price)
        return Permitted("allowed by Ann")

    calls = [ToolCall("call00000", "study", '{"what": "a book"}'), ToolCall("call00001", "study", '{"what": "a page"}')]
    box = Toolbox([tool(study, price=price)], CONTEXT)
    begun: list[Step] = [
        ModelReplied(AssistantMessage("", tuple(calls)), Usage(), "m"),
        ToolStarted(calls[0], "", changes=False),
    ]
    nothing: list[Step] = []
    for recorded in (nothing, begun):
        model = FakeModel(*([] if recorded else [FakeAnswer(calls=calls)]), "done")
        events = [event async for event in take_turn(model, REQUEST, box, recorded=recorded, permission=allowed)]
        assert {event.text for event in events if isinstance(event, ToolFinished)} == {
            "a book studied",
            "a page studied",
        }
    assert asked == ["a book costs €2.", "a book costs €2."]


async def test_a_tool_that_changes_the_world_does_not_run_where_nobody_can_allow_it() -> None:
    counter = Counter()
    model = FakeModel(FakeAnswer(calls=[call(1, '{"amount": 1}')]), "done")

    events = await taken(model, Toolbox([counter.tool(changes=True)], CONTEXT))

    assert counter.ran == []
    assert not [event for event in events if isinstance(event, ToolStarted)]


async def test_one_id_is_one_call_however_often_it_is_repeated() -> None:
    counter = Counter()
    calls = [call(1, '{"amount": 1}'), call(1, '{"amount": 2}')]

    await taken(FakeModel(FakeAnswer(calls=calls), "done"), Toolbox([counter.tool()], CONTEXT))

    assert counter.ran == [1]


async def test_more_calls_in_one_reply_than_anybody_needs_are_not_carried_out() -> None:
    counter = Counter()
    calls = [ToolCall(f"call{n:05}", "add", '{"amount": 1}') for n in range(MOST_CALLS + 1)]

    events = await taken(FakeModel(FakeAnswer(calls=calls), "done"), Toolbox([counter.tool()], CONTEXT))

    assert len(counter.ran) == MOST_CALLS
    [refused] = [event for event in events if isinstance(event, ToolFinished) and event.failed]
    assert "Ask for fewer at a time" in refused.text
