from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, GENERAL, Sandbox


@pytest.mark.parametrize(
    ("name", "length", "error"),
    [
        ("a.exe", 5, "file_type_not_allowed"),
        ("A.EXE", 5, "file_type_not_allowed"),
        ("a.md", 95, "storage_limit_reached"),
    ],
)
async def test_the_workspace_does_not_take_everything(world: Sandbox, name: str, length: int, error: str) -> None:
    world.upload(b"0123456789")
    world.slack.allow_uploads(forbidden=[".exe"], storage=100)

    assert await world.error("files.getUploadURLExternal", filename=name, length=length) == error
    assert (await world.api("files.getUploadURLExternal", filename="a.md", length=90))["ok"]


async def test_uploads_can_be_off(world: Sandbox) -> None:
    world.slack.allow_uploads(False)
    assert await world.error("files.getUploadURLExternal", filename="a.md", length=1) == "file_uploads_disabled"
    world.slack.allow_uploads()
    await world.sent_up()


async def test_uploads_have_limits_of_their_own(world: Sandbox) -> None:
    for body, error in (
        ({"length": 1024**3 + 1}, "file_upload_size_restricted"),
        ({"length": 1024**2 + 1, "snippet_type": "python"}, "snippet_too_large"),
        ({"length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ):
        assert await world.error("files.getUploadURLExternal", filename="a.py", **body) == error


async def test_a_following_post_overtakes_the_file(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "the table, please")
    world.slack.share_after(2)
    id_ = await world.sent_up()
    answer = await world.api("files.completeUploadExternal", files=[{"id": id_}], channel_id=GENERAL, thread_ts=root)
    assert "shares" not in answer["files"][0]
    await world.post("Here is the table.", thread_ts=root)
    assert (await world.described(id_))["shares"] == {}

    await world.turn(2)

    texts = [one["text"] for one in world.slack.messages("general", root)]
    assert texts == ["the table, please", "Here is the table.", ""]
    shares = (await world.described(id_))["shares"]["public"][GENERAL]
    assert [(one["ts"], one["thread_ts"]) for one in shares] == [
        (world.slack.messages("general", root)[-1]["ts"], root)
    ]


@pytest.mark.parametrize(("again", "shares"), [(False, 1), (True, 2)])
async def test_an_upload_is_completed_once_or_shared_again(world: Sandbox, again: bool, shares: int) -> None:
    world.slack.share_again(again)
    body: dict[str, Any] = {"files": [{"id": await world.sent_up()}], "channel_id": GENERAL}
    assert (await world.api("files.completeUploadExternal", **body))["ok"]
    second = await world.api("files.completeUploadExternal", **body)

    assert (second["ok"], second.get("error")) == (again, None if again else "file_not_found")
    await world.turn(0)
    assert len(world.slack.messages("general")) == shares


async def test_a_share_that_waits_ends_with_the_sandbox(world: Sandbox) -> None:
    world.slack.share_after(60)
    body: dict[str, Any] = {"files": [{"id": await world.sent_up()}], "channel_id": GENERAL}
    assert (await world.api("files.completeUploadExternal", **body))["ok"]
    await world.slack.close()
    assert world.slack.messages("general") == []


async def test_an_upload_goes_to_a_channel_and_a_thread_that_are_there(world: Sandbox) -> None:
    files = [{"id": await world.sent_up()}]
    for body, error in (
        ({"channel_id": ANA}, "channel_not_found"),
        ({"channel_id": "general"}, "channel_not_found"),
        ({"channel_id": GENERAL, "thread_ts": "1.1"}, "invalid_arguments"),
        ({"channel_id": GENERAL, "thread_ts": "1795000000.000000"}, "invalid_thread_ts"),
    ):
        assert await world.error("files.completeUploadExternal", files=files, **body) == error
    assert (await world.api("files.completeUploadExternal", files=files, channel_id=GENERAL))["ok"]


async def test_files_need_their_scopes(world: Sandbox) -> None:
    id_ = world.upload()
    world.slack.grant(["chat:write"])
    for method, needed in (
        ("files.getUploadURLExternal", "files:write"),
        ("files.completeUploadExternal", "files:write"),
        ("files.delete", "files:write"),
        ("files.info", "files:read"),
        ("files.list", "files:read"),
    ):
        answer = await world.api(method, file=id_)
        assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
