"""Bodies: JSON and uploads."""

import json

import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import complaints, verdict


@pytest.fixture
def path(service: DiscordService) -> str:
    return f"/channels/{service.ids()['#launch']}/messages"


async def test_what_is_no_json_is_refused(api: httpx.AsyncClient, path: str) -> None:
    broken = await api.post(path, content=b"{", headers={"Content-Type": "application/json"})
    assert verdict(broken) == (400, 50109)
    assert "_" in complaints(await api.post(path, json=["x"]))


async def test_files_and_body_come_together(api: httpx.AsyncClient, path: str) -> None:
    body = {"content": "x", "attachments": [{"id": 1, "filename": "two.txt", "description": "second"}]}
    files = [("files[0]", ("one.txt", b"1")), ("files[1]", ("2.txt", b"22"))]
    made = (await api.post(path, data={"payload_json": json.dumps(body)}, files=files)).json()
    assert [(one["filename"], one["size"]) for one in made["attachments"]] == [("one.txt", 1), ("two.txt", 2)]
    assert made["attachments"][1]["description"] == "second"


async def test_files_alone_make_a_message(api: httpx.AsyncClient, path: str) -> None:
    made = await api.post(path, files=[("files[0]", ("a b.txt", b"1"))])
    assert made.json()["attachments"][0]["filename"] == "a_b.txt"


async def test_edit_keeps_the_attachments_it_lists(api: httpx.AsyncClient, path: str) -> None:
    files = [(f"files[{n}]", (f"{n}.txt", b"x")) for n in range(2)]
    made = (await api.post(path, files=files)).json()
    kept = made["attachments"][1]["id"]
    body = {"attachments": [{"id": kept}, {"id": 0}]}
    form = {"payload_json": json.dumps(body)}
    edited = await api.patch(f"{path}/{made['id']}", data=form, files=[("files[0]", ("new.txt", b"y"))])
    assert [one["filename"] for one in edited.json()["attachments"]] == ["1.txt", "new.txt"]
    unlisted = await api.patch(f"{path}/{made['id']}", json={"content": "x"})
    assert len(unlisted.json()["attachments"]) == 2


async def test_file_has_ten_mebibytes(api: httpx.AsyncClient, path: str) -> None:
    large = b"x" * (10 * 1024 * 1024)
    assert (await api.post(path, files=[("files[0]", ("a.bin", large))])).status_code == 200
    assert verdict(await api.post(path, files=[("files[0]", ("a.bin", large + b"x"))])) == (413, 40005)


async def test_file_needs_its_permission(api: httpx.AsyncClient, service: DiscordService, path: str) -> None:
    service.permit("#launch", "attach_files", allowed=False)
    service.permit("#launch", "embed_links", allowed=False)
    assert verdict(await api.post(path, files=[("files[0]", ("a.txt", b"1"))])) == (403, 50013)
    assert verdict(await api.post(path, json={"embeds": [{"title": "t"}]})) == (403, 50013)
    assert (await api.post(path, json={"content": "x"})).status_code == 200


async def test_whole_request_has_25_mebibytes(api: httpx.AsyncClient, path: str) -> None:
    files = [(f"files[{n}]", (f"{n}.bin", b"x" * 9 * 1024 * 1024)) for n in range(3)]
    assert verdict(await api.post(path, files=files)) == (413, 40005)
    assert (await api.post(path, files=files[:2])).status_code == 200


async def test_same_nonce_keeps_the_files_of_then(api: httpx.AsyncClient, path: str, service: DiscordService) -> None:
    body = {"nonce": "turn-7", "enforce_nonce": True, "content": "Here it is."}
    made = [
        (await api.post(path, data={"payload_json": json.dumps(body)}, files=[("files[0]", (name, b"x"))])).json()
        for name in ("a.md", "b.md")
    ]
    assert made[0]["id"] == made[1]["id"]
    assert [one["filename"] for one in made[1]["attachments"]] == ["a.md"]
    assert len(service.messages("#launch")) == 1


async def test_file_may_be_a_spoiler_with_a_title(api: httpx.AsyncClient, path: str) -> None:
    body = {"attachments": [{"id": 0, "title": "The plan", "is_spoiler": True}]}
    files = [("files[0]", ("a.txt", b"1")), ("files[1]", ("SPOILER_b.txt", b"2"))]
    made = (await api.post(path, data={"payload_json": json.dumps(body)}, files=files)).json()["attachments"]
    assert [(one["flags"], one.get("title")) for one in made] == [(8, "The plan"), (8, None)]
    body = {"attachments": [{"id": 0, "title": "x" * 1025}]}
    refused = await api.post(path, data={"payload_json": json.dumps(body)}, files=files)
    assert "attachments.0.title" in complaints(refused)
