"""The bodies of the calls that post. Nothing here talks to anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from adapters.slack.buttons import buttons, verb_blocks
from adapters.slack.outgoing import plain
from adapters.slack.pieces import Piece, cut
from adapters.slack.place import Place
from bot.core.values import Option, Verb

EVENT_TYPE: Final = "galerne_turn"
_FOOTER: Final = 2_000  # characters
_TITLE: Final = 200  # characters
_NOTHING: Final = "…"

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which part of which turn a message is, so that it can be recognised. Slack: message metadata."""

    key: str
    part: int

    def metadata(self) -> Body:
        return {"event_type": EVENT_TYPE, "event_payload": {"key": self.key, "part": self.part}}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one message says: Markdown that is safe to post, the words it came from, and a line set apart below.

    Between them are the buttons, where it is a question; below both, what can be done with an answer. `calls` is the
    one person whom it notifies, or empty.
    """

    shown: str
    words: str
    footer: str = ""
    options: tuple[Option, ...] = ()
    verbs: tuple[Verb, ...] = ()
    calls: str = ""

    @property
    def tail(self) -> list[Body]:
        """The blocks below the text, or below the question's buttons."""
        return [*footer_blocks(self.footer), *verb_blocks(self.verbs)]

    @property
    def spoken(self) -> str:
        """What notifications and screen readers say."""
        return self.called(plain(self.words) or plain(self.footer) or _NOTHING)

    def called(self, text: str) -> str:
        return f"<@{self.calls}> {text}" if self.calls else text


def question(text: str, options: Sequence[Option]) -> Sheet:
    """A question with its buttons; of one too long for a message, the beginning."""
    words = text.strip()
    end = cut(words, 0)
    piece = Piece(words, 0, len(words) if end is None else end)
    return Sheet(piece.shown(), words, options=tuple(options))


def blocks(sheet: Sheet) -> list[Body]:
    text = [{"type": "markdown", "text": sheet.called(sheet.shown)}] if sheet.shown.strip() else []
    return [*text, *buttons(sheet.options), *sheet.tail] or [{"type": "markdown", "text": _NOTHING}]


def footer_blocks(footer: str) -> list[Body]:
    if not footer.strip():
        return []
    return [{"type": "context", "elements": [{"type": "mrkdwn", "text": plain(footer, _FOOTER)}]}]


def post(place: Place, sheet: Sheet, mark: Mark) -> Body:
    """chat.postMessage."""
    return {
        "channel": place.channel,
        "thread_ts": place.thread or None,
        "text": sheet.spoken,
        "blocks": blocks(sheet),
        "metadata": mark.metadata(),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def update(place: Place, ts: str, sheet: Sheet, mark: Mark) -> Body:
    """chat.update, whose `text` may have 4,000 characters."""
    return {
        "channel": place.channel,
        "ts": ts,
        "text": sheet.spoken,
        "blocks": blocks(sheet),
        "metadata": mark.metadata(),
    }


def start(place: Place, shown: str) -> Body:
    """chat.startStream; outside direct messages Slack wants to know for whom."""
    return {
        "channel": place.channel,
        "thread_ts": place.thread,
        "chunks": [text_chunk(shown)],
        "recipient_team_id": place.team,
        "recipient_user_id": place.asker,
    }


def text_chunk(text: str) -> Body:
    return {"type": "markdown_text", "text": text}


def task_chunk(number: int, title: str, status: Literal["in_progress", "complete"]) -> Body:
    """A card of what is being done; one with the same number takes its place."""
    return {"type": "task_update", "id": f"step-{number}", "title": plain(title, _TITLE), "status": status}


def whisper(place: Place, sheet: Sheet) -> Body:
    """chat.postEphemeral."""
    return {
        "channel": place.channel,
        "user": place.asker,
        "thread_ts": place.thread or None,
        "text": plain(sheet.words) or _NOTHING,
        "blocks": blocks(sheet),
    }
