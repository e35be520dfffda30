"""Discord's own OpenAPI description as a judge of what passes over the wire.

Known misfits of the description: ids may come as numbers where it wants text, content may be 4,000 long where a bot
has 2,000, and the codes of single form errors are words where it wants numbers.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from deploy.sandbox.discord.rest.door import API
from deploy.sandbox.http import Handler

SPEC = Path(__file__).parents[4] / "shared" / "reference" / "discord-openapi.json"
NAME = "urn:discord"


@cache
def spec() -> dict[str, Any]:
    return dict(json.loads(SPEC.read_text())) if SPEC.exists() else {}


def skip_without_spec() -> None:
    if not SPEC.exists():
        pytest.skip("shared reference is not here")


@cache
def registry() -> "Registry[Any]":
    resource = Resource.from_contents(spec(), default_specification=DRAFT202012)
    found: Registry[Any] = Registry().with_resource(NAME, resource)
    return found


@cache
def validator(*steps: str) -> Draft202012Validator:
    """Of the schema at that place in the description."""
    pointer = "/".join(quote(step.replace("~", "~0").replace("/", "~1"), safe="~") for step in steps)
    return Draft202012Validator({"$ref": f"{NAME}#/{pointer}"}, registry=registry())


@cache
def paths() -> list[tuple[re.Pattern[str], str]]:
    """Fixed words go before parameters, as in "messages/@original"."""
    templates = sorted(spec().get("paths", {}), key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in templates]


class Judge:
    """Notes every request of discord.py and every answer of the service that the description does not allow."""

    def __init__(self) -> None:
        self.requests: list[str] = []  # judged, by operation
        self.answers: list[str] = []
        self.violations: list[str] = []

    @property
    def middleware(self) -> Any:
        @web.middleware
        async def judge(request: web.Request, handler: Handler) -> web.StreamResponse:
            path = request.path.removeprefix(API)
            template = next((name for pattern, name in paths() if pattern.fullmatch(path)), "")
            operation = spec().get("paths", {}).get(template, {}).get(request.method.lower())
            if operation is None:
                return await handler(request)
            if "discord.py" in request.headers.get("User-Agent", "") and request.content_type == "application/json":
                await self._judge_request(template, request)
            response = await handler(request)
            if isinstance(response, web.Response) and response.status < 500:
                self._judge_answer(template, request.method.lower(), operation, response)
            return response

        return judge

    async def _judge_request(self, template: str, request: web.Request) -> None:
        method = request.method.lower()
        steps = ("paths", template, method, "requestBody", "content", "application/json", "schema")
        body = _text_ids(json.loads(await request.read() or b"null"))
        self.requests.append(f"{method} {template}")
        self._note(f"{method} {template} asks", validator(*steps), body)

    def _judge_answer(self, template: str, method: str, operation: dict[str, Any], answer: web.Response) -> None:
        responses = operation["responses"]
        status = str(answer.status) if str(answer.status) in responses else f"{str(answer.status)[0]}XX"
        what = f"{method} {template} answers {answer.status}"
        if status not in responses:
            self.violations.append(f"{what}: there is no such answer")
            return
        named = responses[status].get("$ref", "").split("/")[-1]
        steps = ("components", "responses", named) if named else ("paths", template, method, "responses", status)
        self.answers.append(what)
        if answer.status != 204:
            body = json.loads(answer.body) if isinstance(answer.body, bytes) else None
            self._note(what, validator(*steps, "content", "application/json", "schema"), _numbered_errors(body))

    def _note(self, what: str, schema: Draft202012Validator, body: Any) -> None:
        for error in schema.iter_errors(body):
            deepest = max(_all(error), key=lambda one: len(one.absolute_path))
            self.violations.append(f"{what}: {deepest.json_path} {deepest.message[:300]}")


def _all(error: Any) -> list[Any]:
    return [error, *(inner for cause in error.context for inner in _all(cause))]


def _text_ids(body: Any) -> Any:
    """discord.py sends some ids as numbers, those of a message reference for one."""
    if not isinstance(body, dict):
        return body
    ids = {key: str(value) for key, value in body.items() if key.endswith("_id") and isinstance(value, int)}
    inner = {key: _text_ids(value) for key, value in body.items() if isinstance(value, dict)}
    return body | inner | ids


def _numbered_errors(body: Any) -> Any:
    if isinstance(body, list):
        return [_numbered_errors(one) for one in body]
    if not isinstance(body, dict):
        return body
    if "_errors" in body:
        return {"_errors": [one | {"code": 0} for one in body["_errors"]]}
    return {key: _numbered_errors(value) for key, value in body.items()}
