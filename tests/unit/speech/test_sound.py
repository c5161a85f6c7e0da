import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ivr.speech.alaw import decode, encode
from ivr.speech.errors import BadRecording
from ivr.speech.sound import LOUDNESS, PEAK, finish, loudness, read_wav

RATE = 32_000


def word(level: float, seconds: float = 0.6, pitch: float = 300.0) -> NDArray[np.float64]:
    """Something like a syllable, with silence around it."""
    at = np.arange(int(seconds * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * pitch * n * at) / n for n in range(1, 8))
    quiet = np.zeros(RATE // 4)
    return np.concatenate([quiet, level * sound * np.hanning(len(at)), quiet])


def telephone(samples: NDArray[np.float64], pause: int = 0) -> NDArray[np.float64]:
    return decode(finish(samples, RATE, pause)[".alaw"]) / 32768


def test_every_code_of_alaw_survives_decoding_and_encoding() -> None:
    codes = bytes(range(256))
    assert encode(decode(codes)) == codes


def test_alaw_is_the_one_that_sox_knows(tmp_path: Path) -> None:
    if not shutil.which("sox"):
        pytest.skip("sox is not installed")
    (tmp_path / "all.al").write_bytes(bytes(range(256)))
    line = "sox -t al -r 8000 -c 1 all.al -t s16 -r 8000 all.sln"
    subprocess.run(line.split(), cwd=tmp_path, check=True)
    expected = np.frombuffer((tmp_path / "all.sln").read_bytes(), dtype="<i2")
    assert np.array_equal(decode(bytes(range(256))), expected)


@pytest.mark.parametrize("level", [0.01, 0.1, 0.4])
def test_every_prompt_has_the_same_loudness(level: float) -> None:
    spoken = telephone(word(level))
    assert 20 * np.log10(loudness(spoken, 8000)) == pytest.approx(LOUDNESS, abs=0.5)


def test_silence_around_a_prompt_is_cut_and_the_pause_is_exact() -> None:
    plain = finish(word(0.3), RATE, 0)
    paused = finish(word(0.3), RATE, 350)
    assert 0.5 < len(plain[".alaw"]) / 8000 < 0.66
    assert len(paused[".alaw"]) - len(plain[".alaw"]) == 8 * 350
    assert len(paused[".sln16"]) - len(plain[".sln16"]) == 2 * 16 * 350
    assert np.abs(decode(paused[".alaw"])[-8 * 350 :]).max() <= 8


def test_nothing_is_clipped_however_peaky_the_sound() -> None:
    peaky = word(0.02)
    peaky[RATE // 2 : RATE // 2 + 20] = 0.99
    assert np.abs(telephone(peaky)).max() <= PEAK + 0.02


def test_both_rates_are_the_same_sound() -> None:
    made = finish(word(0.3), RATE, 0)
    narrow = decode(made[".alaw"]).astype(float)
    wide = np.frombuffer(made[".sln16"], "<i2")[::2].astype(float)[: len(narrow)]
    assert np.corrcoef(narrow[: len(wide)], wide)[0, 1] > 0.98


def test_a_prompt_begins_and_ends_without_a_click() -> None:
    spoken = telephone(word(0.3))
    assert abs(spoken[0]) < 0.01
    assert abs(spoken[-1]) < 0.01


def test_silence_is_no_recording() -> None:
    with pytest.raises(BadRecording, match="nothing is to be heard"):
        finish(np.zeros(RATE), RATE, 0)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all, but a text"])
def test_what_is_no_wav_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(BadRecording):
        read_wav(path)


def test_the_channels_of_a_studio_recording_are_mixed(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.array([[100, 300]] * 10, "<i2").tobytes())
    samples, rate = read_wav(path)
    assert rate == 48_000
    assert np.allclose(samples * 32768, 200)
