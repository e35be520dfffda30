"""Files of the bot's own, each uploaded once."""

import base64
from typing import Any

import pytest

from adapters.slack.handles import UploadHandle, read
from bot.core.documents import OutFile
from bot.core.errors import NotAllowed, PlatformFailed, StoreFailed
from tests.adapters.slack.rig import ANA, GENERAL, Rig, invoked
from tests.fakes import FakeOutbox

FILE = OutFile("report.md", "text/markdown", b"# Page 1\n\nAll is well.\n")
COMPLETE = "files.completeUploadExternal"


async def shared(rig: Rig, thread: str, channel: str = GENERAL) -> list[str]:
    """The names of the bot's files in a thread, once what is on its way has arrived."""
    await rig.round_trip()
    messages = rig.slack.messages(channel, thread)
    return [rig.slack.file(file)["name"] for each in messages if each["bot"] for file in each["files"]]


class FakeDyingOutbox(FakeOutbox):
    """Dies after it has recorded how far an upload has come, or before it records the end of it."""

    def __init__(self, *, before: bool) -> None:
        super().__init__()
        self._before = before

    async def record_upload(self, key: str, mark: str) -> None:
        if self._before == read(UploadHandle, mark).shared:
            if not self._before:
                await super().record_upload(key, mark)
            raise StoreFailed("killed")
        await super().record_upload(key, mark)


async def test_a_file_is_uploaded_into_the_thread_without_a_token(rig: Rig) -> None:
    reply, outbox, thread = rig.reply()
    await reply.finish("Here it is.")
    await reply.attach(FILE, key="k")
    assert await shared(rig, thread) == ["report.md"]
    [stored] = rig.slack.files(user="galerne")
    assert base64.b64decode(stored["base64"]) == FILE.data
    assert [call.body["authorization"] for call in rig.log.of("slack", "upload")] == [""]
    assert read(UploadHandle, outbox.uploads["k"]) == UploadHandle(stored["id"], shared=True)


async def test_a_key_is_uploaded_once_and_two_keys_are_two_files(rig: Rig) -> None:
    reply, _, thread = rig.reply()
    await reply.attach(FILE, key="k")
    await reply.attach(FILE, key="k")
    await reply.attach(OutFile("table.csv", "text/csv", b"a,b\n"), key="l")
    assert await shared(rig, thread) == ["report.md", "table.csv"]


@pytest.mark.parametrize("again", [True, False])  # whether Slack would share it twice
@pytest.mark.parametrize("before", [True, False])
async def test_an_upload_survives_a_death_at_either_side_of_its_completion(rig: Rig, before: bool, again: bool) -> None:
    rig.slack.share_again(again)
    asked, outbox = rig.asked(), FakeDyingOutbox(before=before)
    with pytest.raises(StoreFailed):
        await rig.platform.reply(asked, outbox).attach(FILE, key="k")
    await rig.start()
    later = FakeOutbox(uploads=outbox.uploads)
    await rig.platform.reply(asked, later).attach(FILE, key="k")
    assert await shared(rig, asked.address.thread) == ["report.md"]
    assert read(UploadHandle, later.uploads["k"]).shared


async def test_a_file_that_is_shared_late_is_waited_for(rig: Rig) -> None:
    rig.slack.share_again(True)
    rig.slack.share_after(0.5)
    rig.fail(COMPLETE, "drop_after")
    reply, _, thread = rig.reply()
    await reply.attach(FILE, key="k")
    await rig.until(lambda: rig.slack.messages(GENERAL, thread)[-1]["files"])
    assert await shared(rig, thread) == ["report.md"]


async def test_a_completion_that_did_not_arrive_is_repeated(rig: Rig) -> None:
    rig.fail(COMPLETE, "drop")
    reply, _, thread = rig.reply()
    await reply.attach(FILE, key="k")
    assert await shared(rig, thread) == ["report.md"]


async def test_an_upload_that_slack_has_forgotten_is_begun_anew(rig: Rig) -> None:
    asked = rig.asked()
    outbox = FakeOutbox(uploads={"k": '{"file":"F0GONE"}'})
    await rig.platform.reply(asked, outbox).attach(FILE, key="k")
    assert await shared(rig, asked.address.thread) == ["report.md"]


@pytest.mark.parametrize("name", ["upload", "files.getUploadURLExternal"])
@pytest.mark.parametrize("fault", ["drop", "status", "drop_after"])
async def test_bytes_that_do_not_arrive_are_sent_again(rig: Rig, name: str, fault: str) -> None:
    rig.fail(name, fault, status=503)
    reply, _, thread = rig.reply()
    await reply.attach(FILE, key="k")
    assert await shared(rig, thread) == ["report.md"]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"enabled": False}, "uploads are turned off"),
        ({"forbidden": [".md"]}, "does not allow files of this kind"),
        ({"storage": 5}, "no room for more files"),
    ],
)
async def test_what_slack_does_not_take_is_said_in_a_sentence(rig: Rig, rules: dict[str, Any], words: str) -> None:
    reply, _, _ = rig.reply()
    rig.slack.allow_uploads(**rules)
    with pytest.raises(NotAllowed) as caught:
        await reply.attach(FILE, key="k")
    assert caught.value.notice.startswith("I could not upload report.md: ")
    assert words in caught.value.notice
    assert "admin" in caught.value.notice


async def test_a_missing_scope_is_named(rig: Rig) -> None:
    reply, _, _ = rig.reply()
    rig.slack.grant(["chat:write"])
    with pytest.raises(NotAllowed, match="missing_scope") as caught:
        await reply.attach(FILE, key="k")
    assert "files:write" in caught.value.notice


async def test_without_files_read_an_upload_is_still_made_once(rig: Rig) -> None:
    rig.slack.grant(["chat:write", "files:write"])
    asked, outbox = rig.asked(), FakeDyingOutbox(before=True)
    with pytest.raises(StoreFailed):
        await rig.platform.reply(asked, outbox).attach(FILE, key="k")
    await rig.platform.reply(asked, FakeOutbox(uploads=outbox.uploads)).attach(FILE, key="k")
    assert await shared(rig, asked.address.thread) == ["report.md"]


async def test_an_empty_file_and_a_failure_name_the_file(rig: Rig) -> None:
    reply, _, _ = rig.reply()
    with pytest.raises(PlatformFailed) as caught:
        await reply.attach(OutFile("empty.md", "text/markdown", b""), key="k")
    assert caught.value.notice == "I could not upload empty.md: it is empty; please ask for something else."
    rig.fail("upload", "status", status=400)
    with pytest.raises(PlatformFailed, match="HTTP 400") as caught:
        await reply.attach(FILE, key="k")
    assert "report.md" in caught.value.notice


async def test_bytes_go_to_slacks_own_hosts_alone(rig: Rig) -> None:
    foreign = await rig.slack.elsewhere()
    api = rig.platform._wire()[0].api
    with pytest.raises(NotAllowed):
        await api.upload(f"{foreign}/upload", FILE.data)
    rig.fail("upload", "status", status=302, headers={"Location": f"{foreign}/upload"}, times=3)
    reply, _, _ = rig.reply()
    with pytest.raises(PlatformFailed):
        await reply.attach(FILE, key="k")
    assert rig.log.of("slack", "elsewhere") == []


async def test_a_command_has_its_files_below_its_question(rig: Rig) -> None:
    outbox = FakeOutbox()
    await rig.platform.reply(invoked(line="/ocr"), outbox).attach(FILE, key="k")
    assert await shared(rig, outbox.parts[0].message_id) == ["report.md"]


async def test_what_only_one_may_see_goes_to_their_direct_messages(rig: Rig) -> None:
    asked, outbox = rig.asked("!ocr"), FakeOutbox()
    for _ in range(2):
        await rig.platform.reply(asked, outbox, private=True).attach(FILE, key="k")
    assert await shared(rig, asked.address.thread) == []
    direct = rig.slack.dm("Ana")
    assert await shared(rig, "", direct) == ["report.md"]
    [told] = rig.slack.ephemerals(GENERAL)
    assert (told["user"], told["thread"]) == (ANA, asked.address.thread)
    assert told["text"].startswith("report.md is in your direct messages with me")


async def test_where_direct_messages_cannot_be_opened_it_says_what_is_missing(rig: Rig) -> None:
    rig.slack.grant(["chat:write", "files:write"])
    reply = rig.platform.reply(rig.asked("!ocr"), FakeOutbox(), private=True)
    with pytest.raises(NotAllowed) as caught:
        await reply.attach(FILE, key="k")
    assert "im:write" in caught.value.notice
    assert rig.slack.files(user="galerne") == []
