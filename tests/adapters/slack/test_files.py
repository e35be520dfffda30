import base64

import pytest

from adapters.slack.handles import FileHandle, written
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Attachment
from tests.adapters.slack.rig import GENERAL, Rig

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 1_000


async def attached(rig: Rig, content: bytes = CONTENT, mimetype: str = "application/pdf") -> Attachment:
    """A file as it comes in with a message."""
    await rig.start()
    file = rig.slack.upload("Ana", "plan.pdf", mimetype, base64.b64encode(content).decode())
    rig.slack.say("Ana", GENERAL, "look", files=[file])
    await rig.until(lambda: rig.told("message"))
    [attachment] = rig.told("message")[0].said.attachments
    assert isinstance(attachment, Attachment)
    return attachment


async def fetched(rig: Rig, attachment: Attachment) -> bytes:
    return b"".join([piece async for piece in rig.platform.fetch(attachment)])


def at(url: str, mode: str = "") -> Attachment:
    return Attachment("F1", "plan.pdf", "application/pdf", 1, written(FileHandle(url, mode)))


async def test_a_file_is_fetched_in_pieces(rig: Rig) -> None:
    attachment = await attached(rig)
    pieces = [piece async for piece in rig.platform.fetch(attachment)]
    assert b"".join(pieces) == CONTENT
    assert len(pieces) > 1


async def test_without_the_scope_a_login_page_is_no_file(rig: Rig) -> None:
    attachment = await attached(rig)
    rig.slack.grant(["chat:write"])
    for redirected in (False, True):
        rig.slack.redirect_logins(redirected)
        with pytest.raises(NotAllowed) as caught:
            await fetched(rig, attachment)
        assert "files:read" in caught.value.notice
        assert "plan.pdf" in caught.value.notice


async def test_a_login_page_is_recognised_whatever_it_calls_itself(rig: Rig) -> None:
    attachment = await attached(rig, b"<!DOCTYPE html><html>Sign in</html>", "application/pdf")
    with pytest.raises(NotAllowed):
        await fetched(rig, attachment)


async def test_a_page_that_was_uploaded_as_one_is_a_file(rig: Rig) -> None:
    page = b"<!DOCTYPE html><html>ours</html>"
    assert await fetched(rig, await attached(rig, page, "text/html")) == page


async def test_a_login_page_instead_of_a_page_is_known_by_its_size(rig: Rig) -> None:
    attachment = await attached(rig, b"<p>ours</p>", "text/html")
    rig.fail("download", "login_page")
    with pytest.raises(NotAllowed):
        await fetched(rig, attachment)


@pytest.mark.parametrize("mode", ["tombstone", "hidden_by_limit", "external", "canvas", "email"])
async def test_a_file_that_is_not_there_is_gone_with_a_reason(rig: Rig, mode: str) -> None:
    with pytest.raises(Gone) as caught:
        await fetched(rig, at("https://files.slack.com/1", mode=mode))
    assert "plan.pdf" in caught.value.notice


async def test_a_file_whose_name_went_with_it_is_spoken_of_without_one(rig: Rig) -> None:
    gone = Attachment("F1", "F1", "", 0, written(FileHandle(mode="tombstone")))
    with pytest.raises(Gone) as caught:
        await fetched(rig, gone)
    assert caught.value.notice == "A file here has been deleted; please upload it again."


async def test_a_file_that_was_deleted_meanwhile_is_gone(rig: Rig) -> None:
    with pytest.raises(Gone):
        await fetched(rig, at(rig.config.api_url.replace("api/", "files-pri/T0-F9/plan.pdf")))
    with pytest.raises(Gone):
        await fetched(rig, at(""))


async def test_the_token_goes_to_slack_alone(rig: Rig) -> None:
    foreign = await rig.slack.elsewhere()
    with pytest.raises(NotAllowed) as caught:
        await fetched(rig, at(foreign))
    assert "plan.pdf" in caught.value.notice
    attachment = await attached(rig)
    for status in (301, 302, 303, 307, 308):
        rig.fail("download", "redirect", status=status, to="elsewhere")
        with pytest.raises(NotAllowed):
            await fetched(rig, attachment)
    rig.fail("download", "redirect", to="//127.0.0.1:1/plan.pdf")
    with pytest.raises(NotAllowed):
        await fetched(rig, attachment)
    assert rig.log.of("slack", "elsewhere") == []


async def test_a_redirect_within_slack_is_followed_and_one_without_end_is_not(rig: Rig) -> None:
    attachment = await attached(rig)
    rig.fail("download", "status", status=302, headers={"Location": "plan.pdf"})
    assert await fetched(rig, attachment) == CONTENT
    rig.fail("download", "status", status=302, headers={"Location": "plan.pdf"}, times=20)
    with pytest.raises(NotAllowed, match="without end"):
        await fetched(rig, attachment)


@pytest.mark.parametrize("kind", ["drop", "status"])
async def test_a_download_that_breaks_off_is_a_failure_with_a_sentence(rig: Rig, kind: str) -> None:
    attachment = await attached(rig)
    rig.fail("download", kind, status=500, times=9)
    with pytest.raises(PlatformFailed):
        await fetched(rig, attachment)


async def test_a_file_that_is_shorter_than_it_says_is_not_taken_for_whole(rig: Rig) -> None:
    attachment = await attached(rig)
    longer = Attachment(attachment.id, attachment.name, attachment.media_type, attachment.size + 1, attachment.handle)
    with pytest.raises(PlatformFailed, match="bytes of"):
        await fetched(rig, longer)


async def test_a_snippet_that_was_edited_meanwhile_is_whole(rig: Rig) -> None:
    await rig.start()
    file = rig.slack.upload("Ana", "notes", "text/plain", base64.b64encode(b"short").decode(), "snippet", size=500)
    rig.slack.say("Ana", GENERAL, "", files=[file])
    [event] = await rig.until(lambda: rig.told("message"))
    assert await fetched(rig, event.said.attachments[0]) == b"short"


@pytest.mark.parametrize("error", ["file_not_found", "not_visible", "file_deleted"])
async def test_a_stub_that_may_not_be_asked_for_is_a_failure_with_a_sentence(rig: Rig, error: str) -> None:
    attachment = await attached(rig)
    rig.slack.refuse_file(attachment.id, error)
    stub = Attachment(attachment.id, "plan.pdf", "", 0, written(FileHandle(stub=True)))
    with pytest.raises(PlatformFailed) as caught:
        await fetched(rig, stub)
    assert caught.value.notice == "Slack no longer has plan.pdf; please upload it again."


async def test_a_stub_of_another_workspace_is_asked_for_first(rig: Rig) -> None:
    attachment = await attached(rig)
    stub = Attachment(attachment.id, "plan.pdf", "application/pdf", 0, written(FileHandle(stub=True)))
    assert await fetched(rig, stub) == CONTENT
    assert "files.info" in rig.names()
