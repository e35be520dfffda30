"""A recording as samples: one channel, 16,000 of them a second."""

import io
from typing import Any

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.refusals import Refusal

RATE = 16_000  # samples per second
LONGEST = 3 * 3600  # seconds


def samples_of(data: bytes) -> Any:
    """A float32 array between -1 and 1; 400 for what is no WAV, OGG, Opus, MP3 or FLAC, or is too long."""
    soundfile = package("soundfile", "soundfile")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.frames > LONGEST * file.samplerate:
                raise _broken(f"is longer than {LONGEST // 3600} hours")
            sound, rate = file.read(dtype="float32", always_2d=True), int(file.samplerate)
    except soundfile.LibsndfileError as error:
        raise _broken(f"could not be decoded: {error}") from error
    if not len(sound):
        raise _broken("is empty")
    return resampled(sound.mean(axis=1), rate)


def resampled(sound: Any, rate: int) -> Any:
    """Averaged over neighbours before samples are left out, so that high tones do not come back as low ones."""
    np = package("numpy", "numpy")
    if rate == RATE:
        return sound
    step = rate / RATE
    if (width := int(step)) > 1:
        sound = np.convolve(sound, np.full(width, 1 / width, dtype=np.float32), mode="same")
    places = np.arange(0, len(sound) - 1, step)
    return np.interp(places, np.arange(len(sound)), sound).astype(np.float32)


def _broken(why: str) -> Refusal:
    return Refusal(400, f"Audio file {why}", "invalid_request_file", "3310")
