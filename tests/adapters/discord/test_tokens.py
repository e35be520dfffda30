import pytest
from hypothesis import given, strategies as st

from adapters.discord.tokens import resolved, without_mention
from tests.adapters.discord.samples import ANA, CHANNEL, CREW, ME, OWN_ROLE, viewpoint

NAMES = {ANA: "Ana"}


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (f"ask <@{ANA}> and <@!{ANA}>", "ask @Ana and @Ana"),
        ("ask <@123>", "ask <@123>"),
        (f"in <#{CHANNEL}>, not <#9>", "in #launch, not <#9>"),
        (f"the <@&{CREW}> knows", "the @crew knows"),
        ("<:party:1> <a:dance:2>", ":party: :dance:"),
        ("use </model set:5>", "use /model set"),
        ("at <t:1700000000:R> or <t:1700000000>", "at 2023-11-14 22:13 UTC or 2023-11-14 22:13 UTC"),
        ("at <t:999999999999>", "at <t:999999999999>"),
        ("a < b > c <b>", "a < b > c <b>"),
    ],
)
def test_tokens_are_read_as_a_person_sees_them(written: str, seen: str) -> None:
    assert resolved(written, NAMES, viewpoint().places) == seen


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"<@{ME}> hi", "hi"),
        (f"hi <@!{ME}>", "hi"),
        (f"say <@{ME}> what?", "say what?"),
        (f"say <@{ME}>, what?", "say, what?"),
        (f"<@&{OWN_ROLE}> hi", "hi"),
        (f"<@{ME}>", ""),
        (f"<@{ANA}> and <@{ME}>", f"<@{ANA}> and"),
        (f"one\n<@{ME}> two\nthree", "one\ntwo\nthree"),
        (f"hey<@{ME}>you", "hey you"),
    ],
)
def test_the_bots_own_mention_is_taken_out(written: str, left: str) -> None:
    assert without_mention(written, ME, viewpoint().places) == left


@given(st.text(alphabet="<@!&#:>/at 0123456789\n"))
def test_any_text_can_be_read(written: str) -> None:
    places = viewpoint().places
    assert isinstance(resolved(without_mention(written, ME, places), NAMES, places), str)
