"""Pictures as a request carries them."""

import base64
from typing import Final

from bot.core.documents import Picture
from bot.core.messages import ImagePart

MOST_IMAGES: Final = 8  # in one request (Mistral: vision)


def image_part(picture: Picture) -> ImagePart:
    """The picture within the request, as a data URI."""
    data = base64.b64encode(picture.data).decode()
    return ImagePart(f"data:{picture.media_type};base64,{data}", picture.width, picture.height)
