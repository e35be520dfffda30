from hypothesis import given, strategies as st

from adapters.discord.payload import EPHEMERAL, SUPPRESS_EMBEDS, message_body


@given(st.text())
def test_no_body_lets_anyone_be_notified(content: str) -> None:
    assert message_body(content)["allowed_mentions"] == {"parse": [], "replied_user": False}


def test_flags_are_sent_only_where_they_switch_something_on() -> None:
    assert "flags" not in message_body("see the wiki")
    assert message_body("see https://a.example")["flags"] == SUPPRESS_EMBEDS
    assert message_body("psst", private=True)["flags"] == EPHEMERAL


def test_a_reply_survives_the_deletion_of_its_question() -> None:
    reference = message_body("yes", reply_to=("1", "2"))["message_reference"]
    assert reference == {"channel_id": "1", "message_id": "2", "fail_if_not_exists": False}


def test_a_nonce_is_always_enforced() -> None:
    body = message_body("yes", nonce="turn-1-0")
    assert (body["nonce"], body["enforce_nonce"]) == ("turn-1-0", True)
    assert "enforce_nonce" not in message_body("yes")
