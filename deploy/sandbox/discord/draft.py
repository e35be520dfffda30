"""What a message is to become: read from a request body and judged, or written by a person of the sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.sandbox.discord.attachments import NewFile, Upload
from deploy.sandbox.discord.component_form import read_components
from deploy.sandbox.discord.embed_form import read_embeds
from deploy.sandbox.discord.form import Form, Json
from deploy.sandbox.discord.message import Flag, Message
from deploy.sandbox.discord.pings import EVERYTHING, Allowed, read_allowed

CONTENT = 2_000  # UTF-16 units of a bot's message
NONCE = 25
MOST_FILES = 10
_SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.EPHEMERAL | Flag.SUPPRESS_NOTIFICATIONS | Flag.IS_COMPONENTS_V2


@dataclass(slots=True)
class Draft:
    """None means: not mentioned in the body. An edit leaves that as it was; a new message has none of it."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    files: list[NewFile] = field(default_factory=list)
    kept_files: list[int] | None = None  # ids of attachments that an edit keeps
    flags: Flag | None = None
    allowed: Allowed = EVERYTHING
    nonce: str = ""
    enforce_nonce: bool = False

    @property
    def empty(self) -> bool:
        return not ((self.content or "").strip() or self.embeds or self.components or self.files)


def read_draft(body: Json, files: Mapping[int, Upload], *, edited: Message | None = None) -> Draft:
    """Read and judge a body for a new message, or for an edit of `edited`. Refuses with 50035 naming every field."""
    form = Form()
    flags = _flags(form, body, edited)
    layout = bool((edited.flags if edited and flags is None else flags or Flag(0)) & Flag.IS_COMPONENTS_V2)
    draft = Draft(flags=flags, allowed=read_allowed(form, body))
    if "content" in body:
        draft.content = form.text("content", body["content"], CONTENT).strip()
    if "embeds" in body:
        draft.embeds = read_embeds(form, body["embeds"])
    if "components" in body:
        draft.components = read_components(form, body["components"], layout=layout)
    _read_files(form, draft, body, files, edited)
    _read_nonce(form, draft, body)
    if layout:
        _refuse_legacy(form, draft)
    form.judge()
    return draft


def _flags(form: Form, body: Json, edited: Message | None) -> Flag | None:
    if body.get("flags") is None:
        return None
    flags = Flag(form.whole("flags", body["flags"], 0, 2**31, 0)) & _SETTABLE
    if edited is None:
        return flags
    # Two flags stay once they are set: a message cannot become visible to others, nor change its kind of layout.
    return flags & ~Flag.EPHEMERAL | edited.flags & (Flag.EPHEMERAL | Flag.IS_COMPONENTS_V2)


def _read_nonce(form: Form, draft: Draft, body: Json) -> None:
    nonce = body.get("nonce")
    if nonce is None:
        return
    draft.nonce = str(nonce) if isinstance(nonce, int) else form.text("nonce", nonce, NONCE)
    draft.enforce_nonce = bool(body.get("enforce_nonce"))


def _read_files(form: Form, draft: Draft, body: Json, files: Mapping[int, Upload], edited: Message | None) -> None:
    entries = form.objects("attachments", body.get("attachments"), MOST_FILES)
    known = {attachment.id for attachment in edited.attachments} if edited else set()
    said: dict[int, Json] = {}
    for index, entry in enumerate(entries):
        number = form.snowflake(f"attachments.{index}.id", entry.get("id"))
        for name in ("description", "filename", "title"):
            form.text(f"attachments.{index}.{name}", entry.get(name), 1024)
        if number not in known and number not in files:
            form.wrong(f"attachments.{index}", "ATTACHMENT_NOT_FOUND", "Attachment data not found")
        said[number] = entry
    if "attachments" in body:
        draft.kept_files = [number for number in said if number in known]
    draft.files = [_new_file(upload, said.get(number, {})) for number, upload in sorted(files.items())]
    if len(draft.files) + len(draft.kept_files if draft.kept_files is not None else known) > MOST_FILES:
        form.wrong("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FILES} or fewer in length.")


def _new_file(upload: Upload, entry: Json) -> NewFile:
    return NewFile(
        upload,
        str(entry.get("filename") or upload.name),
        str(entry.get("description") or ""),
        str(entry.get("title") or ""),
        spoiler=bool(entry.get("is_spoiler")),
    )


def _refuse_legacy(form: Form, draft: Draft) -> None:
    for name, used in (("content", draft.content), ("embeds", draft.embeds)):
        if used:
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            form.wrong(name, code, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
