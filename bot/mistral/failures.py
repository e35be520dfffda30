"""Refusals and lost connections of the service, as our errors: the log gets the cause, a person one sentence.

a prompt longer than the window     WindowOverflow     with both numbers
429 with a limit of zero            ModelRefused       the key has no allowance for the model
429, 5xx, no connection             ModelUnavailable   may be tried again
more in one batch than is taken     BatchTooLarge      a `ModelRefused`: half of it may be taken
401, 403, 404, invalid_model, ...   ModelRefused       the key, a guardrail, the address, the model, the request
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

import httpx

from bot.core.errors import ModelFailed, ModelRefused, ModelUnavailable, WindowOverflow
from bot.mistral import notices
from bot.mistral.complaint import Complaint, read_complaint
from bot.mistral.headers import allowance, request_id, retry_after

BATCH: Final = "3210"  # invalid_request_prompt: "split into more batches"
CAPACITY: Final = "3505"  # service_tier_capacity_exceeded: a 429 that does not end with the minute
CAPACITY_SECONDS: Final = 4.0
_TOO_LONG: Final = frozenset({400, 413, 422})  # the statuses under which an overflow has been seen
_OF_CONTENT: Final = frozenset({400, 413, 415, 422})  # the statuses under which files have been refused
_OVERFLOW: Final = re.compile(
    r"too large for model with|context too long|maximum context length|input too large|couldn't fit with truncation"
    r"|prompt is too long|model_context_exceeded|prompt_too_long",
    re.IGNORECASE,
)
_HELD: Final = re.compile(r"contains (\d+) tokens", re.IGNORECASE)
_LIMIT: Final = re.compile(r"with (\d+) maximum context|maximum context length (?:of|is) (\d+)", re.IGNORECASE)


class BatchTooLarge(ModelRefused):
    """A request for several texts at once has too many of them, or they are too long together."""


def failure(status: int, headers: Mapping[str, str], body: bytes, *, model: str, now: float) -> ModelFailed:
    """The error for an answer that is not a success; `now` is in seconds since the epoch."""
    complaint = read_complaint(body)
    identity = request_id(headers) or complaint.request_id
    message = f"Mistral answered {status}: {_words(complaint, headers, body)}"
    if status == HTTPStatus.TOO_MANY_REQUESTS and allowance(headers).none_at_all:
        notice = notices.NO_ALLOWANCE.format(model=model)
        return ModelRefused(message, notice=notice, request_id=identity, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wait = retry_after(headers, now)
        if wait is None and complaint.code == CAPACITY:
            wait = CAPACITY_SECONDS
        notice = notices.busy(status, wait)
        return ModelUnavailable(message, notice=notice, request_id=identity, status=status, retry_after=wait)
    if status in _TOO_LONG and _OVERFLOW.search(complaint.message):
        return _overflow(message, complaint.message, identity)
    if complaint.code == BATCH or "more batches" in complaint.message or "tokens in batch" in complaint.message:
        return BatchTooLarge(message, request_id=identity, status=status)
    notice = notices.refused(status, complaint, model)
    return ModelRefused(message, notice=notice, request_id=identity, status=status)


@contextmanager
def about_file(notice: str) -> Iterator[None]:
    """Let a refusal of what was sent, for which there is no better sentence, end as `notice`."""
    try:
        yield
    except ModelRefused as error:
        if error.status in _OF_CONTENT and error.notice == ModelRefused.notice:
            error.notice = notice
        raise


def unreachable(error: httpx.HTTPError) -> ModelFailed:
    """The error for a request to which no answer came."""
    message = f"Mistral is out of reach: {type(error).__name__} {error}".rstrip()
    if isinstance(error, httpx.UnsupportedProtocol):
        return ModelRefused(message, notice=notices.ADDRESS)
    if isinstance(error, httpx.LocalProtocolError):  # a line break in the key: it cannot be sent at all
        return ModelRefused("The API key cannot be put into a header", notice=notices.KEY)
    return ModelUnavailable(message)


def _words(complaint: Complaint, headers: Mapping[str, str], body: bytes) -> str:
    if not complaint.message:
        return f"{len(body)} bytes of {headers.get('content-type') or 'no type'}"
    kind = " ".join(word for word in (complaint.type, complaint.code) if word)
    return f"{complaint.message} [{kind}]" if kind else complaint.message


def _overflow(message: str, said: str, identity: str) -> WindowOverflow:
    """Zero stands for a number that was not said."""
    held, limit = _HELD.search(said), _LIMIT.search(said)
    return WindowOverflow(
        message,
        tokens=int(held[1]) if held else 0,
        limit=int(limit[1] or limit[2]) if limit else 0,
        request_id=identity,
    )
