"""A-law of ITU-T G.711, the code of European telephone networks."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray


@cache
def _values() -> NDArray[np.int16]:
    """The 16-bit value of each of the 256 codes, by the recommendation's table 1a."""
    codes = np.arange(256) ^ 0x55
    segment = (codes & 0x70) >> 4
    steps = (codes & 0x0F) * 2 + 1
    size = np.where(segment == 0, steps, (steps + 32) << np.maximum(segment - 1, 0))
    return np.where(codes & 0x80, size * 8, -size * 8).astype(np.int16)


@cache
def _codes() -> NDArray[np.uint8]:
    """The code nearest to each of the 65,536 values, at index value + 32,768."""
    order = np.argsort(_values(), kind="stable")
    levels = _values()[order].astype(np.int32)
    borders = (levels[1:] + levels[:-1]) // 2
    nearest = np.searchsorted(borders, np.arange(-32768, 32768), side="left")
    return order[nearest].astype(np.uint8)


def encode(samples: NDArray[np.int16]) -> bytes:
    """One byte for each sample."""
    return _codes()[samples.astype(np.int32) + 32768].tobytes()


def decode(codes: bytes) -> NDArray[np.int16]:
    """One sample for each byte."""
    return _values()[np.frombuffer(codes, dtype=np.uint8)]
