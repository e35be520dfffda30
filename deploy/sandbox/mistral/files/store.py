"""Uploaded files. Of a file that was deleted, or whose time is over, only what it was is kept."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Any

from deploy.sandbox.clock import Clock
from deploy.sandbox.mistral.form import Upload

LARGEST = 512 * 1024 * 1024  # bytes
DAY = 24 * 3600
KEPT = 30 * DAY  # seconds, unless deleted before
SAMPLES = {"ocr": "ocr_input", "audio": "audio_input", "batch": "batch_request", "fine-tune": "instruct"}
SECRET = b"sandbox"


@dataclass(slots=True)
class StoredFile:
    """`expires_at` is what the answer says; without it a file is kept for thirty days."""

    id: str
    filename: str
    media: str
    purpose: str
    visibility: str
    created_at: int
    expires_at: int | None
    data: bytes
    size: int
    signature: str
    deleted_at: int | None = None

    def card(self) -> dict[str, Any]:
        """As the API shows it (Mistral OpenAPI: FileSchema)."""
        lines = self.data.count(b"\n") if self.purpose in {"batch", "fine-tune"} else 0
        return {
            "id": self.id,
            "object": "file",
            "bytes": self.size,
            "created_at": self.created_at,
            "filename": self.filename,
            "purpose": self.purpose,
            "sample_type": SAMPLES[self.purpose],
            "num_lines": lines,
            "mimetype": self.media,
            "source": "upload",
            "signature": self.signature,
            "expires_at": self.expires_at,
            "visibility": self.visibility,
        }


class FileStore:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._files: dict[str, StoredFile] = {}
        self.largest = LARGEST

    def add(self, upload: Upload, purpose: str, visibility: str, hours: int | None) -> StoredFile:
        now = int(self._clock.time())
        found = StoredFile(
            id=str(uuid.uuid4()),
            filename=upload.filename,
            media=upload.media,
            purpose=purpose,
            visibility=visibility,
            created_at=now,
            expires_at=None if hours is None else now + hours * 3600,
            data=upload.data,
            size=len(upload.data),
            signature=hashlib.sha256(upload.data).hexdigest()[:32],
        )
        self._files[found.id] = found
        return found

    def find(self, file_id: str) -> StoredFile | None:
        """A file that is there."""
        found = self._files.get(str(uuid.UUID(file_id)))
        return found if found is not None and self._is_there(found) else None

    def there(self) -> list[StoredFile]:
        """Newest first."""
        return [each for each in reversed(self._files.values()) if self._is_there(each)]

    def delete(self, found: StoredFile) -> None:
        found.deleted_at = int(self._clock.time())
        found.data = b""

    def ever(self) -> list[dict[str, Any]]:
        """Every file that was uploaded, in order, with whether it is still there."""
        return [each.card() | {"there": self._is_there(each), "deleted_at": each.deleted_at} for each in self._all()]

    def signed(self, found: StoredFile, hours: int) -> str:
        """Path and query of an address that opens the file without a key for so many hours."""
        until = int(self._clock.time()) + hours * 3600
        return f"/signed/{found.id}?se={until}&sig={_signature(found.id, until)}"

    def opened(self, file_id: str, until: str, signature: str) -> StoredFile | None:
        """The file of a signed address that is genuine and not over."""
        if not until.isdigit() or not hmac.compare_digest(signature, _signature(file_id, int(until))):
            return None
        return self.find(file_id) if int(until) > self._clock.time() else None

    def clear(self) -> None:
        self._files.clear()

    def _all(self) -> list[StoredFile]:
        return list(self._files.values())

    def _is_there(self, found: StoredFile) -> bool:
        ends = found.expires_at or found.created_at + KEPT
        if found.deleted_at is None and ends <= self._clock.time():
            found.data = b""
            return False
        return found.deleted_at is None


def _signature(file_id: str, until: int) -> str:
    return hmac.new(SECRET, f"{file_id} {until}".encode(), "sha256").hexdigest()
