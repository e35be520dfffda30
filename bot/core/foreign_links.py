"""The links that a model wrote: those that were in what it read stay, others are taken out."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

_URL: Final = r"[a-z][a-z0-9+.-]{1,20}://[^\s<>()\[\]|\"'`]*[^\s<>()\[\]|\"'`.,;:!?*_]"
_BARE: Final = re.compile(_URL, re.IGNORECASE)
_WRITTEN: Final = re.compile(
    rf"!?\[(?P<label>[^\[\]\n]*)\]\([ \t]{{0,9}}<?(?P<target>[^\s()<>]{{0,2000}})>?[^()\n]{{0,200}}\)"  # Markdown
    rf"|<?(?P<bare>{_URL})(?:\|[^<>\n]*)?>?",  # alone, or as Slack writes it
    re.IGNORECASE,
)
_CITES: Final = re.compile(r"[\s#^]*\d[\d\s#^,;–-]*")
_DEEPEST: Final = 20  # links in labels of links
_LEFT_OUT: Final = "(a link I did not read)"


class ForeignLinks:
    """`own` are the permanent links of the messages read, `texts` are their words.

    With `messages_only`, what leads elsewhere than to messages stays.
    """

    def __init__(self, own: Iterable[str], texts: Iterable[str], *, messages_only: bool = False) -> None:
        self._messages_only = messages_only
        self._own = {_same(url) for url in own if url}
        self._places = {_place(url) for url in self._own}
        self._read = {_same(url) for text in texts if "://" in text for url in _BARE.findall(text)}

    def taken_out(self, text: str) -> str:
        """A label stays as words, and one that is a number as a number to be checked."""
        for _ in range(_DEEPEST):  # what is taken out may join what stood around it
            if (kept := _WRITTEN.sub(self._kept, text)) == text:
                return text
            text = kept
        return text.replace("://", ": ")

    def _kept(self, found: re.Match[str]) -> str:
        if (bare := found["bare"]) is not None:
            return bare if self._is_known(bare) else _LEFT_OUT
        label, target = found["label"], found["target"]
        if self._messages_only and self._is_known(target):
            return found[0]
        if _CITES.fullmatch(label):
            return f"[{label}]"
        if self._is_known(target):
            return f"[{label}]({target})" if label and "://" not in label else target
        return self.taken_out(label) or _LEFT_OUT

    def _is_known(self, url: str) -> bool:
        """A link to a message that was read; or one that somebody wrote, if it leads to no message."""
        if _BARE.fullmatch(url) is None:
            return False
        same = _same(url)
        if self._messages_only and _place(same) not in self._places:
            return True
        return same in self._own or (same in self._read and _place(same) not in self._places)


def _same(url: str) -> str:
    return url.rstrip("/")


def _place(url: str) -> tuple[str, str]:
    """Where the platform keeps its messages, such as `discord.com` and `channels`."""
    try:
        parts = urlsplit(url)
    except ValueError:  # what is no address leads nowhere
        return "", url
    return (parts.hostname or "").lower(), parts.path.strip("/").split("/")[0]
