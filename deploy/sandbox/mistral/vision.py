"""The pictures of a chat request: what the API refuses of them, and what is seen in the others.

Vision takes JPEG, PNG, WEBP and GIF of one frame, up to 10000 x 10000 pixels (Mistral: vision guide).
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from deploy.sandbox.mistral.addresses import data_of
from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.chunks import Image
from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.quoter.pictures import Seen
from deploy.sandbox.mistral.reading.page import Unreadable
from deploy.sandbox.mistral.reading.pictures import decoded, opened
from deploy.sandbox.mistral.reading.reader import Document, in_worker
from deploy.sandbox.mistral.refusals import arguments

FORMATS = frozenset({"JPEG", "PNG", "WEBP", "GIF"})
LARGEST = 10 * 1024 * 1024  # bytes
SIDE = 10_000  # pixels
MAIN = 0.1  # of a picture, for a colour to be one of its main ones
COLOURS = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "red": (220, 30, 30),
    "orange": (250, 140, 0),
    "yellow": (250, 220, 40),
    "green": (30, 150, 50),
    "blue": (40, 80, 220),
    "purple": (130, 40, 160),
    "pink": (250, 150, 190),
    "brown": (120, 75, 40),
}


class Sent(NamedTuple):
    """A picture that came with the message of this number; the first of the request has number 1."""

    data: bytes
    message: int
    number: int


async def opened_pictures(request: ChatRequest) -> list[Sent]:
    """The pictures sent as data; 400 for one that the API does not take. Others are nowhere to be fetched from."""
    addresses = [
        (chunk.address(), number)
        for number, message in enumerate(request.messages)
        if not isinstance(message.content, str)
        for chunk in message.content or ()
        if isinstance(chunk, Image)
    ]
    return await in_worker(_opened, addresses) if addresses else []


def _opened(addresses: Sequence[tuple[str, int]]) -> list[Sent]:
    found = []
    for number, (address, message) in enumerate(addresses, 1):
        if address.startswith("data:"):
            data = _data(address)
            _judge(data)
            found.append(Sent(data, message, number))
    return found


def _data(address: str) -> bytes:
    content = data_of(address)
    if content is None or not content.data:
        raise arguments("Image is not valid base64")
    if len(content.data) > LARGEST:
        raise arguments("Image is too large: 10 MB at most")
    return content.data


def _judge(data: bytes) -> None:
    try:
        image = opened(data)
    except Unreadable as error:
        raise arguments(f"Image could not be loaded: {error}") from error
    if image.format not in FORMATS:
        raise arguments(f"Image format {image.format} is not supported: send JPEG, PNG, WEBP or GIF")
    if image.format == "GIF" and getattr(image, "n_frames", 1) > 1:
        raise arguments("Animated GIF is not supported: send a GIF of one frame")
    if max(image.size) > SIDE:
        raise arguments(f"Image is {image.width} x {image.height} pixels: {SIDE} x {SIDE} at most")


async def looked_at(pictures: Sequence[Sent]) -> list[Seen]:
    """What is seen in each: it is really read."""
    found = []
    for picture in pictures:
        try:
            (page,) = await Document(picture.data, picture=True).pages([0])
            colours = await in_worker(_colours, picture.data)
        except Unreadable as error:
            raise arguments(f"Image could not be loaded: {error}") from error
        text = "\n".join(block.text for block in page.blocks if block.kind != "image")
        found.append(
            Seen(f"Picture {picture.number}", picture.message, text, page.width, page.height, colours, not page.blocks)
        )
    return found


@lru_cache(maxsize=32)
def _colours(data: bytes) -> tuple[str, ...]:
    """The main colours, the largest first."""
    small: Any = decoded(data).resize((48, 48), package("PIL.Image", "pillow").Resampling.NEAREST)
    raw = small.tobytes()
    pixels = zip(raw[0::3], raw[1::3], raw[2::3], strict=True)
    counts = Counter(_named(pixel) for pixel in pixels).most_common(3)
    return tuple(name for place, (name, times) in enumerate(counts) if place == 0 or times >= MAIN * 48 * 48)


@lru_cache(maxsize=65_536)
def _named(pixel: tuple[int, int, int]) -> str:
    def distance(name: str) -> int:
        return sum((one - other) ** 2 for one, other in zip(pixel, COLOURS[name], strict=True))

    return min(COLOURS, key=distance)
