"""Reads what Asterisk records, while it is still being written."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ivr.speech.alaw import decode

TELEPHONE = 8_000


def read_recording(path: Path) -> NDArray[np.int16]:
    """The samples at 8 kHz.

    A wav file's own lengths are not trusted: Asterisk writes them when the recording ends.

    Raises:
        ValueError: the file has no known suffix, or is no mono wav file of 8 or 16 kHz.
    """
    content = path.read_bytes()
    match path.suffix:
        case ".alaw" | ".al":
            return decode(content)
        case ".sln" | ".raw":
            return _linear(content)
        case ".sln16":
            return _halved(_linear(content))
        case ".wav" | ".wav16":
            return _wav(content)
    raise ValueError(f"{path.name} is no recording that can be read")


def _linear(content: bytes) -> NDArray[np.int16]:
    return np.frombuffer(content[: len(content) // 2 * 2], dtype="<i2")


def _wav(content: bytes) -> NDArray[np.int16]:
    if len(content) < 44:
        return np.zeros(0, np.int16)  # not even the header is written
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise ValueError("not a wav file")
    at, rate = 12, 0
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"fmt ":
            kind, channels, rate = struct.unpack_from("<HHI", content, at + 8)
            if (kind, channels) != (1, 1):
                raise ValueError("not a mono wav file of plain samples")
        if name == b"data":
            break
        at += 8 + size + size % 2
    samples = _linear(content[at + 8 :])
    if rate not in {TELEPHONE, 2 * TELEPHONE}:
        raise ValueError(f"{rate} Hz is neither 8 nor 16 kHz")
    return samples if rate == TELEPHONE else _halved(samples)


def _halved(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """From 16 to 8 kHz, by way of the spectrum."""
    if len(samples) < 2:
        return np.zeros(0, np.int16)
    even = samples[: len(samples) // 2 * 2]
    spectrum = np.fft.rfft(even)[: len(even) // 4 + 1]
    narrow = np.fft.irfft(spectrum, len(even) // 2) / 2
    return np.clip(np.round(narrow), -32768, 32767).astype(np.int16)
