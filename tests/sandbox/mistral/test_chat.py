import asyncio
import json

import pytest

from tests.sandbox.mistral.conftest import CHAT, SMALL, Desk, assistant, body, result, tool


async def test_answer_has_the_documented_form(desk: Desk) -> None:
    reply = await desk.ask("Ana: we ship on Thursday", "Ben: when do we ship?")

    answer = reply.json()
    assert reply.status_code == 200
    assert answer["object"] == "chat.completion"
    assert answer["model"] == SMALL
    assert answer["created"] == int(desk.clock.time())
    assert len(answer["id"]) == 32
    assert answer["choices"] == [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": 'Ana wrote: "we ship on Thursday".', "tool_calls": None},
        }
    ]
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


async def test_tool_calls_come_with_ids_of_nine_letters_or_digits(desk: Desk) -> None:
    desk.service.script(
        [{"calls": [{"name": "look", "arguments": {"a": 1}}, {"name": "look", "arguments": "{broken"}]}]
    )

    choice = (await desk.ask("go", tools=[tool("look")])).json()["choices"][0]

    calls = choice["message"]["tool_calls"]
    assert choice["finish_reason"] == "tool_calls"
    assert [call["function"]["arguments"] for call in calls] == ['{"a": 1}', "{broken"]
    assert [call["index"] for call in calls] == [0, 1]
    assert all(len(call["id"]) == 9 and call["id"].isalnum() for call in calls)
    assert calls[0]["id"] != calls[1]["id"]


async def test_high_effort_puts_thinking_before_the_text(desk: Desk) -> None:
    content = (await desk.ask("Ana: hi", "when?", reasoning_effort="high")).json()["choices"][0]["message"]["content"]

    assert [chunk["type"] for chunk in content] == ["thinking", "text"]


async def test_thinking_can_be_replayed_to_the_same_model(desk: Desk) -> None:
    first = (await desk.ask("Ana: hi", reasoning_effort="high")).json()["choices"][0]["message"]

    again = await desk.ask("Ana: hi", assistant(first["content"]), "and now?", reasoning_effort="high")

    assert again.status_code == 200


async def test_max_tokens_cuts_the_answer(desk: Desk) -> None:
    desk.service.script([{"tokens": 20}])

    answer = (await desk.ask("go", max_tokens=3)).json()

    assert answer["choices"][0]["message"]["content"] == "wind sea sail"
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 3


@pytest.mark.parametrize("stop", ["sail", ["storm", "sail"]], ids=["one", "several"])
async def test_stop_text_ends_the_answer_and_is_left_out(desk: Desk, stop: str | list[str]) -> None:
    desk.service.script([{"text": "wind sea sail harbour storm"}])

    assert await desk.text("go", stop=stop) == "wind sea "


async def test_reply_to_a_prefix_repeats_it(desk: Desk) -> None:
    desk.service.script([{"text": "blew hard."}])

    assert await desk.text("go", assistant("The wind ", prefix=True)) == "The wind blew hard."


async def test_n_gives_as_many_choices_and_bills_the_prompt_once(desk: Desk) -> None:
    desk.service.script([{"tokens": 5}])

    answer = (await desk.ask("go", n=3)).json()

    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2]
    assert answer["usage"]["completion_tokens"] == 15


async def test_call_is_recorded_as_it_arrived_with_its_status(desk: Desk) -> None:
    sent = body("hello", temperature=0.2)

    await desk.http.post("/v1/chat/completions", content=json.dumps(sent))

    (call,) = desk.log.of("mistral", CHAT)
    assert (call.body, call.status, call.error) == (sent, 200, "")


async def test_script_runs_in_order_then_the_honest_model_answers(desk: Desk) -> None:
    desk.service.script([{"text": "one"}, {"text": "two"}])

    assert [await desk.text("a"), await desk.text("b")] == ["one", "two"]
    assert "nothing I can quote" in await desk.text("c")


async def test_script_can_wait_for_its_message(desk: Desk) -> None:
    desk.service.script([{"text": "for Ben", "match": "Ben"}, {"text": "for anyone"}])

    assert await desk.text("Ana: hello") == "for anyone"
    assert await desk.text("Ben: hello") == "for Ben"


async def test_a_writer_is_asked_for_what_is_not_laid_down(desk: Desk) -> None:
    desk.service.script([{"text": "laid down"}])
    desk.service.write_with(lambda asked, results: {"text": f"{asked}, {results}"} if "Ben" in asked else None)

    assert await desk.text("Ben: hello") == "laid down"
    assert await desk.text("Ben: hello") == "Ben: hello, 0"
    assert "nothing I can quote" in await desk.text("Ana: hello")


async def test_a_writer_is_told_how_many_results_came(desk: Desk) -> None:
    desk.service.write_with(lambda asked, results: {"text": f"{results} of {asked}"})
    assert await desk.text("old", assistant("", "abcdefghi"), result("abcdefghi")) == "1 of old"


async def test_scripted_finish_reason_is_sent(desk: Desk) -> None:
    desk.service.script([{"text": "half", "finish": "error"}])

    assert (await desk.ask("go")).json()["choices"][0]["finish_reason"] == "error"


async def test_whole_answer_waits_for_its_pace(desk: Desk) -> None:
    desk.service.script([{"tokens": 11}])
    desk.service.pace(first=0.5, tokens_per_second=10)
    start = desk.clock.monotonic()

    asking = asyncio.create_task(desk.ask("go"))
    await desk.log.until(desk.service.timings)
    await desk.clock.advance(2)
    await asking

    assert desk.service.timings() == [
        {"request": 1, "arrived": start, "first_token": start + 1.5, "last_token": start + 1.5, "tokens": 11}
    ]
