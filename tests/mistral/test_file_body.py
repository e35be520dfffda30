import base64
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from bot.mistral.file_body import HOLE, PIECE, FileBody

BODY = {"model": "x", "document": {"type": "document_url", "document_url": f"data:application/pdf;base64,{HOLE}"}}


async def sent(body: FileBody) -> bytes:
    return b"".join([piece async for piece in body.pieces()])


@given(st.binary(max_size=20))
@example(b"")
@example(bytes(PIECE))
@example(bytes(PIECE * 2 + 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
async def test_file_arrives_as_it_is_and_as_long_as_was_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)

    body = FileBody.around(BODY, path, len(data))
    whole = await sent(body)

    url = json.loads(whole)["document"]["document_url"]
    assert base64.b64decode(url.removeprefix("data:application/pdf;base64,"), validate=True) == data
    assert len(whole) == body.length


async def test_no_piece_is_large(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(3_000_000))

    pieces = [piece async for piece in FileBody.around(BODY, path, 3_000_000).pieces()]

    assert max(map(len, pieces)) == PIECE * 4 // 3


async def test_body_can_be_sent_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"wind")
    body = FileBody.around(BODY, path, 4)

    assert await sent(body) == await sent(body)


def test_body_without_a_place_for_the_file_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no place"):
        FileBody.around({"model": "x"}, tmp_path / "file", 0)
