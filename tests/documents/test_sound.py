import math
import struct
import wave
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.documents.sound import seconds
from tests.documents.made import FILES, written


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


@pytest.mark.parametrize("data", [b"", b"RIFF\0\0", b"OggS", b"ID3\x04 some mp3", b"\0\0\0\x14ftypM4A mvhd", b"fLaC"])
def test_what_does_not_say_is_of_unknown_length(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)

    assert seconds(path) == 0.0


@pytest.mark.parametrize(
    ("name", "off"),
    [
        ("clip.m4a", 0.01),
        ("recorded.m4a", 0.2),  # in fragments of 0.2 s, of which the last one's length is not said
        ("clip.webm", 0.03),
        ("recorded.webm", 0.03),  # as a browser writes it, which does not know the end yet
        ("clip.mp3", 0.1),
        ("plain.mp3", 0.1),  # an encoder that says nothing about the whole
    ],
)
def test_real_clips_of_a_phone_and_a_browser_are_measured(name: str, off: float) -> None:
    assert seconds(FILES / name) == pytest.approx(3.2, abs=off)


def test_an_mp3_of_many_rates_is_as_long_as_its_encoder_counted(tmp_path: Path) -> None:
    """The header of MPEG 1, layer III, 32 kbit/s, 44.1 kHz, mono: frames of 104 bytes."""
    frame = b"\xff\xfb\x10\xc4".ljust(104, b"\0")
    xing = (b"\xff\xfb\x10\xc4" + b"\0" * 17 + b"Xing\0\0\0\x01" + struct.pack(">I", 1000)).ljust(104, b"\0")
    vbri = (b"\xff\xfb\x10\xc4" + b"\0" * 32 + b"VBRI" + b"\0" * 10 + struct.pack(">I", 500)).ljust(104, b"\0")

    for first, count in ((xing, 1000), (vbri, 500), (frame, 41)):
        assert seconds(written(tmp_path, "a.mp3", first + frame * 40)) == pytest.approx(count * 1152 / 44_100)


def test_flac_says_how_many_samples_it_has(tmp_path: Path) -> None:
    fields = (16_000 << 44 | 40_000).to_bytes(8, "big")

    assert seconds(written(tmp_path, "a.flac", b"fLaC\0\0\0\x22" + b"\0" * 10 + fields + b"\0" * 16)) == 2.5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(
    name=st.sampled_from(["clip.m4a", "recorded.m4a", "clip.webm", "recorded.webm", "clip.mp3", "plain.mp3"]),
    at=st.floats(0, 0.2),
    junk=st.binary(min_size=1, max_size=12),
    end=st.integers(10, 20_000),
)
def test_any_damage_leaves_a_length_or_none(name: str, at: float, junk: bytes, end: int, tmp_path: Path) -> None:
    data = bytearray((FILES / name).read_bytes())
    start = int(at * len(data))
    data[start : start + len(junk)] = junk

    found = seconds(written(tmp_path, "x", bytes(data[:end])))

    assert math.isfinite(found)
    assert 0 <= found < 1_000_000
