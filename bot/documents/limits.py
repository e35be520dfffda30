"""How much of a file is taken on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`files` is for one message, `pages` for one file; `unpacked_bytes` is what a packed file may hold in all."""

    file_bytes: int = 50 * 2**20
    files: int = 10
    pages: int = 1000
    pixels: int = 100_000_000
    unpacked_bytes: int = 200 * 2**20
    text_chars: int = 2_000_000
