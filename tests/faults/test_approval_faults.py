"""A tool of a server waits for a person's word, and the bot dies around it: asked once, run once."""

from pathlib import Path

import pytest

from tests.end_to_end.test_tool_servers import servers
from tests.faults.file_ordeal import FileOrdeal

TOOL = "tickets_create_ticket"
BUTTONS = ["Allow once", "Allow for this conversation", "Deny"]
CREATING = {"name": TOOL, "arguments": {"title": "Fix the door"}}


async def until_offered(ordeal: FileOrdeal) -> None:
    """The server takes a moment to start."""
    ordeal.talk.begin("@Galerne hello")
    await ordeal.talk.answer()
    while TOOL not in {each["function"]["name"] for each in ordeal.talk.last_request()["tools"]}:
        ordeal.talk.say("@Galerne hello again")
        await ordeal.talk.answer()


@pytest.mark.parametrize(
    ("talk", "point"), [("slack", "asked"), ("slack", "decided"), ("discord", "posted")], indirect=["talk"]
)
async def test_what_was_allowed_is_done_once_whenever_the_bot_dies(
    file_ordeal: FileOrdeal, tmp_path: Path, point: str
) -> None:
    talk, tickets = file_ordeal.talk, servers(tmp_path)
    file_ordeal.world.mistral.script(
        [{"calls": [CREATING], "match": "new ticket"}, {"text": "It is there.", "match": "new ticket"}]
    )
    async with file_ordeal.doomed(point, MCP_SERVERS=tickets):
        await until_offered(file_ordeal)
        talk.say("@Galerne make a new ticket")
        if point == "decided":
            await talk.until(lambda: talk.buttons() == BUTTONS)
            talk.press("Allow once")
    async with file_ordeal.bot(MCP_SERVERS=tickets):
        if point != "decided":
            await talk.until(lambda: talk.buttons() == BUTTONS)
            talk.press("Allow once")
        answer = (await talk.answer()).replace("`", "")
        asked = [text for text in file_ordeal.seen() if "May I run" in text]

    assert (tmp_path / "tickets.txt").read_text(encoding="utf-8") == "Fix the door\n"
    assert f"Ran {TOOL}, allowed by Ana." in answer
    assert asked == [], "the question became the answer"
    assert talk.buttons() == []
