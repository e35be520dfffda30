import base64
import io
from typing import Any

from tests.sandbox.slack.sandbox import GENERAL, Sandbox

PDF = b"%PDF-1.7 " + b"x" * 2_000_000


def upload(world: Sandbox, name: str = "plan.pdf", content: bytes = PDF) -> str:
    return world.slack.upload("Ana", name, "application/pdf", base64.b64encode(content).decode())


async def download(world: Sandbox, url: str, token: str | None = None) -> tuple[str, bytes]:
    bearer = world.slack.environment()["SLACK_BOT_TOKEN"] if token is None else token
    async with world.http.get(url, headers={"Authorization": f"Bearer {bearer}"}) as response:
        assert response.status == 200
        return response.content_type, await response.read()


async def test_a_file_is_described_and_downloaded(world: Sandbox) -> None:
    id_ = upload(world)
    world.slack.say("Ana", "general", "here", files=[id_])

    file = (await world.client().files_info(file=id_))["file"]

    assert (file["name"], file["filetype"], file["size"], file["mode"]) == ("plan.pdf", "pdf", len(PDF), "hosted")
    for url in (file["url_private"], file["url_private_download"]):
        assert await download(world, url) == ("application/pdf", PDF)


async def test_without_token_or_scope_a_login_page_comes_instead(world: Sandbox) -> None:
    file = (await world.client().files_info(file=upload(world)))["file"]

    kind, page = await download(world, file["url_private"], "xoxb-wrong")
    assert (kind, page[:15]) == ("text/html", b"<!DOCTYPE html>")
    world.slack.grant(["chat:write"])
    assert (await download(world, file["url_private"]))[0] == "text/html"


async def test_a_file_is_refused(world: Sandbox) -> None:
    id_, secret = upload(world), upload(world, "secret.pdf", b"%PDF")
    private = world.slack.create_channel("secret", ["Ana"], private=True)
    world.slack.say("Ana", private, "for us", files=[secret])

    assert await world.error("files.info", file="F0X") == "file_not_found"
    assert await world.error("files.info", file=secret) == "not_visible"
    world.slack.delete_file("Ana", id_)
    assert await world.error("files.info", file=id_) == "file_deleted"


async def test_the_sdk_uploads_into_a_thread(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "a chart, please")

    await world.client().files_upload_v2(
        content="a,b\n1,2\n", filename="data.csv", title="Data", channel=GENERAL, thread_ts=root, initial_comment="Here"
    )

    await world.log.until(lambda: len(world.slack.messages("general", root)) == 2)
    seen = world.slack.messages("general", root)[-1]
    assert (seen["text"], seen["subtype"], seen["bot"]) == ("Here", "file_share", True)
    assert world.slack._backend.workspace.files[seen["files"][0]].content == b"a,b\n1,2\n"
    assert world.sent("message")[-1]["files"][0]["title"] == "Data"
    assert [call.name for call in world.log.of("slack")] == [
        "files.getUploadURLExternal",
        "upload",
        "files.completeUploadExternal",
    ]


async def test_an_upload_is_refused(world: Sandbox) -> None:
    assert await world.error("files.getUploadURLExternal", filename="x.txt", length=0) == "missing_argument"
    assert await world.error("files.getUploadURLExternal", length=5) == "missing_argument"
    ticket = await world.api("files.getUploadURLExternal", filename="x.txt", length=5)
    complete: dict[str, Any] = {"files": [{"id": ticket["file_id"]}], "channel_id": GENERAL}
    assert await world.error("files.completeUploadExternal", **complete) == "file_not_found"
    assert await world.error("files.completeUploadExternal", files=[]) == "missing_argument"

    async with world.http.post(ticket["upload_url"], data=b"longer than said") as response:
        assert response.status == 400
    for status in (200, 404):
        async with world.http.post(ticket["upload_url"], data={"file": io.BytesIO(b"12345")}) as response:
            assert response.status == status
    assert (await world.api("files.completeUploadExternal", **complete))["files"][0]["size"] == 5


async def test_a_download_fails_by_a_fault(world: Sandbox) -> None:
    file = (await world.client().files_info(file=upload(world)))["file"]
    world.fail("download", "status", status=503)

    async with world.http.get(file["url_private"]) as response:
        assert response.status == 503
    assert world.log.of("slack", "download")[0].status == 503


async def test_the_app_deletes_its_own_files_alone(world: Sandbox) -> None:
    own, other = await world.sent_up(), upload(world)

    assert (await world.api("files.delete", file=own))["ok"]
    assert await world.error("files.delete", file=own) == "file_deleted"
    assert await world.error("files.delete", file=other) == "cant_delete_file"
    assert await world.error("files.delete", file="F0X") == "file_not_found"


async def test_files_that_the_app_sees_are_listed(world: Sandbox) -> None:
    plan, photo, gone, secret = upload(world), upload(world, "a.png"), upload(world), upload(world)
    world.slack.say("Ana", "general", "", files=[plan, photo, gone])
    world.slack.say("Bao", "launch", "", files=[plan])
    world.slack.say("Ana", world.slack.create_channel("secret", ["Ana"], private=True), "", files=[secret])
    world.slack.delete_file("Ana", gone)

    async def listed(**body: Any) -> list[str]:
        return [one["id"] for one in (await world.api("files.list", **body))["files"]]

    assert await listed() == [photo, plan]
    assert await listed(channel="C0LAUNCH1") == [plan]
    assert await listed(user="U0BAO0001") == []
    assert await listed(types="images") == []
    assert await listed(types="pdfs,snippets", count=1, page=2) == [plan]
    assert (await world.api("files.list", count=1))["paging"] == {"count": 1, "total": 2, "page": 1, "pages": 2}
    assert await world.error("files.list", channel="C0X") == "channel_not_found"
