import json
from typing import Any

import pytest

from tests.sandbox.mistral.conftest import Desk, Json

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def offered(name: str, description: str, required: list[str], **properties: Json) -> Json:
    parameters = {"type": "object", "properties": properties, "required": required}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


TOOLS = [
    offered("read_pages", "Read pages of a file.", ["document", "first"], document=TEXT, first=WHOLE, last=WHOLE),
    offered("search_pages", "Find a place in a file.", ["query"], query=TEXT, document=TEXT),
    offered("study_pages", "Go through a whole file.", ["question"], question=TEXT, document=TEXT),
    offered("calculator", "Work out an expression.", ["expression"], expression=TEXT),
]


async def calls(desk: Desk, *messages: str, tools: list[Json] | None = None) -> list[tuple[str, Any]]:
    reply = await desk.ask(*messages, tools=TOOLS if tools is None else tools)
    made = reply.json()["choices"][0]["message"]["tool_calls"] or []
    return [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in made]


async def test_what_no_text_tells_is_searched_for(desk: Desk) -> None:
    question = "what does the warranty cover?"

    made = await calls(desk, "Ana: here it is\n  [file: big report.pdf]", question)

    assert made == [("search_pages", {"query": question, "document": "big report.pdf"})]


@pytest.mark.parametrize("title", ["[file: big report.pdf, 1,200 pages, too long]:", "[file: big report.pdf]:"])
async def test_file_is_called_by_the_name_in_its_title(desk: Desk, title: str) -> None:
    ((_, arguments),) = await calls(desk, f"{title}\n  [page 1]\n  Hello.\nAna: what does the warranty cover?")

    assert arguments["document"] == "big report.pdf"


async def test_what_was_given_is_answered_without_a_tool(desk: Desk) -> None:
    assert await calls(desk, "[page 3] The warranty covers two years.", "what does the warranty cover?") == []
    assert await calls(desk, "Ana: the warranty is lost", "where is the warranty?") == []


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("what stands on page 7 of a.pdf?", {"document": "a.pdf", "first": 7, "last": 7}),
        ("read pages 3-5 please", {"document": "", "first": 3, "last": 5}),
    ],
)
async def test_pages_that_are_named_are_read(desk: Desk, question: str, arguments: Json) -> None:
    assert await calls(desk, question) == [("read_pages", arguments)]


async def test_question_about_the_whole_is_studied(desk: Desk) -> None:
    question = "summarise the whole of a.pdf"

    assert await calls(desk, question) == [("study_pages", {"question": question, "document": "a.pdf"})]


async def test_without_such_a_tool_nothing_is_looked_up(desk: Desk) -> None:
    assert await calls(desk, "what does the warranty cover?", tools=TOOLS[3:]) == []
    assert await calls(desk, "hello there!", tools=TOOLS[3:]) == []


async def test_one_tool_serves_for_all(desk: Desk) -> None:
    assert await calls(desk, "what is on page 7?", tools=TOOLS[1:2]) == [
        ("search_pages", {"query": "what is on page 7?"})
    ]


async def test_pages_may_be_asked_for_as_a_list_or_a_text(desk: Desk) -> None:
    listed = offered("get_pages", "", ["pages"], pages={"type": "array", "items": WHOLE})
    written = offered("get_pages", "", ["pages"], pages=TEXT)

    assert await calls(desk, "read pages 3 to 5", tools=[listed]) == [("get_pages", {"pages": [3, 4, 5]})]
    assert await calls(desk, "read pages 3 to 5", tools=[written]) == [("get_pages", {"pages": "3-5"})]


@pytest.mark.parametrize("question", ["Give me this as a Markdown file.", "and now scan.pdf as markdown, please"])
async def test_a_file_that_is_wanted_as_one_is_saved_where_there_is_a_tool_for_it(desk: Desk, question: str) -> None:
    saver = offered("save_pages", "Upload the text.", ["file"], file=TEXT)
    said = "[file: scan.pdf, 2 pages]:\n  [page 1]\n  Hello."

    assert await calls(desk, said, question, tools=[*TOOLS, saver]) == [("save_pages", {"file": "scan.pdf"})]
    assert ("save_pages", {"file": "scan.pdf"}) not in await calls(desk, said, question)
    assert await calls(desk, said, "what does the warranty cover?", tools=[saver]) == [], "nobody wants it as a file"


async def test_a_page_of_the_web_is_no_file(desk: Desk) -> None:
    fetcher = offered("fetch_page", "Read a page of the web.", ["url"], url=TEXT)

    assert await calls(desk, "repeat the whole script", tools=[fetcher]) == []
