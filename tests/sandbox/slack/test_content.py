from typing import Any

import pytest

from deploy.sandbox.slack.content import Content


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        pytest.param(Content("1 &lt; 2 &amp;&amp; 3"), "1 < 2 && 3", id="entities"),
        pytest.param(Content("`a &lt; b`"), "`a < b`", id="entities-in-mrkdwn-code"),
        pytest.param(Content("a &lt; b `c &lt; d`", markdown=True), "a < b `c &lt; d`", id="entities-in-markdown-code"),
        pytest.param(Content("unseen", blocks=[{"type": "markdown", "text": "seen"}]), "seen", id="blocks-before-text"),
        pytest.param(Content("words", blocks=[{"type": "actions", "elements": []}]), "", id="buttons-say-nothing"),
        pytest.param(Content("words", markdown=True, blocks=[{"type": "divider"}]), "words", id="stream-with-blocks"),
        pytest.param(Content(attachments=[{"pretext": "a", "text": "b"}]), "a\nb", id="attachments"),
    ],
)
def test_a_person_reads(content: Content, seen: str) -> None:
    assert content.visible() == seen


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        pytest.param({"type": "section", "text": {"type": "mrkdwn", "text": "a &gt; b"}}, "a > b", id="section"),
        pytest.param({"type": "header", "text": {"type": "plain_text", "text": "a &gt; b"}}, "a &gt; b", id="plain"),
        pytest.param(
            {"type": "section", "text": {"type": "mrkdwn", "text": "a"}, "fields": [{"type": "mrkdwn", "text": "b"}]},
            "a\nb",
            id="fields",
        ),
        pytest.param({"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]}, "small", id="context"),
        pytest.param({"type": "image", "alt_text": "a chart"}, "a chart", id="image"),
        pytest.param({"type": "alert", "text": {"type": "mrkdwn", "text": "careful"}}, "careful", id="alert"),
        pytest.param({"type": "task_card", "title": "Reading"}, "Reading", id="task-card"),
        pytest.param(
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, rich({"type": "text", "text": "<b>"})]]},
            "a | <b>",
            id="table",
        ),
        pytest.param(
            rich({"type": "text", "text": "see <it> "}, {"type": "link", "url": "http://x/?a&b"}),
            "see <it> http://x/?a&b",
            id="rich-text",
        ),
        pytest.param(
            rich(
                {"type": "user", "user_id": "U1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "emoji", "name": "tada"},
                {"type": "broadcast", "range": "here"},
                {"type": "usergroup", "usergroup_id": "S1"},
            ),
            "<@U1><#C1>:tada:<!here><!subteam^S1>",
            id="rich-tokens",
        ),
    ],
)
def test_a_person_reads_a_block(block: dict[str, Any], seen: str) -> None:
    assert Content("fallback", blocks=[block]).visible() == seen
