import base64
from typing import Any

import pytest

from tests.sandbox.slack.sandbox import ANA, BOT, GENERAL, Sandbox

SOUND = base64.b64encode(b"\x1aE\xdf\xa3sound").decode()


def shared(world: Sandbox, *ids: str, text: str = "") -> list[dict[str, Any]]:
    """Say files; they come back as the event carries them."""
    world.slack.say("Ana", "general", text, files=list(ids))
    return list(world.sent("message")[-1]["files"])


async def test_several_files_come_in_one_message_without_text(world: Sandbox) -> None:
    files = shared(world, world.upload(name="a.pdf"), world.upload(name="b.png"))

    event = world.sent("message")[-1]
    assert (event["subtype"], event["text"], event["blocks"]) == ("file_share", "", [])
    assert [(one["name"], one["filetype"], one["mode"]) for one in files] == [
        ("a.pdf", "pdf", "hosted"),
        ("b.png", "png", "hosted"),
    ]
    assert [event["file_id"] for event in world.sent("file_shared")] == [one["id"] for one in files]
    with pytest.raises(ValueError, match="without text and files"):
        world.slack.say("Ana", "general", " ")
    with pytest.raises(LookupError, match="no file"):
        world.slack.say("Ana", "general", "x", files=["F0"])


@pytest.mark.parametrize(
    ("style", "types", "files"),
    [("absent", ["message"], []), ("bare", ["app_mention", "message"], [0]), ("full", ["app_mention", "message"], [1])],
)
async def test_a_mention_with_files_has_three_styles(
    world: Sandbox, style: Any, types: list[str], files: list[int]
) -> None:
    world.slack.mention_with_files(style)
    shared(world, world.upload(), text=f"<@{BOT}> read this")

    assert [event["type"] for event in world.sent() if event["type"] != "file_shared"] == types
    assert [len(event.get("files", [])) for event in world.sent("app_mention")] == files
    assert len(world.sent("message")[-1]["files"]) == 1
    with pytest.raises(ValueError, match="absent"):
        world.slack.mention_with_files("never")  # type: ignore[arg-type]  # what a driver may say by mistake


async def test_a_long_paste_is_a_snippet_with_a_preview(world: Sandbox) -> None:
    [file] = shared(world, world.upload(b"line\n" * 200, "Untitled.txt", mode="snippet"))

    assert (file["mode"], file["filetype"], file["editable"], file["lines"]) == ("snippet", "text", True, 201)
    assert (len(file["preview"]), file["preview_is_truncated"], file["lines_more"]) == (500, True, 100)
    assert file["url_private"]


async def test_an_external_file_leads_elsewhere(world: Sandbox) -> None:
    url = await world.slack.elsewhere() + "/doc"
    [file] = shared(world, world.upload(mode="external", external_url=url))

    assert (file["mode"], file["is_external"], file["url_private"], file["size"]) == ("external", True, url, 0)
    assert "url_private_download" not in file


@pytest.mark.parametrize("mode", ["tombstone", "hidden_by_limit"])
async def test_a_file_that_is_gone_is_an_id_and_a_mode(world: Sandbox, mode: Any) -> None:
    now, later = world.upload(mode=mode), world.upload()
    assert shared(world, now) == [{"id": now, "mode": mode}]
    shared(world, later)
    world.slack.file_becomes(later, mode)

    history = await world.api("conversations.history", channel=GENERAL)
    assert history["messages"][0]["files"] == [{"id": later, "mode": mode}]
    world.slack.file_becomes(later, "hosted")
    assert (await world.described(later))["mode"] == "hosted"
    with pytest.raises(ValueError, match="modes"):
        world.slack.file_becomes(later, "lost")  # type: ignore[arg-type]  # what a driver may say by mistake


async def test_a_stub_has_to_be_asked_for(world: Sandbox) -> None:
    id_ = world.upload(stub=True)
    [file] = shared(world, id_)

    assert (file["mode"], file["file_access"], "url_private" in file) == ("file_access", "check_file_info", False)
    assert (await world.described(id_))["url_private"]
    world.slack.refuse_file(id_, "not_visible")
    assert await world.error("files.info", file=id_) == "not_visible"
    world.slack.refuse_file(id_, "")
    assert (await world.described(id_))["file_access"] == "visible"


@pytest.mark.parametrize(("mimetype", "name"), [("audio/webm", "webm"), ("audio/mp4", "m4a")])
async def test_a_voice_clip_says_how_long_it_is(world: Sandbox, mimetype: str, name: str) -> None:
    [file] = shared(world, world.slack.record_voice("Ana", SOUND, 2.5, mimetype, "hello there"))

    assert (file["subtype"], file["duration_ms"], file["mimetype"]) == ("slack_audio", 2500, mimetype)
    assert file["name"] == f"audio_message.{name}"
    assert file["transcription"]["preview"]["content"] == "hello there"
    [silent] = shared(world, world.slack.record_voice("Ana", SOUND, 1))
    assert silent["transcription"] == {"status": "none"}


async def test_a_size_may_be_wrong(world: Sandbox) -> None:
    [file] = shared(world, world.upload(b"12345", size=99), text="look")
    assert file["size"] == 99


async def test_only_the_owner_deletes_a_file(world: Sandbox) -> None:
    world.slack.subscribe(["file_deleted"])
    id_ = world.upload()
    with pytest.raises(ValueError, match="did not upload"):
        world.slack.delete_file("Bao", id_)

    world.slack.delete_file("Ana", id_)

    assert world.sent("file_deleted")[0]["file_id"] == id_
    assert world.slack.file(id_)["mode"] == "tombstone"


async def test_what_the_app_uploaded_can_be_seen(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "a file, please", files=[world.upload()])
    id_ = await world.sent_up(b"# Answer")
    await world.api("files.completeUploadExternal", files=[{"id": id_}], channel_id=GENERAL, thread_ts=root)
    await world.log.until(lambda: len(world.slack.messages("general", root)) == 2)

    [file] = world.slack.files("general", "galerne")
    assert (file["id"], file["owner"], base64.b64decode(file["base64"])) == (id_, BOT, b"# Answer")
    reply = world.slack.messages("general", root)[-1]["ts"]
    assert file["shares"] == [{"channel": GENERAL, "ts": reply, "thread": root}]
    assert [one["owner"] for one in world.slack.files("general")] == [ANA, BOT]
    assert world.slack.files("launch") == []
    with pytest.raises(LookupError):
        world.slack.file("F0")
