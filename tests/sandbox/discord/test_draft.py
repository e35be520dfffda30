"""What a message may hold."""

import json
from typing import Any

import httpx
import pytest

from deploy.sandbox.discord.draft import read_draft
from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import complaints, verdict

TEXT = {"type": 10, "content": "hello"}
V2 = 1 << 15


@pytest.fixture
def path(service: DiscordService) -> str:
    return f"/channels/{service.ids()['#launch']}/messages"


def test_content_is_trimmed() -> None:
    assert read_draft({"content": "\n  a b \n"}, {}).content == "a b"


@pytest.mark.parametrize(
    ("content", "allowed"),
    [("x" * 2000, True), ("x" * 2001, False), ("😀" * 1000, True), ("😀" * 1001, False)],
)
async def test_content_has_2000_utf16_units(api: httpx.AsyncClient, path: str, content: str, *, allowed: bool) -> None:
    response = await api.post(path, json={"content": content})
    if allowed:
        assert response.status_code == 200
    else:
        assert complaints(response) == {"content": "BASE_TYPE_MAX_LENGTH"}
        assert "2000 or fewer" in response.text


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": " \n"}, {"embeds": [], "content": None}])
async def test_empty_message_is_refused(api: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
    assert verdict(await api.post(path, json=body)) == (400, 50006)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"content": ["x"]}, "content"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"content": "x", "flags": "many"}, "flags"),
        ({"content": "x", "embeds": [{"title": "t"}] * 11}, "embeds"),
        ({"content": "x", "attachments": [{"id": n} for n in range(11)]}, "attachments"),
        ({"content": "x", "attachments": [{"id": 0}]}, "attachments.0"),
        ({"content": "x", "components": {}}, "components"),
    ],
)
async def test_malformed_field_is_named(api: httpx.AsyncClient, path: str, body: dict[str, Any], field: str) -> None:
    assert field in complaints(await api.post(path, json=body))


async def test_eleven_files_are_too_many(api: httpx.AsyncClient, path: str) -> None:
    files = [(f"files[{n}]", (f"{n}.txt", b"x")) for n in range(11)]
    response = await api.post(path, data={"payload_json": json.dumps({"content": "x"})}, files=files)
    assert "attachments" in complaints(response)


async def test_layout_message_has_no_content(api: httpx.AsyncClient, path: str) -> None:
    body = {"flags": V2, "components": [TEXT], "content": "x", "embeds": [{"title": "t"}]}
    assert set(complaints(await api.post(path, json=body))) == {"content", "embeds"}
    body = {"flags": V2, "components": [TEXT]}
    made = (await api.post(path, json=body)).json()
    assert (made["content"], made["flags"], made["components"][0]["content"]) == ("", V2, "hello")


async def test_layout_flag_stays_on_edit(api: httpx.AsyncClient, path: str) -> None:
    made = (await api.post(path, json={"flags": V2, "components": [TEXT]})).json()
    edited = await api.patch(f"{path}/{made['id']}", json={"flags": 0, "components": [TEXT | {"content": "new"}]})
    assert edited.json()["flags"] == V2
    assert set(complaints(await api.patch(f"{path}/{made['id']}", json={"content": "x"}))) == {"content"}


async def test_text_display_needs_the_flag(api: httpx.AsyncClient, path: str) -> None:
    assert "components.0.type" in complaints(await api.post(path, json={"components": [TEXT]}))
