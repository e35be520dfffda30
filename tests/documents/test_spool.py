import hashlib
from pathlib import Path

import pytest

from bot.core.errors import FileRefused, Gone
from bot.documents.spool import place, spooled
from tests.documents.fakes import Upload


async def test_the_bytes_arrive_counted_and_hashed(tmp_path: Path) -> None:
    upload = Upload(bytes(range(256)) * 20_000)

    file = await spooled(upload.source, tmp_path / "a", most=10_000_000)

    assert (file.size, file.sha256) == (5_120_000, hashlib.sha256(upload.data).hexdigest())
    assert file.path.read_bytes() == upload.data


async def test_a_file_that_claims_to_be_too_large_is_not_fetched(tmp_path: Path) -> None:
    upload = Upload(b"x", size=51 * 2**20)

    with pytest.raises(FileRefused, match=r"^report\.pdf is larger than the 50 MB that I take; please send"):
        await spooled(upload.source, tmp_path / "a", most=50 * 2**20)

    assert upload.fetched == 0


async def test_a_file_that_turns_out_too_large_is_broken_off(tmp_path: Path) -> None:
    upload = Upload(bytes(8 * 2**20), size=10)

    with pytest.raises(FileRefused, match="larger than the 2 MB"):
        await spooled(upload.source, tmp_path / "a", most=2 * 2**20)

    assert upload.closed == 1  # the connection is given back
    assert (tmp_path / "a").stat().st_size <= 2 * 2**20


async def test_what_is_put_at_a_place_is_gone_afterwards(tmp_path: Path) -> None:
    upload = Upload(b"data")
    async with place(tmp_path) as path:
        await spooled(upload.source, path, most=100)
        assert _names(tmp_path) == [path.name]

    upload.gone = Gone("deleted")
    with pytest.raises(Gone):
        async with place(tmp_path) as path:
            await spooled(upload.source, path, most=100)

    assert _names(tmp_path) == []


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
