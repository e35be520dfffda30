"""JSON as the service sends it, many times a second while it answers."""

import json
from typing import Any

from pydantic_core import from_json


def decoded(data: bytes) -> Any:
    """The value. Raises `ValueError` if the bytes are no JSON.

    Half of a surrogate pair, which some models write and no text may hold, becomes a question mark.
    """
    try:
        return from_json(data)  # three times as fast as the standard library, which knows what to do with halves
    except ValueError:
        try:
            whole = json.dumps(json.loads(data), ensure_ascii=False)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        return json.loads(whole.encode("utf-8", "replace"))
