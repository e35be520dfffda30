from tests.sandbox.mistral.conftest import Desk

CODE = "```python\nfor gull in sky:\n    print(gull)\n```"


async def test_longest_block_is_repeated_in_its_fence(desk: Desk) -> None:
    answer = await desk.text(f"Ana: look\n{CODE}\nand\n```\nx\n```", "Ben: nice", "Dan: repeat the whole code")

    assert answer == f"Word for word, the longest block I was given:\n\n{CODE}"


async def test_lines_are_numbered_on_demand(desk: Desk) -> None:
    lines = "\n".join(f"line {number}" for number in range(1, 13))
    answer = await desk.text(f"Ana:\n```\n{lines}\n```", "Dan: show the entire block with line numbers")

    assert answer.endswith("```\n 1  line 1\n" + answer[answer.index(" 2  line 2") :])
    assert "\n12  line 12\n```" in answer


async def test_block_in_the_question_itself_can_be_repeated(desk: Desk) -> None:
    assert (await desk.text(f"Repeat the full block below.\n{CODE}")).endswith(CODE)


async def test_longest_message_is_repeated_when_there_is_no_block(desk: Desk) -> None:
    answer = await desk.text("Ana: short", "Ben: a longer message\nof two lines", "Dan: quote the whole message")

    assert answer == "Word for word, what Ben wrote:\n\n```\na longer message\nof two lines\n```"


async def test_nothing_to_repeat_is_said(desk: Desk) -> None:
    assert await desk.text("repeat everything") == "I was given nothing to repeat."
