import struct
import wave
from pathlib import Path

import pytest

from bot.documents.sound import seconds


def page(granule: int, body: bytes, flags: int = 0) -> bytes:
    """An Ogg page (RFC 3533) with one segment."""
    return b"OggS" + struct.pack("<BBqIIIBB", 0, flags, granule, 1, 0, 0, 1, len(body)) + body


def test_a_wav_file_says_how_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(b"\0\0" * 40_000)

    assert seconds(path) == 2.5


def test_a_discord_voice_message_says_how_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "voice-message.ogg"
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16_000, 0, 0)
    path.write_bytes(page(0, head, 2) + page(48_000, b"x" * 200) + page(48_000 * 7, b"y" * 200, 4))

    assert seconds(path) == 7.0


def test_vorbis_counts_at_its_own_rate(tmp_path: Path) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(page(0, b"\x01vorbis" + struct.pack("<IBI", 0, 1, 22_050), 2) + page(44_100, b"x", 4))

    assert seconds(path) == 2.0


@pytest.mark.parametrize("version", [0, 1])
def test_a_slack_clip_says_how_long_it_is(tmp_path: Path, version: int) -> None:
    times = struct.pack(">IIII" if version == 0 else ">QQIQ", 0, 0, 1000, 12_500)
    path = tmp_path / "clip.m4a"
    path.write_bytes(
        b"\0\0\0\x14ftypM4A " + b"\0" * 8 + b"\0\0\0\x6cmvhd" + bytes([version, 0, 0, 0]) + times + b"\0" * 80
    )

    assert seconds(path) == 12.5


@pytest.mark.parametrize("data", [b"", b"RIFF\0\0", b"OggS", b"ID3\x04 some mp3", b"\0\0\0\x14ftypM4A mvhd"])
def test_what_does_not_say_is_of_unknown_length(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)

    assert seconds(path) == 0.0
