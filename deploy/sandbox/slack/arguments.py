"""The arguments of a Web API call, from a JSON body, a form or the query, with their types checked."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from deploy.sandbox.slack.ids import is_ts
from deploy.sandbox.slack.refusals import Refused, malformed


class Arguments:
    """Reads arguments by name; an absent one and a null are the same. Wrong types are `invalid_arguments`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def has(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise malformed(f"must provide a string [json-pointer:/{name}]")
        return value

    def need(self, name: str) -> str:
        if not (value := self.text(name)):
            raise malformed(f"missing required field: {name}")
        return value

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name, default)
        try:
            return int(str(value))
        except ValueError:
            raise malformed(f"must provide a number [json-pointer:/{name}]") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"1", "true"}

    def items(self, name: str) -> list[Any] | None:
        """A list, as JSON or as a string of JSON; None if it was not given."""
        value = self._decoded(name)
        if value is not None and not isinstance(value, list):
            raise malformed(f"must provide an array [json-pointer:/{name}]")
        return value

    def record(self, name: str) -> dict[str, Any] | None:
        value = self._decoded(name)
        if value is not None and not isinstance(value, dict):
            raise malformed(f"must provide an object [json-pointer:/{name}]")
        return value

    def ts(self, name: str) -> str:
        """A timestamp that was given, or ""; `invalid_arguments` if it does not look like one."""
        value = self.text(name)
        if value and not is_ts(value):
            raise malformed(f"not a timestamp [json-pointer:/{name}]")
        return value

    def _decoded(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise malformed(f"not valid JSON [json-pointer:/{name}]") from None


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """Everything that came with the call. Raises `Refused` for a body that cannot be read."""
    values: dict[str, Any] = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return values
    if request.content_type == "application/json":
        return values | await _json(request)
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return values | dict(await request.post())
    raise Refused("invalid_post_type")


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body
