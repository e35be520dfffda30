"""Nothing that the model writes can notify anybody, and what it meant is still what is read."""

import pytest
from hypothesis import given, settings, strategies as st

from adapters.slack.outgoing import plain, safe, settled
from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.pings import pings

BITS = st.sampled_from(
    [
        *(
            "<!channel>",
            "<!here>",
            "<!everyone|x>",
            "<@U0BAO0001>",
            "<!subteam^S0TEAM>",
            "<!ch",
            "annel>",
            "<@U0BAO",
            "0001>",
        ),
        *("`", "``", "```", "```py\n", "~~~\n", "\n", "\n\n", "> ", "- ", "1. ", "# "),
        *("<", ">", "&", "&lt;", "&amp;", "!here>", "[a](", ")", "https://x.y/?a=1&b=2", "<https://a.b/c?d&e>", "|"),
        *(" ", "word ", "é", "日本", "👩‍👩‍👧", "\u202e", "*", "_", "~"),
    ]
)
TEXTS = st.lists(BITS, max_size=40).map("".join)


@given(TEXTS)
@settings(max_examples=300)
def test_no_text_pings_wherever_its_mentions_stand(text: str) -> None:
    assert pings(Content(safe(text), markdown=True)) == []
    assert pings(Content("x", blocks=[{"type": "markdown", "text": safe(text)}])) == []
    assert pings(Content(plain(text))) == []


@given(TEXTS)
@settings(max_examples=300)
def test_even_read_without_regard_to_code_no_mention_is_left(text: str) -> None:
    assert pings(Content(safe(text))) == []


@given(TEXTS)
@settings(max_examples=150)
def test_what_is_settled_stays_as_it_was_sent(text: str) -> None:
    whole = safe(text)
    for end in range(len(text) + 1):
        begun = text[:end]
        assert whole.startswith(safe(begun[: settled(begun)]))


@given(TEXTS)
@settings(max_examples=150)
def test_what_is_settled_only_grows(text: str) -> None:
    ends = [settled(text[:end]) for end in range(len(text) + 1)]
    assert all(end <= at for at, end in enumerate(ends))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c > d", "a &lt; b & c > d"),
        ("AT&T, &lt;b&gt;", "AT&T, &amp;lt;b&amp;gt;"),
        ("[a](https://x.y?a=1&b=2)", "[a](https://x.y?a=1&b=2)"),
        ("[a](https://x.y?a=1&lt;=2)", "[a](https://x.y?a=1&lt;=2)"),
        ("<https://x.y?a=1&b=2>", "<https://x.y?a=1&b=2>"),
        ("<https://x.y|<!here>>", "&lt;https://x.y|&lt;!here>>"),
        ("> quoted", "> quoted"),
        ("`a<b` and a<b", "`a<b` and a&lt;b"),
        ("`<!here>`", "`&lt;!here>`"),
        ("```html\n<!DOCTYPE html>\n```", "```html\n<!DOCTYPE html>\n```"),
        ("```\n<@U1> & <b>\n```\n<b>", "```\n&lt;@U1> & <b>\n```\n&lt;b>"),
        ("lone ` and <b>", "lone ` and &lt;b>"),
    ],
)
def test_what_is_escaped_and_what_is_not(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("word ", "word"),
        ("see <!he", "see"),
        ("see <https://x.y/lon", "see"),
        ("see `a<b", "see"),
        ("see `a`", "see"),
        ("see `a` b", "see `a` b"),
        ("R&am", "R"),
        ("```py\nif a <", "```py\nif a"),
        ("```py\nif a < b", "```py\nif a < b"),
    ],
)
def test_what_is_held_back(text: str, kept: str) -> None:
    assert text[: settled(text)] == kept


def test_a_notification_text_is_cut_without_tearing_an_entity() -> None:
    text = plain("<" * 5_000)
    assert len(text) <= 3_500
    assert text.endswith("&lt;…")


def test_hostile_text_takes_no_longer_than_it_is_long() -> None:
    for bit in ("<", "`", "``` ", "&lt;", "<http://", "``a`", "\n```"):
        text = bit * (100_000 // len(bit))
        safe(text)
        settled(text)
