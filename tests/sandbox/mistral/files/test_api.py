import uuid
from typing import Any

import httpx
import pytest

from tests.sandbox.mistral.conftest import Desk, Json
from tests.sandbox.mistral.material import pdf, sheet
from tests.sandbox.mistral.ocr.test_api import pages

DAY = 24 * 3600


async def upload(desk: Desk, filename: str = "a.pdf", data: bytes = b"%PDF-", **fields: Any) -> httpx.Response:
    files = {"file": (filename, data, "application/pdf")}
    return await desk.http.post("/v1/files", data={"purpose": "ocr", **fields}, files=files)


async def card(desk: Desk, filename: str = "a.pdf", data: bytes = b"%PDF-", **fields: Any) -> Json:
    reply = await upload(desk, filename, data, **fields)
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    return found


async def test_upload_is_answered_with_its_card(desk: Desk) -> None:
    found = await card(desk, "Résumé.pdf", b"12345")

    assert str(uuid.UUID(found["id"])) == found["id"]
    assert (found["object"], found["bytes"], found["filename"]) == ("file", 5, "Résumé.pdf")
    assert (found["purpose"], found["sample_type"], found["source"]) == ("ocr", "ocr_input", "upload")
    assert (found["mimetype"], found["visibility"], found["expires_at"]) == ("application/pdf", "workspace", None)
    assert found["created_at"] == int(desk.clock.time())


async def test_log_keeps_the_form_and_not_the_bytes(desk: Desk) -> None:
    await card(desk)

    (call,) = desk.log.of("mistral", "POST /v1/files")
    assert call.body == {
        "purpose": "ocr",
        "file": {"filename": "a.pdf", "content_type": "application/pdf", "bytes": 5},
    }
    assert call.status == 200


@pytest.mark.parametrize(
    ("fields", "name", "data"),
    [
        ({"purpose": "vision"}, "a.pdf", b"x"),
        ({"purpose": "fine-tune"}, "a.pdf", b"x"),
        ({"visibility": "world"}, "a.pdf", b"x"),
        ({"expiry": "soon"}, "a.pdf", b"x"),
        ({"name": "x"}, "a.pdf", b"x"),
        ({}, "a.pdf", b""),
    ],
)
async def test_upload_that_does_not_fit_is_unprocessable(desk: Desk, fields: Json, name: str, data: bytes) -> None:
    assert (await upload(desk, name, data, **fields)).status_code == 422


async def test_body_without_a_file_is_unprocessable(desk: Desk) -> None:
    broken = {"Content-Type": "multipart/form-data; boundary=x"}

    assert (await desk.http.post("/v1/files", json={"purpose": "ocr"})).status_code == 422
    assert (await desk.http.post("/v1/files", files={"other": ("a.pdf", b"x")})).status_code == 422
    assert (await desk.http.post("/v1/files", content=b"garbage", headers=broken)).status_code == 422


async def test_file_beyond_the_limit_is_too_large(desk: Desk) -> None:
    desk.service._state.files.largest = 4

    assert (await upload(desk)).status_code == 413


async def test_list_is_paged_newest_first_with_its_total(desk: Desk) -> None:
    ids = [(await card(desk, f"{number}.pdf"))["id"] for number in range(5)]

    first = (await desk.http.get("/v1/files", params={"page_size": 2})).json()
    last = (await desk.http.get("/v1/files", params={"page_size": 2, "page": 2, "include_total": False})).json()

    assert ([each["id"] for each in first["data"]], first["total"], first["object"]) == (ids[:2:-1], 5, "list")
    assert ([each["id"] for each in last["data"]], last["total"]) == (ids[:1], None)
    assert (await desk.http.get("/v1/files", params={"page_size": 0})).json()["detail"][0]["loc"][0] == "query"


@pytest.mark.parametrize(
    ("query", "names"),
    [({"purpose": "ocr"}, ["a.pdf"]), ({"search": "B"}, ["b.mp3"]), ({"sample_type": "ocr_input"}, ["a.pdf"])],
)
async def test_list_is_narrowed(desk: Desk, query: Json, names: list[str]) -> None:
    await card(desk)
    await card(desk, "b.mp3", purpose="audio")

    assert [each["filename"] for each in (await desk.http.get("/v1/files", params=query)).json()["data"]] == names


async def test_file_is_described_and_given_back(desk: Desk) -> None:
    found = await card(desk, data=b"12345")

    assert (await desk.http.get(f"/v1/files/{found['id']}")).json() == found | {"deleted": False}
    assert (await desk.http.get(f"/v1/files/{found['id']}/content")).content == b"12345"
    assert (await desk.http.get("/v1/files/abc")).json()["detail"][0]["loc"] == ["path", "file_id"]


async def test_signed_address_opens_without_a_key_until_its_time_is_over(desk: Desk) -> None:
    found = await card(desk, data=b"12345")
    url = (await desk.http.get(f"/v1/files/{found['id']}/url", params={"expiry": 2})).json()["url"]

    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(url)).content == b"12345"
        assert (await stranger.get(url + "0")).status_code == 403
        await desk.clock.advance(2 * 3600)
        assert (await stranger.get(url)).status_code == 403
    assert (await desk.http.get(f"/v1/files/{found['id']}/url", params={"expiry": 169})).status_code == 422


async def test_deleted_file_is_gone_from_everywhere_but_the_records(desk: Desk) -> None:
    found = await card(desk)
    path = f"/v1/files/{found['id']}"

    gone = (await desk.http.delete(path)).json()

    assert gone == {"id": found["id"], "object": "file", "deleted": True}
    for method, place in (("GET", ""), ("GET", "/content"), ("GET", "/url"), ("DELETE", "")):
        assert (await desk.http.request(method, path + place)).status_code == 404
    assert (await desk.http.get("/v1/files")).json()["data"] == []
    (kept,) = desk.service.files()
    assert (kept["id"], kept["there"], kept["deleted_at"]) == (found["id"], False, int(desk.clock.time()))


@pytest.mark.parametrize(("fields", "seconds"), [({"expiry": "1"}, 3600), ({}, 30 * DAY)])
async def test_file_is_gone_when_its_time_is_over(desk: Desk, fields: Json, seconds: int) -> None:
    found = await card(desk, **fields)

    await desk.clock.advance(seconds - 1)
    assert (await desk.http.get(f"/v1/files/{found['id']}")).status_code == 200
    await desk.clock.advance(1)

    assert (await desk.http.get(f"/v1/files/{found['id']}")).status_code == 404
    assert [each["there"] for each in desk.service.files()] == [False]


async def test_uploaded_file_is_read_by_id_and_by_its_signed_address(desk: Desk) -> None:
    found = await card(desk, data=pdf(sheet("Hello there", size=60)))
    url = (await desk.http.get(f"/v1/files/{found['id']}/url")).json()["url"]

    by_id = await pages(desk, {"type": "file", "file_id": found["id"]})
    by_url = await pages(desk, {"type": "document_url", "document_url": url})

    assert by_id[0]["markdown"] == by_url[0]["markdown"] == "Hello there"


async def test_file_that_was_deleted_cannot_be_read(desk: Desk) -> None:
    found = await card(desk)
    await desk.http.delete(f"/v1/files/{found['id']}")
    body = {"model": "mistral-ocr-latest", "document": {"type": "file", "file_id": found["id"]}}

    assert (await desk.http.post("/v1/ocr", json=body)).status_code == 404


async def test_files_need_the_key(desk: Desk) -> None:
    headers = {"Authorization": "Bearer other"}

    assert (await desk.http.post("/v1/files", files={"file": ("a.pdf", b"x")}, headers=headers)).status_code == 401
