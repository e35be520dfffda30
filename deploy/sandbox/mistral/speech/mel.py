"""The spectrogram that Whisper listens to: 80 bands on the mel scale, a hundred columns a second, thirty seconds.

The numbers are those of the model (OpenAI: whisper/audio.py): windows of 400 samples, steps of 160, Slaney's bands.
"""

from functools import cache
from typing import Any

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.speech.sound import RATE

SECONDS = 30
WINDOW, STEP, BANDS = 400, 160, 80
LINEAR = 200 / 3  # hertz to a mel, up to a thousand hertz
BEND = 15.0  # mels at a thousand hertz
GROWTH = 0.06875177742094912  # ln(6.4) / 27


def spectrogram(sound: Any) -> Any:
    """Of at most thirty seconds; what is shorter is filled up with silence."""
    np = package("numpy", "numpy")
    whole = np.zeros(SECONDS * RATE, dtype=np.float32)
    whole[: len(sound)] = sound[: len(whole)]
    framed = np.lib.stride_tricks.sliding_window_view(np.pad(whole, WINDOW // 2, mode="reflect"), WINDOW)[::STEP]
    spectrum = np.abs(np.fft.rfft(framed[: SECONDS * RATE // STEP] * np.hanning(WINDOW + 1)[:-1], axis=1).T) ** 2
    loud = np.log10(np.maximum(_bands() @ spectrum, 1e-10))
    return np.ascontiguousarray(((np.maximum(loud, loud.max() - 8) + 4) / 4).astype(np.float32)[None])


@cache
def _bands() -> Any:
    np = package("numpy", "numpy")
    tones = np.linspace(0, RATE / 2, WINDOW // 2 + 1)
    top = BEND + np.log(RATE / 2 / 1000) / GROWTH
    mels = np.linspace(0, top, BANDS + 2)
    edges = np.where(mels >= BEND, 1000 * np.exp(GROWTH * (mels - BEND)), LINEAR * mels)
    widths = np.diff(edges)
    rising = (tones[None] - edges[:-2, None]) / widths[:-1, None]
    falling = (edges[2:, None] - tones[None]) / widths[1:, None]
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]
