"""The bodies of the calls that post, judged by the loopback Slack's own limits."""

from hypothesis import given, settings, strategies as st

from adapters.slack.compose import Mark, Sheet, blocks, post, start, update, whisper
from adapters.slack.outgoing import safe
from adapters.slack.place import Place, place_of
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.compose import read_content, read_update
from deploy.sandbox.slack.content import Content
from tests.adapters.slack.rig import ANA, GENERAL, TEAM, Rig, invoked

PLACE = Place(GENERAL, "1.1", ANA, "Ana", TEAM)
MARK = Mark("turn-1", 3)


@given(st.text(max_size=300), st.text(max_size=300), st.integers(1, 30))
@settings(max_examples=100)
def test_whatever_it_says_slack_takes_it(words: str, footer: str, times: int) -> None:
    sheet = Sheet(safe(words * times)[:11_000], words * times, footer * times)
    for body in (post(PLACE, sheet, MARK), whisper(PLACE, sheet)):
        assert read_content(Arguments(body)).visible() is not None
    assert read_update(Arguments(update(PLACE, "1.2", sheet, MARK)), Content()).blocks


def test_a_message_says_whose_it_is_and_unfolds_no_links() -> None:
    body = post(PLACE, Sheet("a", "a"), MARK)
    assert body["metadata"] == {"event_type": "galerne_turn", "event_payload": {"key": "turn-1", "part": 3}}
    assert body["unfurl_links"] is body["unfurl_media"] is False
    assert body["thread_ts"] == "1.1"
    assert post(Place(GENERAL, "", ANA, "Ana", TEAM), Sheet("a", "a"), MARK)["thread_ts"] is None


def test_a_message_without_a_word_is_still_one() -> None:
    assert blocks(Sheet("", "")) == [{"type": "markdown", "text": "…"}]
    assert [block["type"] for block in blocks(Sheet("", "", "footer"))] == ["context"]


def test_a_footer_means_nothing_but_itself() -> None:
    [block] = blocks(Sheet("", "", "<!here> & *x*"))
    assert block["elements"][0]["text"] == "&lt;!here&gt; &amp; *x*"


def test_a_stream_is_for_one_person() -> None:
    body = start(PLACE, "hello")
    assert (body["recipient_user_id"], body["recipient_team_id"]) == (ANA, TEAM)


async def test_an_answer_goes_where_its_question_came_from(rig: Rig) -> None:
    asked = rig.asked()
    place = place_of(asked)
    assert (place.channel, place.thread, place.since, place.asker) == (
        GENERAL,
        asked.said.message_id,
        asked.said.message_id,
        ANA,
    )
    typed = place_of(invoked(line=""))
    assert (typed.thread, typed.line, typed.name) == ("", "/ask", "Ana")
