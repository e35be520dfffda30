"""What a message says: its words, and what of them a person sees."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from deploy.sandbox.slack.code_spans import outside_code

Flavour = Literal["mrkdwn", "markdown", "plain"]
Block = dict[str, Any]


class Piece(NamedTuple):
    """A run of text and the syntax in which Slack reads it."""

    text: str
    flavour: Flavour


@dataclass(slots=True)
class Content:
    text: str = ""
    markdown: bool = False  # `text` came as markdown_text or through a stream
    blocks: list[Block] = field(default_factory=list)
    attachments: list[Block] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # ids
    metadata: dict[str, Any] | None = None
    links_names: bool = False  # link_names or parse=full: a bare "@here" is live

    def visible(self) -> str:
        """What a person reads: blocks if there are any (then `text` is only the notification), entities decoded."""
        return "\n".join(shown for piece in self.pieces() if (shown := decoded(piece)))

    def pieces(self) -> Iterator[Piece]:
        if self.markdown or not self.blocks:
            yield Piece(self.text, "markdown" if self.markdown else "mrkdwn")
        for block in self.blocks:
            yield from block_pieces(block)
        for attachment in self.attachments:
            yield from (Piece(str(attachment.get(key) or ""), "mrkdwn") for key in ("pretext", "title", "text"))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def decoded(piece: Piece) -> str:
    """Entities are decoded in mrkdwn everywhere, in Markdown outside code, in plain text nowhere."""
    match piece.flavour:
        case "mrkdwn":
            return unescaped(piece.text)
        case "markdown":
            return outside_code(piece.text, unescaped)
        case "plain":
            return piece.text


def block_pieces(block: Mapping[str, Any]) -> Iterator[Piece]:
    """The text of one block, in reading order; buttons and dividers have none."""
    kind = str(block.get("type", ""))
    read = _READERS.get(kind)
    if read is not None:
        yield from read(block)


def _markdown(block: Mapping[str, Any]) -> Iterator[Piece]:
    yield Piece(str(block.get("text", "")), "markdown")


def _text_object(value: Any) -> Iterator[Piece]:
    if isinstance(value, Mapping):
        yield Piece(str(value.get("text", "")), "mrkdwn" if value.get("type") == "mrkdwn" else "plain")


def _section(block: Mapping[str, Any]) -> Iterator[Piece]:
    yield from _text_object(block.get("text"))
    for value in block.get("fields") or ():
        yield from _text_object(value)


def _context(block: Mapping[str, Any]) -> Iterator[Piece]:
    for value in block.get("elements") or ():
        yield from _text_object(value)


def _rich_text(block: Mapping[str, Any]) -> Iterator[Piece]:
    for element in block.get("elements") or ():
        yield Piece(_rich(element), "mrkdwn")


def _rich(element: Mapping[str, Any]) -> str:
    """A rich_text element written as mrkdwn, so that it is read by the same rules."""
    match element.get("type"):
        case "text":
            return escaped(str(element.get("text", "")))
        case "link":
            return escaped(str(element.get("text") or element.get("url", "")))
        case "user":
            return f"<@{element.get('user_id', '')}>"
        case "usergroup":
            return f"<!subteam^{element.get('usergroup_id', '')}>"
        case "broadcast":
            return f"<!{element.get('range', '')}>"
        case "channel":
            return f"<#{element.get('channel_id', '')}>"
        case "emoji":
            return f":{element.get('name', '')}:"
    return "".join(_rich(inner) for inner in element.get("elements") or ())


def _table(block: Mapping[str, Any]) -> Iterator[Piece]:
    for row in block.get("rows") or ():
        cells = [_rich(cell) if cell.get("type") == "rich_text" else escaped(str(cell.get("text", ""))) for cell in row]
        yield Piece(" | ".join(cells), "mrkdwn")


def _titled(block: Mapping[str, Any]) -> Iterator[Piece]:
    title = block.get("title") or block.get("text") or ""
    yield from _text_object(title) if isinstance(title, Mapping) else (Piece(str(title), "plain"),)


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Piece]]] = {
    "markdown": _markdown,
    "section": _section,
    "header": _section,
    "context": _context,
    "rich_text": _rich_text,
    "table": _table,
    "alert": _titled,
    "card": _titled,
    "plan": _titled,
    "task_card": _titled,
    "image": lambda block: iter((Piece(str(block.get("alt_text", "")), "plain"),)),
}
