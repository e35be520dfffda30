"""Our answers against the vendor's OpenAPI file, where it lies beside the repository."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.sandbox.mistral.conftest import SMALL, Desk, tool
from tests.sandbox.mistral.test_openapi import document

TOOLS: list[Any] = [
    {"type": "web_search"},
    {"type": "code_interpreter"},
    {"type": "image_generation"},
    tool("calculate"),
]


def faults_of(value: Any, schema: str) -> list[str]:
    wanted = {"$ref": f"#/components/schemas/{schema}", "components": document()["components"]}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(wanted).iter_errors(value)]


@pytest.mark.parametrize("asked", ["hello", "search the web: winds?", "draw a sail", "what is 6*7?"])
async def test_a_reply_and_its_history_are_as_the_document_says(desk: Desk, asked: str) -> None:
    desk.service.shelve([{"title": "Winds", "url": "https://winds.example", "text": "The winds are strong."}])

    reply = await desk.http.post("/v1/conversations", json={"model": SMALL, "inputs": asked, "tools": TOOLS})
    assert faults_of(reply.json(), "ConversationResponse") == []
    identity = reply.json()["conversation_id"]
    history = await desk.http.get(f"/v1/conversations/{identity}/history")
    assert faults_of(history.json(), "ConversationHistory") == []
    card = await desk.http.get(f"/v1/conversations/{identity}")
    assert faults_of(card.json(), "ModelConversation") == []


async def test_an_agent_is_as_the_document_says(desk: Desk) -> None:
    made = await desk.http.post("/v1/agents", json={"model": SMALL, "name": "A", "tools": TOOLS})

    assert faults_of(made.json(), "Agent") == []
    changed = await desk.http.patch(f"/v1/agents/{made.json()['id']}", json={"description": "x"})
    assert faults_of(changed.json(), "Agent") == []
