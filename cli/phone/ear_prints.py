"""Prints of sound: a number for each short frame, nearly the same however loud it is played.

Each frame's spectrum is taken in bands, and each bit of the print says whether the
difference between two neighbouring bands grew or shrank since the frame before
(Haitsma and Kalker, A Highly Robust Audio Fingerprinting System, 2002). Frames of a
recording are looked up among those of all prompts; what several frames agree on is worth
comparing sample by sample.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

Guess = tuple[int, int, int]
"""A prompt, the sample at which it may begin, and how many prints agree on that."""

RATE = 8_000
WINDOW = 512
STEP = 128
"""Samples between two frames of a prompt, and between the two frames of a print."""
FINE_STEP = 32
"""Samples between two frames of a recording, whose prompts begin anywhere."""
BITS = 32
QUIET = 1e-3
"""Root mean square below which a frame says nothing."""
MOST_ALIKE = 300
"""A print that more places than this have in common tells nothing apart."""
_CHUNK = 20_000
PRINTS_KEPT = "1"
"""Changes when prints are made in another way, so that kept ones are not mistaken for new ones."""


def _bands() -> NDArray[np.float32]:
    """Sums the bins of a spectrum into bands between 250 and 3,400 Hz, finer where low."""
    edges = np.geomspace(250, 3400, BITS + 2)
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)
    matrix = np.zeros((len(bins), BITS + 1), dtype=np.float32)
    for band in range(BITS + 1):
        # a bin belongs to a band as far as it reaches into it
        width = RATE / WINDOW
        low = np.clip((bins + width / 2 - edges[band]) / width, 0, 1)
        high = np.clip((edges[band + 1] - bins + width / 2) / width, 0, 1)
        matrix[:, band] = low * high
    return matrix


_BANDS = _bands()
_WEIGHTS = (1 << np.arange(BITS, dtype=np.uint64)).astype(np.uint64)
_HANN = np.hanning(WINDOW).astype(np.float32)


def prints(
    samples: Samples, step: int, flipped: int = 0
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The prints of a sound and the sample at which the first frame of each starts.

    Args:
        samples: at 8 kHz.
        step: samples from one frame to the next.
        flipped: gives each print also with its weakest bits turned over, so many at
            most: noise turns the weak ones first.
    """
    if len(samples) < WINDOW + STEP:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::step]
    lag = STEP // step
    found, places = [], []
    for start in range(0, len(frames) - lag, _CHUNK):
        part = frames[start : start + _CHUNK + lag]
        spectrum = np.abs(np.fft.rfft(part * _HANN, axis=1)) ** 2
        energy = spectrum.astype(np.float32) @ _BANDS
        slope = np.diff(energy, axis=1)
        loud = np.sqrt(np.mean(part[:-lag] ** 2, axis=1)) > QUIET
        change = (slope[lag:] - slope[:-lag])[loud]
        codes = _with_flips(((change > 0) @ _WEIGHTS).astype(np.uint32), change, flipped)
        found.append(codes.ravel())
        places.append(np.repeat((start + np.flatnonzero(loud)) * step, codes.shape[1]))
    return np.concatenate(found), np.concatenate(places)


def _with_flips(
    codes: NDArray[np.uint32], change: NDArray[np.float32], flipped: int
) -> NDArray[np.uint32]:
    """One row a print: itself, and all ways to turn over its weakest bits."""
    variants = codes[:, None]
    if flipped:
        weakest = np.argpartition(np.abs(change), flipped, axis=1)[:, :flipped]
        for column in range(flipped):
            turned = variants ^ (np.uint32(1) << weakest[:, column, None].astype(np.uint32))
            variants = np.concatenate([variants, turned], axis=1)
    return variants


@dataclass(frozen=True)
class PrintIndex:
    """The prints of all prompts, sorted, with prompt and place of each."""

    codes: NDArray[np.uint32]
    owners: NDArray[np.int32]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, sounds: Iterable[Samples], longest: float) -> PrintIndex:
        """Indexes the beginnings of sounds.

        Args:
            sounds: the prompts.
            longest: seconds of each that are indexed; what is heard is heard from its start.
        """
        codes, owners, places = [], [], []
        for owner, samples in enumerate(sounds):
            found, at = prints(samples[: int(longest * RATE)], STEP)
            codes.append(found)
            places.append(at.astype(np.int32))
            owners.append(np.full(len(found), owner, np.int32))
        joined = np.concatenate(codes) if codes else np.zeros(0, np.uint32)
        order = np.argsort(joined, kind="stable")
        none = np.zeros(0, np.int32)
        return cls(
            joined[order],
            (np.concatenate(owners) if owners else none)[order],
            (np.concatenate(places) if places else none)[order],
        )

    @classmethod
    def kept(cls, file: Path, make: Callable[[], PrintIndex]) -> PrintIndex:
        """The index in a file; made, and kept there for the next time, where there is none.

        Of the files of earlier sounds the folder is rid.
        """
        try:
            with file.open("rb") as opened, np.load(opened) as found:
                return cls(found["codes"], found["owners"], found["places"])
        except (FileNotFoundError, BadZipFile, KeyError, ValueError, EOFError):
            made = make()
        file.parent.mkdir(parents=True, exist_ok=True)
        others = [old for old in file.parent.glob("prints-*.npz") if old != file]
        for old in sorted(others, key=lambda old: old.stat().st_mtime)[:-3]:
            old.unlink(missing_ok=True)
        whole = file.with_suffix(f".{os.getpid()}")
        with whole.open("wb") as out:
            np.savez(out, codes=made.codes, owners=made.owners, places=made.places)
        whole.rename(file)
        return made

    def guesses(self, samples: Samples, flipped: int = 0) -> list[Guess]:
        """Which prompts may begin where: (prompt, sample, how many prints agree).

        Args:
            samples: the recording.
            flipped: as many weak bits of each print may be wrong.
        """
        codes, at = prints(samples, FINE_STEP, flipped)
        first = np.searchsorted(self.codes, codes, "left")
        count = np.searchsorted(self.codes, codes, "right") - first
        count[count > MOST_ALIKE] = 0
        rows = np.repeat(first, count) + _within(count)
        owners = self.owners[rows].astype(np.int64)
        starts = np.repeat(at, count) - self.places[rows]
        return _votes(owners, starts)


def _within(count: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 … for each run."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count)


def _votes(owners: NDArray[np.int64], starts: NDArray[np.int64]) -> list[Guess]:
    """Gathers what agrees on prompt and beginning, to within 16 ms."""
    if not len(owners):
        return []
    shift = 1 << 40
    places = (starts + WINDOW * 1000) // (STEP // 2)
    keys, first, votes = np.unique(owners * shift + places, return_index=True, return_counts=True)
    # a beginning may fall on the border of two places: neighbours count together
    together = votes.copy()
    adjoining = np.flatnonzero(np.diff(keys) == 1)
    together[adjoining] += votes[adjoining + 1]
    together[adjoining + 1] += votes[adjoining]
    chosen = np.flatnonzero(together >= 2)
    return [(int(owners[first[n]]), int(starts[first[n]]), int(together[n])) for n in chosen]
