"""What an answer cites of a search is checked against what the search has found."""

import pytest

from bot.core.citing import cited, harmless, highest, hits_of
from bot.core.messages import ToolCall
from bot.core.records import Step, ToolFinished

HOME = "https://acme.slack.com/archives/C1"
RESULT = f"""Searched this channel.
[1] Ana, Mon 16 Nov 2026 09:14, {HOME}/p1
    We launch on 4 June.
[2] Bao, Mon 16 Nov 2026 09:15, {HOME}/p2?thread_ts=1.0&cid=C1
    [7] is no hit: {HOME}/p7"""


def searched(text: str = RESULT, name: str = "search_channel", *, failed: bool = False) -> Step:
    return ToolFinished(ToolCall("abcdefghi", name, "{}"), text, failed)


FRAMED = "[from messages that others wrote]:\n" + "\n".join(f"  {line}" for line in RESULT.splitlines())


def check(text: str, *shown: str, steps: tuple[Step, ...] = (searched(),)) -> str:
    return cited(text, steps, shown)


def test_numbers_of_hits_become_links_and_others_stay_words() -> None:
    assert check("On 4 June [1], with cake [3].") == f"On 4 June [1]({HOME}/p1), with cake [3]."


def test_hits_are_known_in_the_frame_of_other_peoples_words() -> None:
    assert (
        hits_of([searched(FRAMED)]) == hits_of([searched()]) == {1: f"{HOME}/p1", 2: f"{HOME}/p2?thread_ts=1.0&cid=C1"}
    )


def test_links_that_were_found_stay_as_they_were_written() -> None:
    text = f"[1]({HOME}/p1) and [Bao]({HOME}/p2?thread_ts=1.0&cid=C1) and {HOME}/p1"
    assert check(text) == text


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"See [Ana said]({HOME}/p9).", "See Ana said."),
        (f"See [1]({HOME}/p9).", f"See [1]({HOME}/p1)."),
        (f"See {HOME}/p9.", "See (a link I did not read)."),
    ],
)
def test_a_link_to_a_message_that_was_not_found_goes(written: str, left: str) -> None:
    assert check(written) == left


def test_links_that_lead_to_no_message_stay() -> None:
    text = "See [the docs](https://docs.python.org/3/) and https://acme.example/plan."
    assert check(text) == text


def test_a_link_to_a_message_that_a_hit_or_somebody_quotes_is_no_source() -> None:
    assert check(f"See [it]({HOME}/p7).") == "See it."
    assert check(f"See [it]({HOME}/p8).", f"what of {HOME}/p8 ?") == "See it."


def test_code_stays_as_it_is() -> None:
    assert check("`items[1]` and\n\n```\nrows[2]\n```\n") == "`items[1]` and\n\n```\nrows[2]\n```\n"


def test_without_a_search_nothing_is_touched() -> None:
    text = f"See [it]({HOME}/p9) [1]."
    assert check(text, steps=()) == text
    assert check(text, steps=(searched(name="calculate"),)) == text
    assert check(text, steps=(searched(failed=True),)) == text
    assert check(text, steps=(searched("Nothing was found."),)) == text


def test_numbers_go_on_where_an_earlier_attempt_stopped() -> None:
    assert highest(()) == 0
    assert highest((searched(), searched(f"[12] Ana, {HOME}/p12"))) == 12


def test_numbers_in_peoples_words_cannot_imitate_those_of_hits() -> None:
    assert harmless("as [1] says, [see 2] [3, 4]") == "as (1) says, [see 2] (3, 4)"
