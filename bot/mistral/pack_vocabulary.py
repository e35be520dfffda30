"""Make `vocabulary.bin` from the tekken file that ships with mistral-common, a development dependency.

Run by a developer when Mistral publishes another vocabulary: `python -m bot.mistral.pack_vocabulary`.
"""

import base64
import importlib.util
import json
from pathlib import Path
from typing import Final

from bot.mistral.vocabulary import VOCABULARY, packed

SOURCE: Final = "data/tekken_240911.json"


def made() -> bytes:
    """What `vocabulary.bin` must hold: the tokens that models use, which are fewer than the file lists."""
    spec = importlib.util.find_spec("mistral_common")
    if spec is None or spec.origin is None:
        raise SystemExit("mistral-common is not installed: pip install --requirement requirements-dev.txt")
    model = json.loads((Path(spec.origin).parent / SOURCE).read_text(encoding="utf-8"))
    config = model["config"]
    used = config["default_vocab_size"] - config["default_num_special_tokens"]
    tokens = [base64.b64decode(entry["token_bytes"]) for entry in model["vocab"][:used]]
    return packed(config["pattern"], tokens)


if __name__ == "__main__":
    VOCABULARY.write_bytes(made())
