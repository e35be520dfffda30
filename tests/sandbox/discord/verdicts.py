"""Reading Discord's refusals."""

from typing import Any

import httpx


def verdict(response: httpx.Response) -> tuple[int, int]:
    """HTTP status and error code."""
    return response.status_code, int(response.json()["code"])


def complaints(response: httpx.Response) -> dict[str, str]:
    """The fields at fault, as dotted paths, each with its code; the answer must be a form error."""
    assert verdict(response) == (400, 50035)
    return _flat(response.json()["errors"], "")


def _flat(errors: dict[str, Any], path: str) -> dict[str, str]:
    found = {}
    for key, inner in errors.items():
        if key == "_errors":
            found[path] = str(inner[0]["code"])
        else:
            found |= _flat(inner, f"{path}.{key}".strip("."))
    return found
