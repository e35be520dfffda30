"""Refusals, and the shapes of body in which the API has been seen to put them.

====================== ======= ======================================================================================
shape                  status  body
====================== ======= ======================================================================================
object                 400 429 {"object":"error","message","type","param":null,"code":"3230","raw_status_code":400}
object_old             400     the same without raw_status_code, and code null
detail                 422 4xx {"detail": [...]} for 422; {"detail": "Unauthorized"} 401, "Not Found" 404
detail_in_message      422     {"object":"error","message":{"detail":[...]},"type":"invalid_request_error","code":null}
detail_and_message     422     {"object":"Error","detail":[...],"message":[...],"type","code":3001}
gateway                401 404 {"message":"Unauthorized","request_id":"..."}
message                429     {"message":"Requests rate limit exceeded"}
guardrail              403     {"error":{"message","status"},"guardrails":{"results":{...}}}
guardrail_broken       403     {"object":"Error","message":"Request blocked due to error in guardrail evaluation"}
====================== ======= ======================================================================================
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Detail = list[dict[str, Any]]
ARGUMENTS = "invalid_request_invalid_args"


@dataclass
class Refusal(Exception):
    """Raised anywhere below the gate; the gate turns it into the answer."""

    status: int
    message: str
    type: str = "invalid_request_error"
    code: str | None = None
    detail: Detail = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""  # of its body, where that is not the usual one for its status

    def summary(self) -> str:
        """What the log of calls keeps of it."""
        if self.detail:
            return " ".join([str(self.detail[0]["type"]), *map(str, self.detail[0]["loc"])])
        return f"{self.code or ''} {self.type}: {self.message}".strip()


def arguments(message: str) -> Refusal:
    """400 with the generic code 3051: image, effort, prompt mode, context overflow."""
    return Refusal(400, message, ARGUMENTS, "3051")


def unprocessable(detail: Detail) -> Refusal:
    return Refusal(422, "Unprocessable Entity", detail=detail)


def misfit(kind: str, loc: tuple[str | int, ...], message: str, value: Any) -> Refusal:
    """422 about one place in the body, in the words of the validator behind the API (pydantic)."""
    return unprocessable([{"type": kind, "loc": ["body", *loc], "msg": message, "input": value}])


def _object(refusal: Refusal, _id: str) -> dict[str, Any]:
    return _object_old(refusal, _id) | {"code": refusal.code, "raw_status_code": refusal.status}


def _object_old(refusal: Refusal, _id: str) -> dict[str, Any]:
    return {"object": "error", "message": refusal.message, "type": refusal.type, "param": None, "code": None}


def _detail(refusal: Refusal, _id: str) -> dict[str, Any]:
    return {"detail": refusal.detail or refusal.message}


def _detail_in_message(refusal: Refusal, _id: str) -> dict[str, Any]:
    return _object_old(refusal, _id) | {"message": _detail(refusal, _id)}


def _detail_and_message(refusal: Refusal, _id: str) -> dict[str, Any]:
    said = refusal.detail or refusal.message
    return {"object": "Error", "detail": said, "message": said, "type": refusal.type, "code": 3001}


def _gateway(refusal: Refusal, request_id: str) -> dict[str, Any]:
    return {"message": refusal.message, "request_id": request_id.replace("-", "")}


def _message(_refusal: Refusal, _id: str) -> dict[str, Any]:
    return {"message": "Requests rate limit exceeded"}


def _guardrail(refusal: Refusal, _id: str) -> dict[str, Any]:
    return {"error": {"message": refusal.message, "status": refusal.status}, "guardrails": {"results": {}}}


def _guardrail_broken(_refusal: Refusal, _id: str) -> dict[str, Any]:
    return {"object": "Error", "message": "Request blocked due to error in guardrail evaluation"}


# The body that each shape makes, and the status under which it has been seen first.
SHAPES: dict[str, tuple[int, Callable[[Refusal, str], dict[str, Any]]]] = {
    "object": (400, _object),
    "object_old": (400, _object_old),
    "detail": (422, _detail),
    "detail_in_message": (422, _detail_in_message),
    "detail_and_message": (422, _detail_and_message),
    "gateway": (401, _gateway),
    "message": (429, _message),
    "guardrail": (403, _guardrail),
    "guardrail_broken": (403, _guardrail_broken),
}
USUAL = {401: "detail", 404: "detail", 422: "detail", 403: "guardrail"}


def body_of(refusal: Refusal, shape: str, request_id: str) -> dict[str, Any]:
    """The body in the named shape; without a name, in the one usual for its status and code today."""
    if not shape:
        shape = "object" if refusal.code else USUAL.get(refusal.status, "object")
    return SHAPES[shape][1](refusal, request_id)


def example(shape: str, with_: Mapping[str, Any]) -> Refusal:
    """A refusal to show a shape with, when the request itself gave no reason for one."""
    status = int(with_.get("status", SHAPES[shape][0]))
    message, kind, code = {
        400: ("Invalid request", "invalid_request_error", None),
        401: ("Unauthorized", "unauthorized", None),
        403: ("Content blocked by guardrail", "guardrail", None),
        404: ("Not Found", "not_found", None),
        429: ("Rate limit exceeded", "rate_limited", "1300"),
        503: ("Service unavailable.", "unreachable_backend", "1100"),
    }.get(status, ("Internal server error", "internal_server_error", "1000"))
    if status == 422:
        return misfit("value_error", ("messages",), "Value error, refused by a planned fault", None)
    return Refusal(status, with_.get("message", message), with_.get("type", kind), with_.get("code", code))
