import numpy as np
import pytest

from deploy.sandbox.mistral.speech.sound import RATE, resampled
from deploy.sandbox.mistral.speech.whisper import pieces, recognised
from tests.sandbox.mistral.material import error_rate
from tests.sandbox.mistral.speech.voice import engine, said, tone

TEXT = "We ship the release on Thursday. Ben brings the coffee."


def test_long_recording_is_cut_where_it_is_quiet() -> None:
    sound = tone(70)
    sound[27 * RATE : 28 * RATE] = 0

    found = list(pieces(sound))

    assert 27 * RATE <= len(found[0]) <= 28 * RATE
    assert all(len(each) <= 30 * RATE for each in found)
    assert sum(len(each) for each in found) == len(sound)


def test_words_that_are_said_are_recognised_with_their_times() -> None:
    engine()
    samples, rate = said(TEXT)

    found = recognised(resampled(samples.astype(np.float32) / 32768, rate))

    assert error_rate(TEXT, " ".join(each.text for each in found)) <= 0.05
    assert found[0].start == 0
    assert found[-1].end == pytest.approx(len(samples) / rate, abs=1.5)


def test_silence_says_nothing() -> None:
    engine()

    assert recognised(np.zeros(3 * RATE, dtype=np.float32)) == []
    assert recognised(np.random.default_rng(1).normal(0, 0.05, 3 * RATE).astype(np.float32)) == []
