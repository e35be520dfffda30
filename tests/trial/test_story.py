"""What a newcomer sees of `make try`."""

import io

import pytest

from bot.trial import story
from bot.trial.screen import Line, Screen, shortened


class FakeAudience:
    def __init__(self) -> None:
        self.lines: list[Line] = []

    def see(self, line: Line) -> None:
        self.lines.append(line)


@pytest.mark.timeout(120)  # pages are really read
async def test_the_story_shows_every_thing_on_both_platforms() -> None:
    audience = FakeAudience()

    assert await story.run(audience) == 0

    shown = [line.text for line in audience.lines if line.kind == "shown"]
    assert len(shown) == 2 * 21
    for platform in ("Slack", "Discord"):
        assert f"{platform}: a mention is answered from the thread's earlier messages" in shown
        assert f"{platform}: the same event delivered twice is answered once" in shown
        assert f"{platform}: a channel is summarised, each point with a link to a message that was read" in shown
        assert f"{platform}: a digest that was set up before a restart comes when it is due" in shown
        assert f"{platform}: a reminder comes in its thread and notifies the asker alone" in shown
        assert f"{platform}: after a kill -9 in mid-answer, the next process completes the same message" in shown
    assert not [line for line in audience.lines if line.kind == "broken"]
    assert any("used calculate" in line.footer for line in audience.lines)


def test_a_broken_promise_is_shown_as_such() -> None:
    out = io.StringIO()
    screen = Screen(out)

    screen.see(Line("broken", "Slack: something: it was not there"))
    screen.see(Line("posted", "Hello\nyou", "Galerne", "Read 1 message"))

    assert out.getvalue() == (
        "✗ Slack: something: it was not there\n   Galerne  Hello\n            you\n            Read 1 message\n"
    )


def test_the_middle_of_a_long_message_is_left_out() -> None:
    assert shortened([str(n) for n in range(100)])[3:6] == ["3", "[... 92 lines ...]", "96"]
    assert shortened([""]) == [""]
