"""What the model wrote, made safe to post: nothing in it can notify anybody.

Slack has no switch that turns mentions off: `<!channel>`, `<@U1>` and `<!subteam^S1>` are live wherever they stand, in
streams and in Markdown blocks too. Escaped, they are words. Slack: messaging/formatting-message-text, escaping text.
"""

import re
from typing import Final

from bot.core.markdown.fences import Fence, after, open_at_end

_PING: Final = re.compile(r"<(?=@|!(?:channel|here|everyone|group|subteam))", re.IGNORECASE)
_LIVE: Final = re.compile(
    r"(?P<kept><https?://[^\s<>|]{1,3900}>|https?://[^\s<>`]+)"  # an address keeps its ampersands
    r"|&(?=(?:amp|lt|gt);)"
    r"|<"
)
_SPAN: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_UNSURE: Final = re.compile(r"(?:<[^\s<>|]{0,4000}|&[a-z]{0,3})\Z")
_UNSURE_PING: Final = re.compile(r"<[!@]?[a-z]{0,8}\Z", re.IGNORECASE)


def safe(words: str) -> str:
    """The Markdown as Slack may have it. Text is escaped, code stays as it is but for what would notify there."""
    fence: Fence | None = None
    lines: list[str] = []
    for line in words.split("\n"):
        lines.append(_code(line) if fence else _prose(line))
        fence = after(line, fence)
    return "\n".join(lines)


def settled(words: str) -> int:
    """How much of a growing text is sure to be read the same however it goes on.

    `safe(words[:settled(words)])` is the beginning of `safe` of every longer text. Held back is at most the end of
    the last line: blanks, an open code span, what may become a mention or an entity.
    """
    words = words.rstrip()
    begin = words.rfind("\n") + 1
    fence = open_at_end(words)
    last = words[begin:]
    kept = _settled_code(last) if fence else _settled_prose(last)
    return len(words[: begin + kept].rstrip())


def plain(words: str, limit: int = 3_500) -> str:
    """The text as mrkdwn that means nothing but itself, for notifications and screen readers."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if len(escaped) <= limit:
        return escaped
    return re.sub(r"&[a-z]*\Z", "", escaped[: limit - 1]) + "…"


def _prose(line: str) -> str:
    if "<" not in line and "&" not in line:
        return line
    pieces: list[str] = []
    at = 0
    for match in _SPAN.finditer(line):
        pieces += (_escaped(line[at : match.start()]), _code(match.group()))
        at = match.end()
    return "".join(pieces) + _escaped(line[at:])


def _escaped(words: str) -> str:
    return _LIVE.sub(lambda match: match.group("kept") or ("&amp;" if match.group() == "&" else "&lt;"), words)


def _code(words: str) -> str:
    return _PING.sub("&lt;", words) if "<" in words else words


def _settled_code(line: str) -> int:
    unsure = _UNSURE_PING.search(line)
    return unsure.start() if unsure else len(line)


def _settled_prose(line: str) -> int:
    after, kept = _closed_spans(line)
    unsure = _UNSURE.search(line, after, kept)
    return unsure.start() if unsure else kept


def _closed_spans(line: str) -> tuple[int, int]:
    """Where the last code span ends that is closed for sure, and where the next begins or the line ends."""
    after = 0
    while (at := line.find("`", after)) >= 0:
        span = _SPAN.match(line, at)
        if span is None or span.end() == len(line):
            return after, at
        after = span.end()
    return after, len(line)
