"""What the service says when it refuses, read out of every shape of body in which it has been seen to say it.

====== ==============================================================================================================
422    {"detail": [{"type", "loc", "msg", "input"}]}, alone, inside "message", or beside "message"
401    {"detail": "Unauthorized"}, {"message": "Unauthorized", "request_id"}
403    {"error": {"message", "status"}, "guardrails": {...}}
others {"object": "error", "message", "type", "param", "code": "3230" or 3230 or null, "raw_status_code"}
5xx    any of these, or a page of HTML
====== ==============================================================================================================
"""

from dataclasses import dataclass
from typing import Any, Final

from bot.mistral.decoding import decoded

LONGEST: Final = 400  # characters of it that go into a log line


@dataclass(frozen=True, slots=True)
class Complaint:
    """`message` is for the log, and without what the request held; `guardrail` if a guardrail was at work."""

    message: str = ""
    type: str = ""
    code: str = ""
    request_id: str = ""
    guardrail: bool = False


def read_complaint(body: bytes) -> Complaint:
    """The complaint in the body of a refusal; one without a message if the body is no JSON object."""
    try:
        said = decoded(body)
    except ValueError:
        return Complaint()
    return complaint_of(said) if isinstance(said, dict) else Complaint()


def complaint_of(body: dict[str, Any]) -> Complaint:
    error = body.get("error")
    inner = error if isinstance(error, dict) else body
    said = _said(inner) or (error if isinstance(error, str) else "")
    return Complaint(
        message=said[:LONGEST],
        type=_word(inner.get("type")),
        code=_word(inner.get("code")),
        request_id=_word(body.get("request_id")),
        guardrail="guardrails" in body or "guardrail" in said.lower(),
    )


def _said(body: dict[str, Any]) -> str:
    """`detail` says where in the request the fault is, so it comes first."""
    for value in (body.get("detail"), body.get("message")):
        if isinstance(value, str):
            return value
        if isinstance(value, dict) and (said := _said(value)):
            return said
        if isinstance(value, list) and value:
            return "; ".join(_problem(each) for each in value)
    return ""


def _problem(problem: Any) -> str:
    """One problem of a 422: where and what. `input` repeats what people wrote, which is not for the log."""
    if not isinstance(problem, dict):
        return str(problem)
    place = problem.get("loc")
    where = ".".join(str(step) for step in place) if isinstance(place, list) else ""
    return f"{where}: {_word(problem.get('msg'))} ({_word(problem.get('type'))})"


def _word(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""
