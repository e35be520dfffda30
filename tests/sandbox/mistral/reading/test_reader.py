import asyncio

import pytest

from deploy.sandbox.mistral.reading.page import Unreadable
from deploy.sandbox.mistral.reading.reader import Document
from tests.sandbox.mistral import material


async def test_pages_come_in_the_order_asked_for() -> None:
    data = material.pdf(*(material.sheet(f"This is sheet {number}", size=60) for number in range(4)))

    pages = await Document(data).pages([3, 0])

    assert [page.blocks[0].text for page in pages] == ["This is sheet 3", "This is sheet 0"]


async def test_page_is_read_once_for_the_same_bytes() -> None:
    data = material.pdf(material.sheet(*material.wrapped(material.PROSE)))

    (first,) = await Document(data).pages([0])
    (second,) = await Document(bytes(data)).pages([0])

    assert first is second


async def test_reading_leaves_the_event_loop_free() -> None:
    rounds = 0
    reading = asyncio.create_task(Document(material.pdf(material.sheet(*material.INVOICE, size=31))).pages([0]))
    while not reading.done():
        await asyncio.sleep(0.002)
        rounds += 1

    assert rounds > 10, "a page takes a quarter of a second, and the loop went on meanwhile"


async def test_picture_counts_as_one_page() -> None:
    document = Document(material.png(material.sheet("Hello there")))

    assert await document.count() == 1
    assert (await document.pages([0]))[0].blocks[0].text == "Hello there"


async def test_what_cannot_be_read_says_so() -> None:
    for data in (b"", b"\x00\x01garbage\x02"):
        with pytest.raises(Unreadable):
            await Document(data).count()
