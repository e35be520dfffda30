"""What the Files API takes (Mistral OpenAPI: MultiPartBodyParams and the queries of /v1/files).

Numbers and flags come as text here, so they are not taken strictly. The document leaves the form open; a field that it
does not name is refused all the same, since the API would ignore it without a word.
"""

import uuid
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from deploy.sandbox.mistral.closed import Closed, read
from deploy.sandbox.mistral.form import Upload
from deploy.sandbox.mistral.gate import Arrival
from deploy.sandbox.mistral.refusals import misfit, unprocessable

Purpose = Literal["fine-tune", "batch", "ocr", "audio"]


class Written(Closed):
    """Fields whose values are written as text."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True, arbitrary_types_allowed=True)


class UploadFields(Written):
    """`expiry` is taken as hours, as that of a signed address is; the document gives no unit."""

    purpose: Purpose = "fine-tune"
    visibility: Literal["workspace", "user"] = "workspace"
    expiry: Annotated[int, Field(ge=1)] | None = None


class Listing(Written):
    page: Annotated[int, Field(ge=0)] = 0
    page_size: Annotated[int, Field(ge=1)] = 100
    include_total: bool = True
    purpose: Purpose | None = None
    search: str | None = None
    sample_type: str | None = None
    source: str | None = None
    mimetypes: str | None = None


class Address(Written):
    expiry: Annotated[int, Field(ge=1, le=168)] = 24


def upload_of(arrival: Arrival) -> tuple[UploadFields, Upload]:
    """The fields and the file of an upload; 422 without one, or for a purpose that takes other files."""
    form = arrival.form
    if form is None or (found := form.uploads.get("file")) is None:
        raise misfit("missing", ("file",), "Field required", None)
    fields = read(UploadFields, {**form.fields, **{name: None for name in form.uploads if name != "file"}})
    if not found.data:
        raise misfit("value_error", ("file",), "Value error, File is empty", found.filename)
    if fields.purpose in {"fine-tune", "batch"} and not found.filename.endswith(".jsonl"):
        raise misfit("value_error", ("file",), "Value error, Invalid file format: .jsonl is expected", found.filename)
    return fields, found


def file_id_of(arrival: Arrival) -> str:
    """The id in the path; 422 if it is no UUID."""
    value = arrival.request.match_info["file_id"]
    try:
        return str(uuid.UUID(value))
    except ValueError as error:
        detail: dict[str, Any] = {"type": "uuid_parsing", "loc": ["path", "file_id"]}
        raise unprocessable([detail | {"msg": "Input should be a valid UUID", "input": value}]) from error
