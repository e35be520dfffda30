from typing import Any

import aiohttp
import pytest

from tests.sandbox.slack.sandbox import Sandbox

CONTENT = b"%PDF-1.7 " + bytes(1000)


async def address(world: Sandbox, **more: Any) -> str:
    """Where a file of Ana's can be downloaded."""
    return str((await world.described(world.upload(CONTENT, **more)))["url_private_download"])


async def get(world: Sandbox, url: str, token: str | None = None, *, follow: bool = False) -> aiohttp.ClientResponse:
    bearer = world.slack.environment()["SLACK_BOT_TOKEN"] if token is None else token
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    response = await world.http.get(url, headers=headers, allow_redirects=follow)
    await response.read()
    return response


def tokens(world: Sandbox, name: str) -> list[str]:
    return [str(call.body["authorization"]) for call in world.log.of("slack", name)]


async def test_a_download_is_recorded_with_whose_token_came(world: Sandbox) -> None:
    url = await address(world)
    for token in (None, world.slack.environment()["SLACK_APP_TOKEN"], "xoxb-wrong", ""):
        await get(world, url, token)

    assert tokens(world, "download") == ["bot", "app", "other", ""]
    assert "xoxb" not in str(list(world.log))


async def test_a_name_is_made_plain_in_the_address_alone(world: Sandbox) -> None:
    url = await address(world, name="Relevé & Co.pdf")
    response = await get(world, url)

    assert url.endswith("/relev____co.pdf")
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Relev%C3%A9%20%26%20Co.pdf"
    assert await response.read() == CONTENT


async def test_who_may_not_see_a_file_is_redirected_to_the_login_page(world: Sandbox) -> None:
    url = await address(world)
    world.slack.redirect_logins(True)

    response = await get(world, url, "xoxb-wrong")
    assert (response.status, response.headers["Location"].startswith(world.url[:-4])) == (302, True)

    world.slack.grant(["chat:write"])
    page = await get(world, url, follow=True)
    assert (page.status, page.content_type, (await page.read())[:15]) == (200, "text/html", b"<!DOCTYPE html>")
    assert tokens(world, "sign_in") == ["bot"]


@pytest.mark.parametrize(("redirected", "status"), [(False, 200), (True, 302)])
async def test_a_login_page_comes_on_demand(world: Sandbox, redirected: bool, status: int) -> None:
    url = await address(world)
    world.fail("download", "login_page", redirected=redirected)

    assert (await get(world, url)).status == status
    assert await (await get(world, url)).read() == CONTENT


async def test_a_redirect_within_slack_still_wants_the_token(world: Sandbox) -> None:
    url = await address(world)
    world.fail("download", "redirect", times=2, to="here")

    first = await get(world, url)
    assert (first.status, first.headers["Location"]) == (302, url + "?moved=1")
    assert await (await get(world, url, follow=True)).read() == CONTENT
    assert (await get(world, first.headers["Location"], "")).content_type == "text/html"


async def test_a_redirect_elsewhere_shows_whether_the_token_travels(world: Sandbox) -> None:
    url = await address(world)
    world.fail("download", "redirect", times=2, to="elsewhere", status=307)

    assert await (await get(world, url, follow=True)).read() == CONTENT  # aiohttp drops it between hosts
    location = (await get(world, url)).headers["Location"]
    assert location.startswith(await world.slack.elsewhere())
    await get(world, location)

    assert tokens(world, "elsewhere") == ["", "bot"]


async def test_any_page_elsewhere_is_an_answer(world: Sandbox) -> None:
    response = await get(world, await world.slack.elsewhere() + "/somewhere")
    assert await response.text() == "Not the file you were looking for."


async def test_a_broken_download_is_broken(world: Sandbox) -> None:
    url = await address(world)
    world.fail("download", "truncate", bytes=10)
    world.fail("download", "zero")

    with pytest.raises(aiohttp.ClientPayloadError):
        await get(world, url)
    assert await (await get(world, url)).read() == b""
    assert await (await get(world, url)).read() == CONTENT


@pytest.mark.parametrize("mode", ["tombstone", "hidden_by_limit", "external"])
async def test_what_slack_does_not_have_is_not_found(world: Sandbox, mode: Any) -> None:
    id_ = world.upload(CONTENT)
    url = (await world.described(id_))["url_private"]
    world.slack.file_becomes(id_, mode)

    assert (await get(world, url)).status == 404


async def test_an_upload_needs_no_token(world: Sandbox) -> None:
    await world.sent_up()
    assert tokens(world, "upload") == [""]
