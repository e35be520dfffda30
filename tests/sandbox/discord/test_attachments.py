"""Files: names, kinds, signed addresses."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.attachments import LIFETIME, PNG, Attachment, Cdn, Upload, safe_name, sniff


@pytest.mark.parametrize(
    ("given", "stored"),
    [("a b.pdf", "a_b.pdf"), ("Relevé (1).pdf", "Relev_1.pdf"), ("../../etc", "etc"), ("日本", "unknown")],
)
def test_names_are_made_plain(given: str, stored: str) -> None:
    assert safe_name(given) == stored


@pytest.mark.parametrize(
    ("name", "given", "kind"),
    [
        ("a.pdf", "application/octet-stream", "application/pdf"),
        ("a.txt", "", "text/plain; charset=utf-8"),
        ("a.zzz", "", ""),
        ("a.bin", "image/webp", "image/webp"),
    ],
)
def test_kind_is_guessed_from_the_name(name: str, given: str, kind: str) -> None:
    assert sniff(Upload(name, b"", given)) == kind


def fetch(cdn: Cdn, url: str) -> Attachment | int:
    parts = urlsplit(url)
    return cdn.fetch(parts.path, int(parts.path.split("/")[3]), dict(parse_qsl(parts.query)))


@pytest.fixture
def kept() -> Attachment:
    return Attachment(7, 5, "a.png", PNG + b"\0\0\0\rIHDR" + b"\0\0\0\x03\0\0\0\x02", "image/png", title="á")


def test_shape_has_size_and_dimensions(clock: TurnedClock, kept: Attachment) -> None:
    shape = Cdn(clock).shape(kept)
    assert (shape["width"], shape["height"], shape["size"]) == (3, 2, len(kept.data))
    assert shape["title"] == "á"
    assert "description" not in shape
    assert "/media/attachments/5/7/a.png?" in shape["proxy_url"]


async def test_address_works_for_a_day(clock: TurnedClock, kept: Attachment) -> None:
    cdn = Cdn(clock)
    url = cdn.shape(cdn.keep(kept))["url"]
    await clock.advance(LIFETIME - 1)
    assert fetch(cdn, url) is kept
    await clock.advance(1)
    assert fetch(cdn, url) == 404
    assert fetch(cdn, cdn.shape(kept)["url"]) is kept  # a fresh one


def test_address_cannot_be_forged(clock: TurnedClock, kept: Attachment) -> None:
    cdn = Cdn(clock)
    url = cdn.shape(cdn.keep(kept))["url"]
    assert fetch(cdn, url.split("?")[0]) == 404
    assert fetch(cdn, url.replace("a.png", "b.png")) == 403
    assert fetch(cdn, url[:-1] + ("0" if url[-1] != "0" else "1")) == 403
