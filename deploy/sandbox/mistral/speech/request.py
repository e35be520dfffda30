"""The form of POST /v1/audio/transcriptions (Mistral OpenAPI: AudioTranscriptionRequest)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from deploy.sandbox.mistral.closed import read
from deploy.sandbox.mistral.files.requests import Written
from deploy.sandbox.mistral.gate import Arrival
from deploy.sandbox.mistral.refusals import misfit

BIASES = 100


def _listed(value: Any) -> Any:
    """A form has no lists: a name comes once for each element."""
    return value if isinstance(value, list | tuple) else [value]


Word = Annotated[str, Field(pattern=r"^[^,\s]+$")]


class TranscriptionRequest(Written):
    model: str
    file_url: Annotated[str, Field(min_length=1, max_length=2083)] | None = None
    file_id: str | None = None
    language: Annotated[str, Field(pattern=r"^\w{2}$")] | None = None
    temperature: float | None = None
    stream: bool = False
    diarize: bool = False
    context_bias: Annotated[tuple[Word, ...], BeforeValidator(_listed), Field(max_length=BIASES)] = ()
    timestamp_granularities: Annotated[tuple[Literal["segment", "word"], ...], BeforeValidator(_listed)] = ()
    speaker_references: str | list[str] | None = None


def request_of(arrival: Arrival) -> TranscriptionRequest:
    """The fields of the form; 422 unless the sound comes in exactly one way."""
    form = arrival.form
    if form is None:
        raise misfit("missing", ("model",), "Field required", None)
    request = read(TranscriptionRequest, form.fields)
    ways = [bool(request.file_url), bool(request.file_id), "file" in form.uploads]
    if sum(ways) != 1:
        raise misfit("value_error", (), "Value error, Exactly one of file, file_url and file_id is expected", None)
    return request
