import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.slack.handles import FileHandle, written
from bot.core.errors import Gone, NotAllowed, PlatformFailed
from bot.core.values import Attachment
from deploy.sandbox.http import Site
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


@asynccontextmanager
async def elsewhere() -> AsyncIterator[tuple[str, list[str]]]:
    """A server that is not Slack's, and the tokens that came to it."""
    tokens: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        tokens.append(request.headers.get("Authorization", ""))
        return web.Response(body=b"x")

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    site = Site(application)
    yield f"http://127.0.0.1:{await site.start()}/", tokens
    await site.stop()


async def test_a_file_is_fetched_in_pieces(rig: Rig) -> None:
    attachment = await attached(rig)
    pieces = [piece async for piece in rig.platform.fetch(attachment)]
    assert b"".join(pieces) == CONTENT
    assert len(pieces) > 1


async def test_without_the_scope_a_login_page_is_no_file(rig: Rig) -> None:
    attachment = await attached(rig)
    rig.slack.grant(["chat:write"])
    with pytest.raises(NotAllowed) as caught:
        await fetched(rig, attachment)
    assert "files:read" in caught.value.notice


async def test_a_login_page_is_recognised_whatever_it_calls_itself(rig: Rig) -> None:
    attachment = await attached(rig, b"<!DOCTYPE html><html>Sign in</html>", "application/pdf")
    with pytest.raises(NotAllowed):
        await fetched(rig, attachment)


async def test_a_page_that_was_uploaded_as_one_is_a_file(rig: Rig) -> None:
    page = b"<!DOCTYPE html><html>ours</html>"
    assert await fetched(rig, await attached(rig, page, "text/html")) == page


@pytest.mark.parametrize("mode", ["tombstone", "hidden_by_limit", "external"])
async def test_a_file_that_is_not_there_is_gone_with_a_reason(rig: Rig, mode: str) -> None:
    with pytest.raises(Gone) as caught:
        await fetched(rig, at("https://files.slack.com/1", mode=mode))
    assert "plan.pdf" in caught.value.notice


async def test_a_file_that_was_deleted_meanwhile_is_gone(rig: Rig) -> None:
    with pytest.raises(Gone):
        await fetched(rig, at(rig.config.api_url.replace("api/", "files-pri/T0-F9/plan.pdf")))
    with pytest.raises(Gone):
        await fetched(rig, at(""))


async def test_the_token_goes_to_slack_alone(rig: Rig) -> None:
    async with elsewhere() as (url, tokens):
        with pytest.raises(NotAllowed):
            await fetched(rig, at(url))
        rig.fail("download", "status", status=302, headers={"Location": url})
        with pytest.raises(NotAllowed):
            await fetched(rig, await attached(rig))
    assert tokens == []


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


async def test_a_stub_of_another_workspace_is_asked_for_first(rig: Rig) -> None:
    attachment = await attached(rig)
    stub = Attachment(attachment.id, "plan.pdf", "application/pdf", 0, written(FileHandle(stub=True)))
    assert await fetched(rig, stub) == CONTENT
    assert "files.info" in rig.names()
