"""Tool-call ids as the service wants them: nine letters or digits (observed refusal 3280, invalid_function_call)."""

import hashlib
import re
from typing import Final

LENGTH: Final = 9
_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FITTING: Final = re.compile(r"[a-zA-Z0-9]{9}")


def fitting(call_id: str) -> str:
    """The id itself if it will do, otherwise one made from it: always the same, so that call and result still match."""
    return call_id if _FITTING.fullmatch(call_id) else made_from(call_id)


def made_from(seed: str) -> str:
    number = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "replace")).digest())
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(_BASE62))
        letters.append(_BASE62[rest])
    return "".join(letters)
