"""Whom a text would notify.

`<!channel>`, `<!here>`, `<!everyone>`, `<!subteam^S1>` and `<@U1>` are live wherever they stand unescaped: in `text`,
in blocks, in markdown_text and in streams alike. Escaped as `&lt;!here&gt;` they are words. Slack has no switch that
turns them off. In Markdown, code is not read; in mrkdwn it is.
"""

import re
from collections.abc import Iterator

from deploy.sandbox.slack.code_spans import without_code
from deploy.sandbox.slack.content import Content, Piece

_LIVE = re.compile(r"<(@[UW][A-Z0-9]+|!(?:channel|here|everyone)|!subteam\^[A-Z0-9]+)(?:\|[^>]*)?>")
_BARE = re.compile(r"(?<![\w<!])@(channel|here|everyone)\b")


def pings(content: Content) -> list[str]:
    """The live mentions of a message, each once, without labels: ["<!here>", "<@U1>"].

    `text` beside blocks counts too: it is what the notification says.
    """
    found: dict[str, None] = {}
    for piece in (*content.pieces(), Piece("" if content.markdown else content.text, "mrkdwn")):
        found |= dict.fromkeys(_live(piece))
        if content.links_names:
            found |= dict.fromkeys(f"<!{match}>" for match in _BARE.findall(piece.text))
    return list(found)


def mentions(text: str, user: str) -> bool:
    return f"<@{user}>" in text or f"<@{user}|" in text


def _live(piece: Piece) -> Iterator[str]:
    if piece.flavour == "plain" or "<" not in piece.text:
        return
    text = without_code(piece.text) if piece.flavour == "markdown" else piece.text
    for match in _LIVE.finditer(text):
        yield f"<{match.group(1)}>"
