"""Where a request says that a document or a picture is: a data URI, an uploaded file, or its signed address.

The sandbox fetches nothing, so every other address fails as one that cannot be reached.
"""

import base64
import binascii
import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from deploy.sandbox.mistral.refusals import Refusal, misfit
from deploy.sandbox.mistral.state import State

DATA = re.compile(r"data:(?P<media>[\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+=[^;,]*)*;base64,")
SIGNED = re.compile(r"https?://[^/]+/signed/[0-9a-f-]{36}\?")
SHOWN = 80  # characters of an address that a refusal repeats
DOCUMENT = (
    "Document content must be a URL (starting with 'https') or base64 encoded document "
    "(starting with 'data:application/<format>;base64,<document-base64>')"
)
IMAGE = (
    "Image content must be a URL (starting with 'https') or base64 encoded image "
    "(starting with 'data:image/<format>;base64,<image-base64>')"
)


class Content(NamedTuple):
    data: bytes
    name: str = ""
    media: str = ""


def document_at(state: State, address: str) -> Content:
    """What a `document_url` leads to: 422 for what is no address of a document, 400 for one that leads nowhere."""
    return _at(state, address, ("application/", "text/"), DOCUMENT)


def image_at(state: State, address: str) -> Content:
    return _at(state, address, ("image/",), IMAGE)


def uploaded(state: State, file_id: str) -> Content:
    """The file of a `file_id`; 404 for one that is not there, or no longer."""
    found = state.files.find(file_id)
    if found is None:
        raise Refusal(404, f"File {file_id} was not found")
    return Content(found.data, found.filename, found.media)


def data_of(address: str) -> Content | None:
    """What a data URI holds; `None` for anything else, and for one whose base64 is wrong."""
    if (found := DATA.match(address)) is None:
        return None
    try:
        return Content(base64.b64decode(address[found.end() :], validate=True), media=found["media"] or "")
    except binascii.Error:
        return None


def _at(state: State, address: str, medias: tuple[str, ...], message: str) -> Content:
    if SIGNED.match(address):
        return _signed(state, address)
    found = DATA.match(address)
    if found is not None and (found["media"] or "").startswith(medias):
        content = data_of(address)
        if content is None or not content.data:
            raise _unreachable()
        return content
    if address.startswith("https://"):
        raise _unreachable()
    raise misfit("value_error", (), f"Value error, {message}Received: {address[:SHOWN]}", address[:SHOWN])


def _signed(state: State, address: str) -> Content:
    query = parse_qs(urlsplit(address).query)
    file_id = urlsplit(address).path.rpartition("/")[2]
    found = state.files.opened(file_id, query.get("se", [""])[0], query.get("sig", [""])[0])
    if found is None:
        raise _unreachable()
    return Content(found.data, found.filename, found.media)


def _unreachable() -> Refusal:
    return Refusal(400, "Failed to fetch document", "invalid_request_file", "3310")
