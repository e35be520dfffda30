from typing import Any

import pytest
from hypothesis import given, strategies as st

from adapters.slack.refusals import NotOffered, StillStreaming, StreamClosed, Unclear, translated
from bot.core.errors import Gone, NotAllowed, PlatformFailed, RateLimited
from tests.adapters.slack.test_payload import JSON


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ratelimited", RateLimited),
        ("message_not_in_streaming_state", StreamClosed),
        ("stopped_by_user", StreamClosed),
        ("streaming_state_conflict", StillStreaming),
        ("feature_not_enabled", NotOffered),
        ("channel_type_not_supported", NotOffered),
        ("channel_not_found", Gone),
        ("message_not_found", Gone),
        ("not_in_channel", NotAllowed),
        ("invalid_auth", NotAllowed),
        ("restricted_action_read_only_channel", NotAllowed),
        ("internal_error", Unclear),
        ("msg_too_long", PlatformFailed),
    ],
)
def test_each_refusal_has_its_error(code: str, kind: type[PlatformFailed]) -> None:
    assert type(translated("chat.update", 200, {"ok": False, "error": code})) is kind


def test_a_missing_scope_is_named_to_the_person() -> None:
    error = translated("users.info", 200, {"error": "missing_scope", "needed": "users:read"})
    assert isinstance(error, NotAllowed)
    assert "users:read" in error.notice


def test_only_what_the_whole_workspace_lacks_is_lacking_everywhere() -> None:
    for code, everywhere in (("feature_not_enabled", True), ("channel_type_not_supported", False)):
        error = translated("chat.startStream", 200, {"error": code})
        assert isinstance(error, NotOffered)
        assert error.everywhere is everywhere


def test_the_status_counts_where_there_is_no_body() -> None:
    assert isinstance(translated("x", 503, "busy"), Unclear)
    limited = translated("x", 429, {}, 7.0)
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == 7.0


def test_what_slack_says_besides_is_logged() -> None:
    body = {"error": "invalid_blocks", "response_metadata": {"messages": ["[ERROR] no more than 50 items"]}}
    assert "no more than 50 items" in str(translated("x", 200, body))


@given(st.integers(0, 599), JSON)
def test_any_answer_is_translated(status: int, body: Any) -> None:
    assert isinstance(translated("x", status, body), PlatformFailed)
    assert isinstance(translated("x", status, {"response_metadata": body}), PlatformFailed)
