from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mistralai.client.models import AudioTranscriptionRequest

from bot.core.document_ports import Speech, Transcriber
from bot.core.documents import Charge
from bot.core.errors import ModelRefused, ReplyBroken
from bot.core.messages import Usage
from bot.mistral.transcriber import MistralTranscriber, parse_speech
from tests.mistral.conftest import Json
from tests.mistral.standin import FakeService

Check = Callable[[Any, str], list[str]]
OGG = b"OggS" + bytes(300)
CALL, MODEL = "POST /v1/audio/transcriptions", "voxtral-mini-2602"
SAID: Json = {
    "model": MODEL,
    "text": " The wind is from the west. ",
    "language": "en",
    "segments": [],
    "usage": {"prompt_audio_seconds": 3, "prompt_tokens": 4, "completion_tokens": 9, "total_tokens": 13},
}


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "spooled"
    path.write_bytes(OGG)
    return path


async def heard(service: FakeService, clip: Path) -> Speech:
    transcriber: Transcriber = MistralTranscriber(service.http, service.config, service.clock)
    return await transcriber.transcribe(clip, media_type="audio/ogg", name="voix été.ogg", model=MODEL)


async def test_clip_is_sent_with_its_name_and_type_and_its_seconds_are_charged(
    service: FakeService, clip: Path, vendor_faults: Check
) -> None:
    service.answer(CALL, SAID)

    speech = await heard(service, clip)

    assert speech == Speech("The wind is from the west.", Charge(MODEL, Usage(4, 9), seconds=3.0), "en")
    form = service.arrived[0].body
    assert form.pop("file") == ("voix été.ogg", "audio/ogg", OGG)
    assert form == {"model": MODEL}
    assert vendor_faults(form, "AudioTranscriptionRequest") == []
    assert AudioTranscriptionRequest.model_validate(form).model == MODEL


async def test_clip_is_sent_whole_again_when_the_service_is_busy(service: FakeService, clip: Path) -> None:
    service.answer(CALL, {}, status=503)
    service.answer(CALL, SAID)

    await heard(service, clip)

    assert [call.body["file"][2] for call in service.arrived] == [OGG] * 2


async def test_clip_that_is_refused_is_named(service: FakeService, clip: Path) -> None:
    service.answer(CALL, {"object": "error", "message": "Could not decode audio", "code": "1"}, status=400)

    with pytest.raises(ModelRefused) as caught:
        await heard(service, clip)

    assert caught.value.notice.startswith("Mistral could not listen to voix été.ogg; please")


async def test_answer_that_cannot_be_used_names_the_clip(service: FakeService, clip: Path) -> None:
    service.answer(CALL, {"text": None})

    with pytest.raises(ReplyBroken) as caught:
        await heard(service, clip)

    assert "voix été.ogg" in caught.value.notice


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({"usage": {}, "segments": [{"text": "a", "start": 0.0, "end": 1.5}, {"end": 4.25}]}, 4.25),
        ({"usage": {"prompt_audio_seconds": None}, "segments": None}, 0.0),
        ({"usage": None, "segments": [None, {}]}, 0.0),
    ],
)
def test_seconds_that_are_not_said_are_those_of_the_last_segment(changes: Json, seconds: float) -> None:
    assert parse_speech(SAID | changes, MODEL).charge.seconds == seconds


@pytest.mark.parametrize("language", [None, 3])
def test_language_may_be_unknown(language: Any) -> None:
    assert parse_speech(SAID | {"language": language}, MODEL).language == ""


def test_silence_is_an_empty_text() -> None:
    assert parse_speech(SAID | {"text": " "}, MODEL).text == ""


@pytest.mark.parametrize("body", [None, [], {}, {"text": 3}])
def test_what_is_no_transcript_is_an_error(body: Any) -> None:
    with pytest.raises(ReplyBroken):
        parse_speech(body, MODEL)
