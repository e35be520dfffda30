"""What is said into a voice clip is heard, shown to all, and answered."""

import base64
from pathlib import Path

import numpy as np

from tests.end_to_end.filing import LISTEN, asked, shown
from tests.sandbox.mistral.speech import voice
from tests.talk import Sent, Talk

OPUS = 48_000  # samples per second
SPOKEN = "The meeting about the harbour is on Friday at noon."
ASKED = "When is the meeting about the harbour?"


def clip(text: str) -> tuple[bytes, float]:
    """A recording as Discord's client makes it, in Opus, and how long it is in seconds."""
    voice.engine()
    samples, rate = voice.said(text)
    seconds = len(samples) / rate
    at = np.linspace(0, len(samples) - 1, int(seconds * OPUS))  # which knows few rates
    return voice.clip(np.interp(at, np.arange(len(samples)), samples).astype(np.int16), OPUS, "OGG", "OPUS"), seconds


def speak(talk: Talk, text: str, who: str = "Ana") -> None:
    """A clip as the platform's own recorder makes it, in the thread."""
    data, seconds = clip(text)
    content = base64.b64encode(data).decode()
    if talk.stage.name == "Slack":
        talk.put("", [talk.world.slack.record_voice(who, content, seconds, "audio/ogg")], who)
    else:
        talk.world.discord.speak(who, talk.thread, content, seconds)


async def test_a_question_that_is_spoken_is_quoted_and_answered(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("The meeting about the harbour is on Friday at noon.")
        talk.say("@Galerne hello")
        await talk.answer()
        speak(talk, ASKED)
        answer = await talk.answer()

    quoted, _, rest = answer.partition("\n\n")
    assert quoted.startswith("> **")
    assert "when is the meeting" in quoted.lower()
    assert "Friday" in rest
    assert asked(talk.world, LISTEN) == 1


async def test_a_clip_of_an_earlier_message_is_heard_once_and_known_later(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, FOLLOW_UPS="mention"):
        talk.begin("Let us begin.")
        speak(talk, SPOKEN, "Bao")
        talk.say("@Galerne when is the meeting?")
        first = await talk.answer()
        talk.say("@Galerne and what is it about?")
        await talk.answer()

    assert "Friday" in first
    assert not first.startswith(">"), "only the question itself is written out"
    assert "Friday" in shown(talk.last_request())
    assert asked(talk.world, LISTEN) == 1


async def test_silence_is_said_to_be_silence(talk: Talk, tmp_path: Path) -> None:
    voice.engine()
    data = voice.clip(np.zeros(16_000, dtype=np.int16), 16_000, "WAV")
    async with talk.bot(tmp_path):
        talk.begin("Let us begin.")
        talk.say("@Galerne hello")
        await talk.answer()
        talk.send("@Galerne what is said here?", Sent("silence.wav", data, "audio/wav"))
        answer = await talk.answer()

    assert "silence.wav" in answer
