"""What must never be fetched: every address of `refused.txt`, by itself and at the end of a redirect."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from ipaddress import ip_address
from pathlib import Path

import pytest

from bot.tools.web.addresses import is_public
from bot.tools.web.errors import PageRefused
from tests.tools.web.sites import PUBLIC, SECRET, FakeNames, Site, fetching, open_site

LINES = Path(__file__).with_name("refused.txt").read_text(encoding="utf-8").splitlines()
CORPUS = [line for line in LINES if line and not line.startswith("#")]
UNREACHABLE = ("could not be reached", "in time")  # what is said of what was tried, and must not have been


@pytest.fixture
async def secret() -> AsyncIterator[Site]:
    """A server on this machine, over IPv4 and IPv6, that counts who connects."""
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(open_site(SECRET))
        try:
            six = await stack.enter_async_context(open_site("::1", site.port))
        except OSError:  # a machine without IPv6
            six = Site()
        yield site
        assert (site.connections, six.connections) == (0, 0)


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len(set(CORPUS)) >= 150


@pytest.mark.parametrize("line", CORPUS)
async def test_nothing_of_the_corpus_is_fetched(line: str, secret: Site) -> None:
    async with fetching(secret.port) as fetch:
        with pytest.raises(PageRefused) as refused:
            await fetch(line.replace("{port}", str(secret.port)))

    assert not any(words in str(refused.value) for words in UNREACHABLE)


async def test_nothing_of_the_corpus_is_fetched_at_the_end_of_a_redirect(secret: Site) -> None:
    async with open_site(PUBLIC) as public, fetching(public.port, secret.port) as fetch:
        for line in CORPUS:
            location = line.replace("{port}", str(secret.port)).encode().decode("latin-1")
            if line.startswith(("//", "/")) or "://" not in line:
                continue  # which a redirect reads as a place on the same site
            public.pages["/"] = (302, {"Location": location}, b"")
            with pytest.raises(PageRefused) as refused:
                await fetch(f"http://public.net:{public.port}/")
            assert not any(words in str(refused.value) for words in UNREACHABLE), (
                line,
                str(refused.value),
                refused.value.__cause__,
            )


async def test_a_name_that_is_rebound_between_two_look_ups_is_refused(secret: Site) -> None:
    async with (
        open_site(PUBLIC) as public,
        fetching(public.port, names=FakeNames(re_net=[[PUBLIC], [SECRET]])) as fetch,
    ):
        public.pages["/"] = (302, {"Location": f"http://re.net:{public.port}/next", "Connection": "close"}, b"")
        with pytest.raises(PageRefused, match="not a public site"):
            await fetch(f"http://re.net:{public.port}/")

        assert public.connections == 1


async def test_the_address_that_was_looked_at_is_the_one_connected_to(secret: Site) -> None:
    """One look-up for one connection: there is no second answer that could differ."""
    names = FakeNames(re_net=[[PUBLIC]])
    async with open_site(PUBLIC) as public, fetching(public.port, names=names) as fetch:
        public.pages["/"] = (200, {}, b"<p>Hello</p>")
        page = await fetch(f"http://re.net:{public.port}/")

    assert page.text == "<p>Hello</p>"
    assert names.asked == ["re.net"]
    assert public.asked == [(f"re.net:{public.port}", "/")]


async def test_behind_a_proxy_an_address_of_ours_is_refused_before_the_proxy_hears_of_it(secret: Site) -> None:
    async with open_site(PUBLIC) as proxy, fetching(80, proxy=f"http://{PUBLIC}:{proxy.port}") as fetch:
        for address in ("http://127.0.0.1/", "http://home.evil.net/", "http://[::1]/"):
            with pytest.raises(PageRefused, match="public"):
                await fetch(address)

        assert proxy.connections == 0


async def test_behind_a_proxy_a_name_that_only_it_knows_is_its_to_look_up() -> None:
    async with open_site(PUBLIC) as proxy, fetching(80, proxy=f"http://{PUBLIC}:{proxy.port}") as fetch:
        proxy.pages["http://elsewhere.net/"] = (200, {}, b"<p>Hello</p>")
        page = await fetch("http://elsewhere.net/")

    assert page.text == "<p>Hello</p>"


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))
