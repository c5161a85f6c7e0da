"""Compares a recording with one prompt, sample by sample, for as long as they agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RATE = 8_000
Samples = NDArray[np.float32]

PROBE = 1_600
"""Samples of the prompt's beginning that find the exact place."""
ROOM = 200
"""Samples before and after the guess in which that place is looked for."""
BLOCK = 320
"""Samples that are compared at a time: two packets."""
STRAY = 800
"""Samples by which the rest may come later or earlier after lost or late packets."""
LOST_BLOCKS = 4
"""Blocks in a row that may be wrong before the prompt counts as cut off."""
ALIKE = 0.7
"""Correlation of a block that is the prompt's."""
CLOSE_TO_END = 480
"""Samples of speech that may be lost at the end of a prompt that was heard whole."""
FAINT = 0.1
"""Of the prompt's level: what is quieter tells nothing, for noise can cover it."""
SILENT = 0.004
"""The same for what counts as a pause between two prompts; a stopped consonant is louder."""
PAUSES = 4_000
"""Samples after a prompt in which a pause is looked for; the longest pause is shorter."""


@dataclass(frozen=True, slots=True)
class Match:
    """How a prompt agrees with a recording.

    Attributes:
        start: the recording's sample at which the prompt begins.
        heard: samples of the prompt's speech that were heard, from its beginning.
        score: normalised cross-correlation over what was heard, 0 to 1.
        complete: heard to the end of its speech.
        pause: samples of silence that followed, as far as it matters.
        moves: how often the rest came earlier or later than it should.
    """

    start: int
    heard: int
    score: float
    complete: bool
    pause: int
    moves: int


def compare(recording: Samples, spoken: Samples, guess: int) -> Match | None:
    """Follows a prompt through the recording from about the guessed sample on.

    Args:
        recording: samples at 8 kHz, as all here.
        spoken: the prompt without its closing pause.
        guess: the sample of the recording at which it may begin.
    """
    start = _place(recording, spoken[:PROBE], guess)
    if start is None:
        return None
    way = _follow(recording, spoken, start)
    if not way.heard:
        return None
    pause = _pause(recording, spoken, start + way.lag + len(spoken))
    heard = len(spoken) if way.complete else way.heard
    return Match(start, heard, way.score, way.complete, pause, way.moves)


def _place(recording: Samples, probe: Samples, guess: int) -> int | None:
    """The sample at which the probe fits best, None where it fits nowhere."""
    low = max(0, guess - ROOM)
    part = recording[low : max(0, guess + ROOM + len(probe))]
    probe = probe[: max(0, len(part) - ROOM)]
    if len(probe) < BLOCK:
        return None
    fits = correlation(part, probe)
    best = int(np.argmax(fits))
    return low + best if fits[best] > 0.4 else None


def correlation(part: Samples, probe: Samples) -> NDArray[np.float64]:
    """Normalised cross-correlation of the probe with each place in the part."""
    size = 1 << (len(part) - 1).bit_length()  # what wraps around is not looked at
    spectrum = np.fft.rfft(part, size) * np.conj(np.fft.rfft(probe, size))
    places = len(part) - len(probe) + 1
    dots = np.fft.irfft(spectrum, size)[:places]
    squares = np.concatenate([[0.0], np.cumsum(part.astype(np.float64) ** 2)])
    energy = squares[len(probe) : len(probe) + places] - squares[:places]
    own = float(np.dot(probe.astype(np.float64), probe))
    fits: NDArray[np.float64] = dots / np.sqrt(np.maximum(energy * own, 1e-12))
    return fits


class _Way(NamedTuple):
    """How far a prompt was followed.

    Attributes:
        lag: samples by which its end came later than its beginning promised.
    """

    heard: int
    score: float
    lag: int
    complete: bool
    moves: int


def _follow(recording: Samples, prompt: Samples, start: int) -> _Way:
    """Compares block by block, as far as the recording has the prompt."""
    level = float(np.sqrt(np.mean(prompt**2)))
    lag, lost, heard, telling, moves = 0, 0, 0, 0, 0
    sums = np.zeros(3)
    pending = np.zeros(3)
    for at in range(0, len(prompt), BLOCK):
        block = prompt[at : at + BLOCK]
        if float(np.sqrt(np.mean(block**2))) < FAINT * level:
            continue
        telling = at + len(block)
        there = recording[max(0, start + lag + at) : max(0, start + lag + at) + len(block)]
        if not _alike(there, block):
            moved = _moved(recording, prompt, start + lag, at) if lost < LOST_BLOCKS else None
            if moved is None:
                lost += 1
                if lost > LOST_BLOCKS:
                    break
                pending += _sums(there, block)
                continue
            lag += moved
            moves += 1
            there = recording[start + lag + at : start + lag + at + len(block)]
        sums += pending + _sums(there, block)
        pending, lost = np.zeros(3), 0
        heard = at + len(block)
    score = sums[0] / np.sqrt(max(sums[1] * sums[2], 1e-12))
    return _Way(heard, float(score), lag, heard >= telling - CLOSE_TO_END, moves)


def _alike(there: Samples, block: Samples) -> bool:
    dot, one, other = _sums(there, block)
    return len(there) == len(block) and dot > ALIKE * np.sqrt(one * other) and one > 0


def _sums(there: Samples, block: Samples) -> NDArray[np.float64]:
    """Product, and the energies of both, over what the recording has of the block."""
    block = block[: len(there)]
    return np.array(
        [np.dot(there, block), np.dot(there, there), np.dot(block, block)], dtype=np.float64
    )


def _moved(recording: Samples, prompt: Samples, start: int, at: int) -> int | None:
    """By how many samples the prompt goes on earlier or later, None if it does not."""
    probe = prompt[at : at + 3 * BLOCK]
    if len(probe) < 2 * BLOCK:
        return None
    low = max(0, start + at - STRAY)
    part = recording[low : start + at + STRAY + len(probe)]
    if len(part) < len(probe):
        return None
    fits = correlation(part, probe)
    best = int(np.argmax(fits))
    return low + best - start - at if fits[best] > 0.85 else None


def _pause(recording: Samples, spoken: Samples, end: int) -> int:
    """Samples of silence after the prompt's end."""
    after = recording[max(0, end) : max(0, end) + PAUSES]
    level = float(np.sqrt(np.mean(spoken**2)))
    frames = np.sqrt(np.mean(after[: len(after) // 80 * 80].reshape(-1, 80) ** 2, axis=1))
    if not len(frames):
        return len(after)
    loud = np.flatnonzero(frames > max(SILENT * level, 2 * float(frames.min())))
    return int(loud[0]) * 80 if len(loud) else len(after)
