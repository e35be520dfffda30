"""The rich_text block that Slack makes of what a person typed, and the mrkdwn that it sends beside it."""

import re
from typing import Any

from deploy.sandbox.slack.content import Content, escaped, unescaped

_TOKEN = re.compile(r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!(?:here|channel|everyone)|!subteam\^[A-Z0-9]+|https?://[^<>\s]+)"
                    r"(?:\|[^<>]*)?>|https?://[^\s<>|]+")  # fmt: skip
_PARTS = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def typed(text: str) -> str:
    """What a person typed as Slack writes it: mentions and links in angle brackets, everything else escaped.

    Mentions are given as `<@U1>`, `<#C1|general>` or `<!here>`; a bare address becomes a link.
    """
    parts: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        parts += (escaped(text[at : match.start()]), token if token.startswith("<") else f"<{token}>")
        at = match.end()
    return "".join(parts) + escaped(text[at:])


def rich_text(content: Content) -> list[dict[str, Any]]:
    """The blocks of a message that was sent without any; a message in Markdown has one markdown block."""
    if not content.text:
        return []
    if content.markdown:
        return [{"type": "markdown", "text": content.text}]
    section = {"type": "rich_text_section", "elements": _elements(content.text)}
    return [{"type": "rich_text", "block_id": "b1", "elements": [section]}]


def _elements(text: str) -> list[dict[str, Any]]:
    elements: list[dict[str, Any]] = []
    at = 0
    for match in _PARTS.finditer(text):
        elements += [*_words(text[at : match.start()]), _token(match.group(1), match.group(2) or "")]
        at = match.end()
    return elements + _words(text[at:])


def _words(text: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": unescaped(text)}] if text else []


def _token(target: str, label: str) -> dict[str, Any]:
    match target[:1]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!" if target.startswith("!subteam^"):
            return {"type": "usergroup", "usergroup_id": target[9:]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": unescaped(target)} | ({"text": unescaped(label)} if label else {})
