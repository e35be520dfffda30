"""Files: what is kept of an upload, and the signed addresses under which the CDN gives it out."""

import hashlib
import hmac
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.sandbox.clock import Clock
from deploy.sandbox.discord.form import Json

LIFETIME = 86_400.0  # seconds for which an address works; between 24 h and 14 d have been seen
LARGEST = 10 * 1024 * 1024  # bytes of one file in a server without boosts
PNG = b"\x89PNG\r\n\x1a\n"
SPOILER = 1 << 3  # a flag of an attachment
_HIDING = "SPOILER_"


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes
    content_type: str = ""
    untyped: bool = False  # Discord has not said of some files what they are


@dataclass(frozen=True, slots=True)
class NewFile:
    """An upload that becomes an attachment, with what is said about it."""

    upload: Upload
    filename: str
    description: str = ""
    title: str = ""
    spoiler: bool = False
    seconds: float = 0.0  # of a voice message
    waveform: str = ""  # of a voice message; base64


@dataclass(frozen=True, slots=True)
class Attachment:
    id: int
    channel_id: int
    filename: str
    data: bytes
    content_type: str
    title: str = ""
    description: str = ""
    ephemeral: bool = False
    spoiler: bool = False
    seconds: float = 0.0
    waveform: str = ""


def attachment(id_: int, channel_id: int, file: NewFile, *, ephemeral: bool = False) -> Attachment:
    """What an upload becomes. A name that had to be made plain is kept as the title."""
    name = safe_name(file.filename)
    return Attachment(
        id_,
        channel_id,
        name,
        file.upload.data,
        sniff(file.upload),
        title=file.title or ("" if name == file.filename else file.filename.rsplit(".", 1)[0]),
        description=file.description,
        ephemeral=ephemeral,
        spoiler=file.spoiler or name.startswith(_HIDING),
        seconds=file.seconds,
        waveform=file.waveform,
    )


def safe_name(name: str) -> str:
    """As Discord stores it: spaces become underscores, anything unusual goes."""
    kept = re.sub(r"[^\w.\-]", "", name.strip().replace(" ", "_"), flags=re.ASCII).strip(".")
    return kept or "unknown"


def sniff(upload: Upload) -> str:
    """The content type that the attachment shows; empty for what is not known."""
    if upload.untyped:
        return ""
    kind = upload.content_type
    if kind in ("", "application/octet-stream"):
        kind = mimetypes.guess_type(upload.name)[0] or ""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") and "charset" not in kind else kind


class Cdn:
    """Keeps the files and signs their addresses with `ex` (expiry), `is` (issued) and `hm` (signature)."""

    def __init__(self, clock: Clock) -> None:
        self.base = ""
        self.lifetime = LIFETIME  # seconds
        self._clock = clock
        self._kept: dict[int, Attachment] = {}

    def keep(self, attachment: Attachment) -> Attachment:
        self._kept[attachment.id] = attachment
        return attachment

    def find(self, attachment_id: int) -> Attachment | None:
        return self._kept.get(attachment_id)

    def forget(self, attachment_id: int) -> None:
        """Give a file out no more, whatever its address; those of slash commands go after a while."""
        self._kept.pop(attachment_id, None)

    def shape(self, attachment: Attachment) -> Json:
        """An attachment object with an address that is fresh as of now."""
        signed = self._signed(f"/attachments/{attachment.channel_id}/{attachment.id}/{attachment.filename}")
        shape: Json = {
            "id": str(attachment.id),
            "filename": attachment.filename,
            "size": len(attachment.data),
            "url": f"{self.base}{signed}",
            "proxy_url": f"{self.base}/media{signed}",
            "flags": SPOILER if attachment.spoiler else 0,
        }
        if attachment.data.startswith(PNG):
            shape["width"] = int.from_bytes(attachment.data[16:20])
            shape["height"] = int.from_bytes(attachment.data[20:24])
        optional = {
            "content_type": attachment.content_type,
            "title": attachment.title,
            "description": attachment.description,
            "ephemeral": attachment.ephemeral,
            "duration_secs": attachment.seconds,
            "waveform": attachment.waveform,
        }
        return shape | {key: value for key, value in optional.items() if value}

    def fetch(self, path: str, attachment_id: int, query: Mapping[str, str]) -> Attachment | int:
        """The file behind a signed address, or the status that refuses it: 403 forged, 404 expired or gone."""
        try:
            expires, issued = int(query["ex"], 16), int(query["is"], 16)
        except (KeyError, ValueError):
            return 404
        if not hmac.compare_digest(query.get("hm", ""), _signature(path, expires, issued)):
            return 403
        if self._clock.time() >= expires:
            return 404
        return self._kept.get(attachment_id) or 404

    def _signed(self, path: str) -> str:
        issued = int(self._clock.time())
        expires = issued + int(self.lifetime)
        return f"{path}?ex={expires:x}&is={issued:x}&hm={_signature(path, expires, issued)}"


def _signature(path: str, expires: int, issued: int) -> str:
    return hmac.new(b"loopback", f"{path}:{expires}:{issued}".encode(), hashlib.sha256).hexdigest()
