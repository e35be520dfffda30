"""Uploading a file once for each key, however often it is asked for and whatever is killed meanwhile.

A mark is kept before and after. In between the nonce protects for the minutes that Discord remembers it; an attempt
that finds the first mark only looks whether the file is there.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from adapters.discord.failures import TooLarge
from adapters.discord.payload import LONGEST_NONCE
from adapters.discord.surface import Surface
from adapters.discord.upload import Upload
from bot.core.documents import OutFile
from bot.core.errors import PlatformFailed
from bot.core.platform_ports import Outbox

log = logging.getLogger(__name__)

BEGUN: Final = "begun"
_LARGE: Final = (
    "{name} has {size:,.1f} MB and Discord takes at most {most:,.1f} MB here; please ask for less at a time."
)
_FAILED: Final = "I could not upload {name}: {why}"
_MB: Final = 1024 * 1024


async def attach_once(
    surface: Surface, outbox: Outbox, file: OutFile, key: str, root: Callable[[], Awaitable[str]]
) -> bool:
    """Upload a file below the message that `root` gives, unless this key's has been: False then.

    Raises `PlatformFailed` with a notice that names the file.
    """
    mark = outbox.uploads.get(key, "")
    if mark not in {"", BEGUN}:
        return False
    try:
        if len(file.data) > surface.largest:
            raise TooLarge(f"Discord: upload: {len(file.data)} bytes are more than {surface.largest}")
        below = await root()
        if not mark:
            await outbox.record_upload(key, BEGUN)
        known = frozenset(outbox.uploads.values())
        there = await surface.upload(Upload(file, below, _nonce(outbox.key, key), mark == BEGUN, known))
    except PlatformFailed as error:
        error.notice = _notice(error, file, surface.largest)
        raise
    await outbox.record_upload(key, there)
    return True


def _notice(error: PlatformFailed, file: OutFile, largest: int) -> str:
    if isinstance(error, TooLarge):
        return _LARGE.format(name=file.name, size=len(file.data) / _MB, most=largest / _MB)
    why = error.notice
    return _FAILED.format(name=file.name, why=why if why.startswith("I ") else f"{why[:1].lower()}{why[1:]}")


def _nonce(turn: str, key: str) -> str:
    return f"{turn}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"[:LONGEST_NONCE]
