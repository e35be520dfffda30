import pytest
from hypothesis import given, strategies as st

from adapters.slack.incoming import markdown
from adapters.slack.viewpoint import Identity, Viewpoint
from tests.adapters.slack.rig import ANA, BOT, BOT_ID, TEAM

VIEW = Viewpoint(Identity(TEAM, BOT, BOT_ID, "galerne"), {ANA: "Ana"})


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (f"<@{BOT}> what is new?", "what is new?"),
        (f"<@{BOT}>, what is new?", "what is new?"),
        (f"hey <@{BOT}> what is new?", "hey what is new?"),
        (f"thanks <@{BOT}>.", "thanks."),
        (f"thanks <@{BOT}|galerne>", "thanks"),
        (f"<@{BOT}>\nfirst\n  second", "first\n  second"),
        ("*bold* _italic_ ~gone~", "**bold** *italic* ~~gone~~"),
        ("*_both_*", "***both***"),
        ("2 * 3 * 4, snake_case_name, ~/home", "2 * 3 * 4, snake_case_name, ~/home"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        (f"<@{ANA}> and <@U0UNKNOWN> and <@U0OTHER|other>", "@Ana and @U0UNKNOWN and @other"),
        ("<#C0GENERAL|general> <#C0OTHER>", "#general #C0OTHER"),
        ("<!here> <!subteam^S0TEAM|@team> <!subteam^S0TEAM> <!date^1^{date}|today>", "@here @team @S0TEAM today"),
        ("<https://x.y/?a=1&amp;b=2>", "https://x.y/?a=1&b=2"),
        ("<https://x.y|the _page_>", "[the _page_](https://x.y)"),
        ("<mailto:a@b.c|a@b.c>", "mailto:a@b.c"),
        ("see `a *b* &lt;c&gt; <https://x.y>` now", "see `a *b* <c> https://x.y` now"),
        ("```if a &lt; b:\n    *go*```", "```\nif a < b:\n    *go*\n```"),
        ("before ```x``` after", "before \n```\nx\n```\n after"),
        ("&gt; quoted", "> quoted"),
    ],
)
def test_slack_text_is_read_as_markdown(words: str, read: str) -> None:
    assert markdown(words, VIEW) == read


@given(st.text(alphabet="<>@#!|*_~`&;ltgamp UC0\n\ue000", max_size=80))
def test_any_text_is_read(words: str) -> None:
    assert isinstance(markdown(words, VIEW), str)


def test_hostile_text_is_read_in_time() -> None:
    for bit in ("*", "_a", "<", "`", "```", "<@", "~a "):
        markdown(bit * (40_000 // len(bit)), VIEW)
