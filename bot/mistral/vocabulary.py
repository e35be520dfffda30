"""The tokenizer's vocabulary, packed into a file beside this one, and the encoder made from it.

Mistral's current models share the "tekken" vocabulary that ships with mistral-common; see NOTICE. The file is zlib over
the splitting pattern and the tokens in order of rank, each behind its length in bytes.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Protocol

VOCABULARY: Final = Path(__file__).with_name("vocabulary.bin")
_PATTERN_LENGTH_BYTES: Final = 2


class Encoder(Protocol):
    """Turns text into token ids; special tokens are only text to it."""

    def encode_ordinary(self, text: str) -> Sequence[int]: ...


def packed(pattern: str, tokens: Sequence[bytes]) -> bytes:
    """The file's content. Tokens are at most 255 bytes long."""
    head = pattern.encode()
    body = b"".join(bytes([len(token)]) + token for token in tokens)
    return zlib.compress(len(head).to_bytes(_PATTERN_LENGTH_BYTES, "little") + head + body, 9)


def unpacked(content: bytes) -> tuple[str, list[bytes]]:
    """The splitting pattern and the tokens in order of rank."""
    raw = zlib.decompress(content)
    at = _PATTERN_LENGTH_BYTES + int.from_bytes(raw[:_PATTERN_LENGTH_BYTES], "little")
    pattern = raw[_PATTERN_LENGTH_BYTES:at].decode()
    tokens = []
    while at < len(raw):
        end = at + 1 + raw[at]
        tokens.append(raw[at + 1 : end])
        at = end
    return pattern, tokens


@cache
def load_encoder(path: Path = VOCABULARY) -> Encoder:
    """About 0.2 s of work the first time, to be done off the event loop, and 40 MB held, which all callers share."""
    # The extension's own class, because tiktoken.Encoding keeps the ranks a second time: 18 MB more.
    from tiktoken._tiktoken import CoreBPE  # type: ignore[import-not-found]  # a compiled module without stubs

    pattern, tokens = unpacked(path.read_bytes())
    encoder: Encoder = CoreBPE({token: rank for rank, token in enumerate(tokens)}, {}, pattern)
    return encoder
