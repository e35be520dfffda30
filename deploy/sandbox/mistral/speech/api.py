"""POST /v1/audio/transcriptions.

Seconds of sound count as the tokens of other models do: that is the unit of the rate limit. Who speaks is not told
apart: with `diarize`, everything is said by one speaker. A word's time is its share of its segment's, by letters.
"""

import math
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from aiohttp import web

from deploy.sandbox.mistral.addresses import SIGNED, document_at, uploaded
from deploy.sandbox.mistral.admission import admit
from deploy.sandbox.mistral.counting import count
from deploy.sandbox.mistral.gate import Arrival, ok
from deploy.sandbox.mistral.reading.reader import in_worker
from deploy.sandbox.mistral.refusals import Refusal, arguments, misfit
from deploy.sandbox.mistral.speech.request import TranscriptionRequest, request_of
from deploy.sandbox.mistral.speech.sound import RATE, samples_of
from deploy.sandbox.mistral.speech.whisper import Segment, recognised
from deploy.sandbox.mistral.state import State

LARGEST = 500 * 1024 * 1024  # bytes
LANGUAGE = "en"
SPEAKER = "speaker_1"


class Transcriptions:
    def __init__(self, state: State) -> None:
        self._state = state

    async def create(self, arrival: Arrival) -> web.Response:
        request = request_of(arrival)
        model = admit(self._state, arrival, request.model, lambda found: "audio_transcription" in found.capabilities)
        if request.stream:
            raise arguments("Streamed transcriptions are not part of this sandbox: send the request without stream")
        if request.language not in (None, LANGUAGE):
            raise Refusal(501, "This sandbox hears English only: send the request without a language", "not_installed")
        sound = await in_worker(samples_of, self._data(arrival, request))
        seconds = math.ceil(len(sound) / RATE)
        self._state.limits.cover(model.id, seconds)
        arrival.accepted()
        segments = await in_worker(recognised, sound)
        arrival.headers.update(self._state.limits.charge(model.id, seconds, 0))
        return ok(answered(request, segments, seconds))

    def _data(self, arrival: Arrival, request: TranscriptionRequest) -> bytes:
        if request.file_id:
            data = uploaded(self._state, _identity(request.file_id)).data
        elif request.file_url:
            if not SIGNED.match(request.file_url) and not request.file_url.startswith("https://"):
                raise misfit("url_scheme", ("file_url",), "URL scheme should be 'https'", request.file_url[:80])
            data = document_at(self._state, request.file_url).data
        else:
            data = arrival.form.uploads["file"].data if arrival.form else b""
        if len(data) > LARGEST:
            raise Refusal(413, f"Audio file is too large: {LARGEST // 1024 // 1024} MB at most")
        return data


def _identity(value: str) -> str:
    try:
        return str(uuid.UUID(value))
    except ValueError as error:
        raise misfit("uuid_parsing", ("file_id",), "Input should be a valid UUID", value) from error


def answered(request: TranscriptionRequest, segments: Sequence[Segment], seconds: int) -> dict[str, Any]:
    """Mistral OpenAPI: TranscriptionResponse. Segments are told when they are asked for."""
    text = " ".join(each.text for each in segments)
    shown = list(segments) if request.timestamp_granularities or request.diarize else []
    if "word" in request.timestamp_granularities:
        shown = [word for segment in segments for word in words(segment)]
    tokens = count(text)
    return {
        "model": request.model,
        "text": text,
        "language": LANGUAGE,
        "segments": [_shown(each, request) for each in shown],
        "usage": {
            "prompt_audio_seconds": seconds,
            "prompt_tokens": 4,
            "completion_tokens": tokens,
            "total_tokens": 4 + tokens,
        },
    }


def words(segment: Segment) -> Iterator[Segment]:
    """Each word with its share of the time."""
    start, long = segment.start, segment.end - segment.start
    for word in segment.text.split():
        end = start + long * (len(word) + 1) / (len(segment.text) + 1)
        yield Segment(word, round(start, 2), round(end, 2), segment.score)
        start = end


def _shown(segment: Segment, request: TranscriptionRequest) -> dict[str, Any]:
    return {
        "type": "transcription_segment",
        "text": segment.text,
        "start": segment.start,
        "end": segment.end,
        "score": segment.score,
        "speaker_id": SPEAKER if request.diarize else None,
    }
