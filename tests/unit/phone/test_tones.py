"""Tones are recognised where they are, and nowhere else."""

import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.phone.tones import Samples, gaps, heard, spans, write_tone

RATE = 8000


def tone(hertz: float, seconds: float, loud: float = 8000) -> Samples:
    moments = np.arange(int(seconds * RATE)) / RATE
    return (loud * np.sin(2 * np.pi * hertz * moments)).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def noise(seconds: float) -> Samples:
    return np.random.default_rng(7).normal(0, 3000, int(seconds * RATE)).astype(np.int16)


@given(
    hertz=st.sampled_from([400, 700, 1150, 2000]),
    before=st.floats(0, 1),
    length=st.floats(0.3, 2),
    loud=st.floats(600, 30000),
)
def test_begin_and_end_of_a_tone_are_told(
    hertz: int, before: float, length: float, loud: float
) -> None:
    [(begin, end)] = spans(np.concatenate((silence(before), tone(hertz, length, loud))), hertz)
    assert abs(begin - before) <= 0.04
    assert abs(end - before - length) <= 0.04


@pytest.mark.parametrize(
    "other", [tone(1150, 1), noise(1), silence(1), tone(700, 1, 90), tone(700, 0.06)]
)
def test_another_tone_noise_silence_and_a_click_are_no_tone(other: Samples) -> None:
    assert heard(other, 700) == 0.0


def test_a_tone_is_recognised_over_a_noisy_line() -> None:
    assert heard((tone(700, 1) + noise(1)).astype(np.int16), 700) > 0.9


def test_nothing_is_heard_in_nothing() -> None:
    assert spans(silence(0.01), 700) == []


def test_gaps_are_between_the_first_and_the_last_moment() -> None:
    samples = np.concatenate(
        [silence(0.5), tone(700, 1), silence(0.3), tone(700, 1), tone(1150, 0.5), tone(700, 1)]
    )
    lengths = [end - begin for begin, end in gaps(samples, 700)]
    assert lengths == pytest.approx([0.3, 0.5], abs=0.05)
    assert all(one[1] < other[0] for one, other in pairwise(spans(samples, 700)))


def test_the_file_for_a_microphone_can_be_played_round_and_round(tmp_path: Path) -> None:
    with wave.open(str(write_tone(tmp_path / "tone.wav", 700, seconds=1, rate=RATE))) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    assert gaps(np.concatenate((samples, samples)), 700) == []
    assert samples[0] == 0
    assert heard(np.concatenate((samples, samples)), 700) == 2.0
