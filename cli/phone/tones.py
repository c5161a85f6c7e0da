"""Steady tones: what one end says so that the other end can be asked whether it came through."""

from __future__ import annotations

import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cli.phone.recordings import TELEPHONE

STEP = 160
"""Samples between two looks: 20 ms, as much as a packet holds. A look spans two packets."""
SHARE = 0.6
"""Of the energy of a look that a tone has when it is the tone, and not speech or music."""
AUDIBLE = 100.0
"""The least mean amplitude of 16-bit samples that counts as sound."""
SHORTEST = 0.1
"""Seconds. What is shorter may be anything."""

Samples = NDArray[np.int16]
Span = tuple[float, float]


def write_tone(path: Path, hertz: int, *, seconds: int = 2, rate: int = 48_000) -> Path:
    """A wav file that can be played round and round without a click, for whole `seconds`."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(_tone(hertz, seconds, rate))
    return path


def write_raw_tone(path: Path, hertz: int, *, seconds: int = 300) -> None:
    """The samples at 8 kHz, longer than any call of a test; nothing where the file is there."""
    if not path.exists():
        whole = path.with_suffix(".part")
        whole.write_bytes(_tone(hertz, seconds, TELEPHONE))
        whole.replace(path)


def _tone(hertz: int, seconds: int, rate: int) -> bytes:
    moments = np.arange(seconds * rate) / rate
    return np.round(12_000 * np.sin(2 * np.pi * hertz * moments)).astype("<i2").tobytes()


def spans(samples: Samples, hertz: int) -> list[Span]:
    """When a tone was heard: begin and end in seconds, to 20 ms.

    Tones are told apart best when they are multiples of 25 Hz (Goertzel's filter, taken for all
    looks at once).
    """
    is_there = _looks(samples, hertz)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_there.astype(np.int8), [0]))))
    found = [(begin * STEP, (end + 1) * STEP) for begin, end in edges.reshape(-1, 2)]
    seconds = [(begin / TELEPHONE, end / TELEPHONE) for begin, end in found]
    return [(begin, end) for begin, end in seconds if end - begin >= SHORTEST]


def heard(samples: Samples, hertz: int) -> float:
    """For how many seconds a tone was heard."""
    return sum(end - begin for begin, end in spans(samples, hertz))


def gaps(samples: Samples, hertz: int) -> list[Span]:
    """When it was away between its first and its last moment."""
    found = spans(samples, hertz)
    return [(one[1], other[0]) for one, other in pairwise(found)]


def _looks(samples: Samples, hertz: int) -> NDArray[np.bool_]:
    count = len(samples) // STEP - 1
    if count < 1:
        return np.zeros(0, np.bool_)
    steps = samples[: (count + 1) * STEP].astype(np.float64).reshape(-1, STEP)
    looks = np.concatenate((steps[:-1], steps[1:]), axis=1)
    wave_of = np.exp(-2j * np.pi * hertz / TELEPHONE * np.arange(2 * STEP))
    power: NDArray[Any] = np.abs(looks @ wave_of) ** 2 / STEP
    energy: NDArray[Any] = np.sum(looks**2, axis=1)
    loud = energy > 2 * STEP * AUDIBLE**2
    found: NDArray[np.bool_] = loud & (power > SHARE * np.maximum(energy, 1.0))
    return found
