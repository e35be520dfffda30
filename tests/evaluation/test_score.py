"""The score of a summary."""

from bot.summaries.sources import Checked
from tests.evaluation.cases import Case, Expected
from tests.evaluation.conversations import proxied
from tests.evaluation.score import scored
from tests.summaries.talk import ANA, BAO, message

HEARD = (message(1, ANA, "We launch on Friday at 9."), message(2, BAO, "Who buys the cake?"), message(3, ANA, "Me."))
CASE = Case("launch", lambda: list(HEARD), (Expected(("launch", "friday"), "Friday at 9"), Expected(("cake",), "cake")))


def test_a_point_counts_if_it_says_it_and_well_if_its_link_leads_there() -> None:
    said = ("Launch is on Friday ([1](https://x/1))", "Ana buys the cake ([2](https://x/3))", "Nothing (no source)")
    text = "\n- ".join(["**Decisions**", *said])
    score = scored(CASE, HEARD, Checked(text, cited=(1, 3), unknown=4, points=3, unsourced=1), 2)
    assert (score.covered, score.well_cited, score.expected) == (2, 1, 2)
    assert (score.points, score.sourced, score.links, score.unknown, score.requests) == (3, 2, 2, 4, 2)
    assert score.unrelated == 1, "the cake's link leads to a message with none of its words"
    assert score.speakers == 0.5


def test_what_is_said_on_no_line_is_not_covered() -> None:
    text = "- Launch ([1](https://x/1))\n- Friday ([1](https://x/1))"
    score = scored(CASE, HEARD, Checked(text, cited=(1,), unknown=0, points=2, unsourced=0), 1)
    assert (score.covered, score.well_cited) == (0, 0)


def test_a_log_over_new_year_goes_on_and_signs_of_the_server_are_no_text() -> None:
    log = (
        "[31 Dec 23:59] <ana!n=a@x> +soon\n[31 Dec 23:59] *** gone\n[1 Jan 00:01] * bao cheers\n[1 Jan 00:02] <ana> now"
    )
    rows = list(proxied(log))
    assert [row[1:] for row in rows] == [("ana", "soon"), ("bao", "cheers"), ("ana", "now")]
    assert rows[1][0] - rows[0][0] == 120
