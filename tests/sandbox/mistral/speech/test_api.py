from typing import Any

import httpx
import pytest

from tests.sandbox.mistral.conftest import Desk, Json
from tests.sandbox.mistral.material import error_rate
from tests.sandbox.mistral.speech.voice import clip, engine, said, tone

PATH = "/v1/audio/transcriptions"
MODEL = "voxtral-mini-latest"
TEXT = "We ship the release on Thursday. Ben brings the coffee."


async def transcribe(desk: Desk, data: bytes | None, **fields: Any) -> httpx.Response:
    form: list[tuple[str, Any]] = [
        (name, (None, value))
        for name, values in {"model": MODEL, **fields}.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    form += [("file", ("clip.ogg", data, "audio/ogg"))] if data is not None else []
    return await desk.http.post(PATH, files=form, timeout=25)


def recording() -> bytes:
    engine()
    return clip(*said(TEXT), "OGG", "VORBIS")


async def test_clip_is_really_heard(desk: Desk) -> None:
    reply = await transcribe(desk, recording())

    answer = reply.json()
    assert reply.status_code == 200, reply.text
    assert error_rate(TEXT, answer["text"]) <= 0.05
    assert (answer["model"], answer["language"], answer["segments"]) == (MODEL, "en", [])
    assert answer["usage"]["prompt_audio_seconds"] == 4
    assert answer["usage"]["total_tokens"] == answer["usage"]["completion_tokens"] + 4


async def test_segments_and_words_have_times_when_asked_for(desk: Desk) -> None:
    data = recording()

    segments = (await transcribe(desk, data, timestamp_granularities="segment", diarize="true")).json()["segments"]
    words = (await transcribe(desk, data, timestamp_granularities=["segment", "word"])).json()["segments"]

    assert segments[0]["type"] == "transcription_segment"
    assert {each["speaker_id"] for each in segments} == {"speaker_1"}
    assert [each["start"] for each in words] == sorted(each["start"] for each in words)
    assert words[0]["text"] == "We"


async def test_uploaded_clip_is_heard_by_id_and_by_address(desk: Desk) -> None:
    files = {"file": ("clip.ogg", recording(), "audio/ogg")}
    uploaded = (await desk.http.post("/v1/files", data={"purpose": "audio"}, files=files)).json()["id"]
    url = (await desk.http.get(f"/v1/files/{uploaded}/url")).json()["url"]

    by_id = (await transcribe(desk, None, file_id=uploaded)).json()
    by_url = (await transcribe(desk, None, file_url=url)).json()

    assert by_id["text"] == by_url["text"] != ""


async def test_silence_is_an_empty_text(desk: Desk) -> None:
    engine()

    assert (await transcribe(desk, clip(0 * tone(2), 16_000))).json()["text"] == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "english"},
        {"timestamp_granularities": "letter"},
        {"context_bias": "two words"},
        {"file_id": "x"},
        {"prompt": "x"},
        {"temperature": "warm"},
    ],
    ids=str,
)
async def test_fields_that_do_not_fit_are_unprocessable(desk: Desk, fields: Json) -> None:
    assert (await transcribe(desk, clip(tone(1), 16_000), **fields)).status_code == 422


async def test_sound_must_come_in_one_way(desk: Desk) -> None:
    assert (await transcribe(desk, None)).status_code == 422
    assert (await transcribe(desk, clip(tone(1), 16_000), file_id="x")).status_code == 422
    assert (await transcribe(desk, None, file_url="ftp://x")).status_code == 422
    assert (await desk.http.post(PATH, json={"model": MODEL})).status_code == 422


@pytest.mark.parametrize("model", ["mistral-small-latest", "voxtral-mini-2507", "mistral-ocr-latest"])
async def test_model_that_does_not_transcribe_is_refused(desk: Desk, model: str) -> None:
    reply = await transcribe(desk, clip(tone(1), 16_000), model=model)

    assert (reply.status_code, reply.json()["code"]) == (400, "1500")


async def test_what_is_no_recording_or_nowhere_is_refused(desk: Desk) -> None:
    missing = "0b62b74e-9ba9-4bd3-8c9b-8c52d1b7f7a9"

    assert (await transcribe(desk, b"garbage")).status_code == 400
    assert (await transcribe(desk, None, file_url="https://example.org/a.mp3")).status_code == 400
    assert (await transcribe(desk, None, file_id=missing)).status_code == 404


async def test_what_the_sandbox_does_not_play_is_said(desk: Desk) -> None:
    assert (await transcribe(desk, clip(tone(1), 16_000), stream="true")).json()["code"] == "3051"
    assert (await transcribe(desk, clip(tone(1), 16_000), language="fr")).status_code == 501


async def test_seconds_of_a_minute_are_limited(desk: Desk) -> None:
    desk.service.limit(MODEL, requests_per_minute=10, tokens_per_minute=2)

    assert (await transcribe(desk, clip(tone(3), 16_000))).status_code == 429


async def test_fault_can_be_planned(desk: Desk) -> None:
    desk.fault("status", f"POST {PATH}", status=500)

    assert (await transcribe(desk, clip(tone(1), 16_000))).status_code == 500
