"""An e-mail as text: who wrote what to whom, and the names of what was attached."""

from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Final

from bot.documents import markup, plain

_HEADERS: Final = ("From", "To", "Cc", "Date", "Subject")


def text(data: bytes, name: str) -> str:
    """Headers, the text that the sender meant to be read, and the names of the attachments."""
    message = BytesParser(policy=default).parsebytes(data)
    headers = [f"**{header}:** {value}" for header in _HEADERS if (value := _header(message, header))]
    attached = [f"- {each}" for each in _attachments(message)]
    parts = ["  \n".join(headers), _body(message, name)]
    if attached:
        parts.append("Attached, and not read here:\n" + "\n".join(attached))
    return "\n\n".join(part for part in parts if part)


def _header(message: EmailMessage, header: str) -> str:
    try:
        return str(message.get(header, ""))
    except (ValueError, LookupError, AttributeError, TypeError):  # the parser of addresses trips over some
        return next((str(value) for key, value in message.raw_items() if key.lower() == header.lower()), "")


def _body(message: EmailMessage, name: str) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    content = _decoded(data, part.get_content_charset() or "")
    return markup.markdown(content, name) if part.get_content_type() == "text/html" else content


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return plain.decoded(data)


def _attachments(message: EmailMessage) -> Iterator[str]:
    for part in message.iter_attachments():
        payload = part.get_payload(decode=True)
        size = f" ({len(payload):,} bytes)" if isinstance(payload, bytes) else ""
        yield f"{part.get_filename() or part.get_content_type()}{size}"
