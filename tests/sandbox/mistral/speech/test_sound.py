import numpy as np
import pytest

from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.speech.sound import RATE, resampled, samples_of
from tests.sandbox.mistral.speech.voice import clip, tone


@pytest.mark.parametrize(
    ("kind", "subtype", "rate"),
    [
        ("WAV", None, 44_100),
        ("OGG", "VORBIS", 44_100),
        ("OGG", "OPUS", 48_000),
        ("MP3", None, 44_100),
        ("FLAC", None, 8000),
    ],
)
def test_recording_of_any_kind_has_16000_samples_a_second(kind: str, subtype: str | None, rate: int) -> None:
    stereo = np.stack([tone(2, rate=rate)] * 2, axis=1)

    assert abs(len(samples_of(clip(stereo, rate, kind, subtype))) - 2 * RATE) < RATE // 10


def test_pitch_survives_resampling_and_high_tones_do_not_come_back() -> None:
    low, high = (resampled(tone(1, hertz, 48_000), 48_000) for hertz in (440, 15_500))

    assert int(np.abs(np.fft.rfft(low)).argmax()) == pytest.approx(440, abs=2)
    assert np.abs(high).mean() < np.abs(low).mean() / 3


@pytest.mark.parametrize("data", [b"", b"garbage", clip(tone(0), 16_000)], ids=["nothing", "garbage", "no samples"])
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="Audio file"):
        samples_of(data)
