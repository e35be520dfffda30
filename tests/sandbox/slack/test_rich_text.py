import pytest

from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.rich_text import rich_text, typed


@pytest.mark.parametrize(
    ("words", "wire"),
    [
        pytest.param("1 < 2 & 3", "1 &lt; 2 &amp; 3", id="escaped"),
        pytest.param("<@U1> see <#C1|general>", "<@U1> see <#C1|general>", id="tokens"),
        pytest.param("<!here> <!subteam^S1|@ops>", "<!here> <!subteam^S1|@ops>", id="broadcasts"),
        pytest.param("at https://x.org/?a=1 now", "at <https://x.org/?a=1> now", id="address"),
        pytest.param("<https://x.org|here>", "<https://x.org|here>", id="labelled-link"),
        pytest.param("<b>@here</b>", "&lt;b&gt;@here&lt;/b&gt;", id="tags"),
        pytest.param("&lt;", "&amp;lt;", id="typed-entity"),
    ],
)
def test_what_a_person_typed_is_written_as_slack_does(words: str, wire: str) -> None:
    assert typed(words) == wire


def test_a_text_becomes_one_rich_block() -> None:
    text = "<@U1> 1 &lt; 2 <#C1|general> <!here> <!subteam^S1> <https://x.org|x> <https://y.org>"

    elements = rich_text(Content(text))[0]["elements"][0]["elements"]

    assert [element for element in elements if element != {"type": "text", "text": " "}] == [
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " 1 < 2 "},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "link", "url": "https://x.org", "text": "x"},
        {"type": "link", "url": "https://y.org"},
    ]


def test_markdown_becomes_a_markdown_block_and_nothing_none() -> None:
    assert rich_text(Content("**x**", markdown=True)) == [{"type": "markdown", "text": "**x**"}]
    assert rich_text(Content()) == []
