import numpy as np

from deploy.sandbox.mistral.speech.mel import spectrogram
from tests.sandbox.mistral.speech.voice import tone


def test_spectrogram_has_80_bands_and_100_columns_a_second() -> None:
    found = spectrogram(tone(2))

    assert (found.shape, found.dtype) == ((1, 80, 3000), np.float32)
    assert found[0, :, :200].max() > found[0, :, 250:].max() + 1


def test_higher_tone_is_louder_in_a_higher_band() -> None:
    bands = [int(spectrogram(tone(1, hertz))[0, :, 50].argmax()) for hertz in (200, 1000, 4000)]

    assert bands == sorted(bands)
    assert bands[0] < bands[2]
