"""Slack's mrkdwn as Markdown. Slack: messaging/formatting-message-text."""

import re
from typing import Final

from adapters.slack.viewpoint import Viewpoint

_CODE: Final = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_TOKEN: Final = re.compile(r"<([^<>\n]{1,4000})>")
_SPANS: Final = (
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"), r"**\1**"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])"), r"*\1*"),
    (re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])"), r"~~\1~~"),
)
_HELD: Final = "\ue000"  # a private-use character stands for what must not be read again


def markdown(words: str, view: Viewpoint) -> str:
    """The text as a person sees it: entities decoded, mentions by name, the bot's own mention left out.

    Code stays as it was written.
    """
    words = words.replace(_HELD, "")
    shown = ""
    at = 0
    for match in _CODE.finditer(words):
        shown = _joined(shown, _prose(words[at : match.start()], view))
        shown = _joined(shown, _code(match.group()))
        at = match.end()
    return _joined(shown, _prose(words[at:], view)).strip()


def _joined(before: str, after: str) -> str:
    """A fence stands on lines of its own."""
    fenced = before.endswith("\n```") or after.startswith("```\n")
    apart = fenced and before and after and not before.endswith("\n") and not after.startswith("\n")
    return f"{before}\n{after}" if apart else before + after


def unescaped(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _prose(words: str, view: Viewpoint) -> str:
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(_token(match.group(1), view))
        return _HELD if held[-1] else ""

    words = _without_own(words, view.me.user)
    words = _TOKEN.sub(hold, words)
    for pattern, markdown_form in _SPANS:
        words = pattern.sub(markdown_form, words)
    kept = iter([each for each in held if each])
    return re.sub(_HELD, lambda _: next(kept), unescaped(words))


def _without_own(words: str, me: str) -> str:
    """The bot's mention goes, with what sets it apart from the words beside it."""
    if f"<@{me}" not in words:
        return words
    own = re.compile(
        rf"(?:(?P<first>^)|[ \t]*)<@{re.escape(me)}(?:\|[^<>]*)?>[,:]?[ \t]*(?P<mark>(?=[.!?;)]|$))?", re.MULTILINE
    )
    return own.sub(lambda match: "" if match["first"] is not None or match["mark"] is not None else " ", words)


def _code(words: str) -> str:
    """Addresses are plain in code; a bare fence is set on lines of its own, as Markdown wants it."""
    words = _TOKEN.sub(lambda match: _bare(match.group(1)), words)
    words = unescaped(words)
    if not words.startswith("```"):
        return words
    inner = words[3:-3]
    return "```\n" + inner.strip("\n") + "\n```"


def _bare(token: str) -> str:
    target, _, label = token.partition("|")
    return (label or target) if target.startswith(("http", "mailto:")) else f"<{token}>"


def _token(token: str, view: Viewpoint) -> str:
    target, _, label = token.partition("|")
    label = unescaped(label)
    match target[:1]:
        case "@":
            return "@" + (view.name(target[1:]) if target[1:] in view.names or not label else label)
        case "#":
            return "#" + (label or target[1:])
        case "!":
            return _special(target[1:], label)
    target = unescaped(target)
    return f"[{label}]({target})" if label and label not in {target, target.removeprefix("mailto:")} else target


def _special(target: str, label: str) -> str:
    """`<!here>`, `<!subteam^S1|@team>`, `<!date^...|fallback>`."""
    if label:
        return label
    name, _, rest = target.partition("^")
    return f"@{rest if name == 'subteam' else name}"
