"""A real MCP server that the bot has started: its tools are offered, and one that changes something asks."""

import json
import sys
from pathlib import Path

from tests.end_to_end.test_approval import results
from tests.talk import Talk
from tests.tools.mcp import a_server


def servers(folder: Path) -> str:
    tickets = {
        "command": sys.executable,
        "args": [str(Path(a_server.__file__)), "stdio"],
        "env": {"TICKETS": str(folder / "tickets.txt")},
        "tools": ["find_ticket", "create_ticket"],
    }
    return json.dumps({"mcpServers": {"down": {"command": "/no/such/program"}, "tickets": tickets}})


async def test_a_tool_of_a_server_is_called_and_one_that_changes_something_asks(talk: Talk, tmp_path: Path) -> None:
    finding = {"name": "tickets_find_ticket", "arguments": {"number": 7}}
    creating = {"name": "tickets_create_ticket", "arguments": {"title": "Fix the door"}}
    async with talk.bot(tmp_path, MCP_SERVERS=servers(tmp_path), APPROVALS="tickets_*"):
        talk.begin("@Galerne hello")
        await talk.answer()
        while "tickets_find_ticket" not in {each["function"]["name"] for each in talk.last_request()["tools"]}:
            talk.say("@Galerne hello again")  # the server takes a moment, for which nobody waits
            await talk.answer()
        talk.world.mistral.script([{"calls": [finding]}, {"calls": [creating]}, {"text": "Both are done."}])
        talk.say("@Galerne look at ticket 7 and make a new one")
        await talk.until(talk.buttons)

        assert "after reading the server tickets" in talk.posts()[-1].text
        assert not (tmp_path / "tickets.txt").exists()
        talk.press("Allow once")
        answer = (await talk.answer()).replace("`", "")

        assert "Ran tickets_create_ticket, allowed by Ana." in answer
        assert (tmp_path / "tickets.txt").read_text() == "Fix the door\n"
        assert any("Ticket 7: the door squeaks." in each for each in results(talk))
        assert any("Created 'Fix the door'." in each for each in results(talk))
