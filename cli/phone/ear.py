"""The ear: which prompts a recording holds, and when each was heard.

ear = Ear.of(data / "sounds")
for heard in ear.hear(recording):
    print(heard.start, heard.segment.text)

A town has thousands of prompts. Their prints are made once and kept in the user's cache; their
samples are read when they are compared.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cli.phone.ear_match import RATE, Match, Samples, compare
from cli.phone.ear_prints import PRINTS_KEPT, WINDOW, Guess, PrintIndex
from cli.phone.recordings import read_recording
from ivr.speech.alaw import decode
from ivr.speech.index import Sound, SoundIndex
from ivr.speech.segments import PAUSES, Segment, Utterance

INDEXED = 1.2
"""Seconds of each prompt's beginning that are searched for."""
SURE = 0.6
"""Correlation of a prompt that was heard; another prompt has about 0.1."""
SURE_PART = 0.85
"""The same for one that was cut off, of which there is less to compare."""
LEAST = 0.2
"""Seconds of a prompt that must be heard to name it."""
OVERLAP = 0.06
"""Seconds by which two prompts may seem to overlap."""
LONGEST_PAUSE = max(PAUSES.values()) * RATE // 1000
"""Samples of the longest pause that a prompt can end with."""
UNEXPLAINED = 0.15
"""Seconds of sound without a prompt that are worth a closer look."""
WEAK_BITS = 4
"""How many bits of a print may be wrong at that closer look."""
AUDIBLE = 0.003
"""Root mean square of what is loud enough to be a prompt."""
RIVALS = 24
"""How many prompts are compared for one beginning, those that agree most."""
IN_MIND = 400
"""Prompts whose samples are kept once they were compared."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One prompt in a recording.

    Attributes:
        start: seconds from the beginning of the recording.
        end: when its last audible moment was; before its closing pause.
        score: normalised cross-correlation, 1 for exactly this prompt.
        complete: whether it was heard to its end; a key cuts it off, for example.
        portion: how much of its speech was heard, 0 to 1.
    """

    segment: Segment
    start: float
    end: float
    score: float
    complete: bool
    portion: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    sound: int
    match: Match
    pause: int

    @property
    def weight(self) -> float:
        """More heard is better; then whole prompts, then the one whose pause fits best.

        The same words with another punctuation sound alike but for the pause. One that
        fits only by being moved along again and again is the same words at another pace.
        """
        match = self.match
        misfit = abs(min(match.pause, LONGEST_PAUSE) - self.pause) / RATE
        likeness = match.heard / RATE * match.score**4
        return likeness + 0.1 * match.complete - 0.2 * misfit - 0.05 * match.moves


class Ear:
    """Knows the rendered prompts of one folder.

    Args:
        sounds: what is rendered.
        samples: reads one of them, by its place in `sounds`.
        index: the prints of their beginnings.
    """

    def __init__(
        self, sounds: Sequence[Sound], samples: Callable[[int], Samples], index: PrintIndex
    ) -> None:
        self._sounds = sounds
        self._pauses = [_pause(sound) for sound in sounds]
        self._spoken = lru_cache(IN_MIND)(samples)
        self._index = index

    @classmethod
    def of(
        cls,
        folder: Path,
        index: SoundIndex | None = None,
        *,
        slow: bool = False,
        cache: Path | None = None,
    ) -> Ear:
        """An ear for the sounds of a folder.

        Args:
            folder: holds the sounds and their index.
            index: which of them; all that the folder's index names if not given.
            slow: whether it must also know the slow ones, which takes as long again.
            cache: the folder where prints are kept from one ear to the next, if anywhere.
        """
        index = index or SoundIndex.read(folder)
        names = [n for n, sound in index.sounds.items() if slow or not sound.segment.slow]
        sounds = [index.sounds[name] for name in names]

        def samples(place: int) -> Samples:
            read = as_floats(decode((folder / f"{names[place]}.alaw").read_bytes()))
            return read[: max(1, len(read) - _pause(sounds[place]))]

        def prints() -> PrintIndex:
            return PrintIndex.of(map(samples, range(len(names))), INDEXED)

        if cache is None:
            return cls(sounds, samples, prints())
        made = [f"{name} {sound.made}" for name, sound in zip(names, sounds, strict=True)]
        known = hashlib.sha256("\n".join([PRINTS_KEPT, *made]).encode()).hexdigest()[:16]
        return cls(sounds, samples, PrintIndex.kept(cache / f"prints-{known}.npz", prints))

    def hear(self, recording: Path | NDArray[np.int16], since: float = 0.0) -> list[Heard]:
        """The prompts in a recording, in order.

        Args:
            recording: a wav, sln, sln16 or alaw file, which may still grow, or samples
                at 8 kHz.
            since: seconds from which on to listen; a prompt that began before is not heard.
        """
        raw = read_recording(recording) if isinstance(recording, Path) else recording
        skipped = int(since * RATE)
        samples = as_floats(raw[skipped:])
        candidates = self._candidates(samples, self._index.guesses(samples))
        chosen = _without_overlap(candidates)
        for start, end in _unexplained(samples, chosen):
            guesses = self._index.guesses(samples[start:end], WEAK_BITS)
            moved = [(sound, start + at, votes) for sound, at, votes in guesses]
            candidates += self._candidates(samples, moved)
        chosen = _without_overlap(candidates)
        return [self._heard(candidate, skipped) for candidate in chosen]

    def transcript(self, heard: Iterable[Heard]) -> str:
        """What was heard as readable text; what was cut off ends with a dash."""
        lines = []
        for one in heard:
            text = Utterance((one.segment,)).text
            lines.append(f"{one.start:7.2f}  {text}{'' if one.complete else ' –'}")
        return "\n".join(lines)

    def _candidates(self, samples: Samples, guesses: list[Guess]) -> list[_Candidate]:
        found = []
        tried: set[tuple[int, int]] = set()
        rivals: Counter[int] = Counter()
        for sound, guess, _votes in sorted(guesses, key=lambda one: -one[2]):
            place = guess // 160
            near = {(sound, place - 1), (sound, place), (sound, place + 1)}
            if near & tried or rivals[place] >= RIVALS:
                continue
            tried.add((sound, place))
            rivals[place] += 1
            match = compare(samples, self._spoken(sound), guess)
            if match and self._is_sure(sound, match):
                found.append(_Candidate(sound, match, self._pauses[sound]))
        return found

    def _is_sure(self, sound: int, match: Match) -> bool:
        if match.complete:
            return match.score >= SURE
        least = min(LEAST * RATE, len(self._spoken(sound)))
        return match.score >= SURE_PART and match.heard >= least

    def _heard(self, candidate: _Candidate, skipped: int) -> Heard:
        match, spoken = candidate.match, len(self._spoken(candidate.sound))
        return Heard(
            self._sounds[candidate.sound].segment,
            start=(skipped + match.start) / RATE,
            end=(skipped + match.start + match.heard) / RATE,
            score=match.score,
            complete=match.complete,
            portion=match.heard / spoken,
        )


def _pause(sound: Sound) -> int:
    """Samples of silence at its end."""
    return sound.segment.pause * RATE // 1000


def _without_overlap(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The best candidate for each moment, in order of time."""
    chosen: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda one: -one.weight):
        if not any(_overlap(candidate.match, other.match) for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=lambda one: one.match.start)


def _overlap(one: Match, other: Match) -> bool:
    together = min(one.start + one.heard, other.start + other.heard) - max(one.start, other.start)
    return together > OVERLAP * RATE


def _unexplained(samples: Samples, chosen: list[_Candidate]) -> Iterator[tuple[int, int]]:
    """Stretches of sound that no prompt accounts for, with a little around them."""
    size = RATE // 100
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    loud = np.sqrt(np.mean(frames**2, axis=1)) > AUDIBLE
    for candidate in chosen:
        match = candidate.match
        loud[max(0, match.start // size) : (match.start + match.heard) // size + 3] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8)))
    for first, last in _joined(edges.reshape(-1, 2)):
        if (last - first) * size > UNEXPLAINED * RATE:
            yield max(0, first * size - WINDOW), last * size + WINDOW


def _joined(stretches: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Stretches that are at most 0.3 s apart count as one."""
    open_: tuple[int, int] | None = None
    for first, last in stretches.tolist():
        if open_ and first - open_[1] <= 30:
            open_ = (open_[0], last)
            continue
        if open_:
            yield open_
        open_ = (first, last)
    if open_:
        yield open_


def as_floats(samples: NDArray[np.int16]) -> Samples:
    """Between -1 and 1."""
    return (samples / 32768).astype(np.float32)
