"""The music for those who wait: a piece of our own, made by numbers, or the town's recording.

Calm broken chords. Everybody may play it: nobody else has ever written it down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import ClassVar

import numpy as np

from booking.api import Language
from ivr.speech.errors import BadRecording
from ivr.speech.files import put_link, write_whole
from ivr.speech.index import Sound, SoundIndex
from ivr.speech.segments import Segment
from ivr.speech.sound import TELEPHONE, Samples, accompany, read_wav

PIECE = "3"
"""Names what stands here; raised when it sounds different."""

LOUDNESS = -33.0
"""Level in dB below full scale: half as loud as speech, so that nobody overhears the announcement
between two parts, or wishes it away."""

RATE = 16_000
PARTS = 3
PART_MOST = 30.0
"""Seconds of a recording that are played between two announcements, at most."""
SHORTEST, LONGEST = 30.0, 600.0
"""Seconds that a town's recording may have."""
FADE = 0.4
"""Seconds at either end of a part; an announcement cuts in there."""

CHORD_SECONDS = 5.0
CHORDS = (
    (48, 55, 64, 67, 71),
    (45, 52, 60, 67, 72),
    (41, 53, 57, 64, 69),
    (43, 50, 59, 64, 67),
    (40, 52, 59, 62, 67),
    (45, 52, 60, 64, 71),
    (38, 50, 57, 65, 69),
    (43, 53, 59, 62, 69),
    (41, 48, 57, 64, 67),
    (40, 48, 55, 64, 72),
    (38, 50, 57, 60, 65),
    (43, 50, 57, 60, 64),
    (45, 52, 55, 60, 64),
    (41, 48, 57, 60, 67),
    (43, 50, 55, 59, 65),
)
"""Of each, from the lowest: the numbers of the keys, 60 is the middle c."""
BROKEN = (0, 2, 3, 4, 3, 2, 1, 3)
"""In which order the keys of a chord come, evenly over its time."""
OVERTONES = (1.0, 0.32, 0.12, 0.05)


@dataclass(frozen=True, slots=True)
class Melody(Segment):
    """A part of the music, as something to be said. It has one pace and no language."""

    part: int = 0

    seconds: ClassVar[float] = CHORD_SECONDS * len(CHORDS) / PARTS
    """Of a part of our own piece."""

    @property
    def sound(self) -> str:
        return f"linka/music/{self.part}"


MELODIES = tuple(Melody(Language.CS, "(hudba)", part=part) for part in range(1, PARTS + 1))
"""One after the other, again and again."""


def prepare_music(sounds: Path, cache: Path, hold: Path | None, own: Path | None) -> bool:
    """Put the parts among the sounds, and the whole where Asterisk takes music on hold from.

    Args:
        sounds: the folder that Asterisk plays from.
        cache: rendered sounds are kept here.
        hold: the folder for music on hold, if it is wanted; what else lies there is taken away.
        own: the town's recording, if it has one.

    Returns:
        Whether anything was missing.

    Raises:
        BadRecording: the recording cannot be used.
    """
    made = _mark(own)
    kept = cache / "music" / made
    if not (kept / "done").exists():
        _write(kept, own)
    index = SoundIndex.read(sounds)
    known = [index.sounds.get(one.sound) for one in MELODIES]
    there = all((sounds / f"{one.sound}.alaw").exists() for one in MELODIES)
    missing = not there or any(sound is None or sound.made != made for sound in known)
    if missing:
        put = {one.sound: _put(one, kept, sounds, made) for one in MELODIES}
        SoundIndex({**index.sounds, **put}).write(sounds)
    if hold is not None:
        _put_hold(kept, hold)
    return missing


@cache
def composed() -> Samples:
    """Our own piece, at RATE. Its end leads into its beginning: what still sounds goes on there."""
    size = int(CHORD_SECONDS * len(CHORDS) * RATE)
    piece = np.zeros(size)
    for at, key, seconds, loudness in _notes():
        note = _note(key, seconds) * loudness
        places = (int(at * RATE) + np.arange(len(note))) % size
        piece[places] += note
    loudest: float = np.abs(piece).max()
    return piece / loudest


def _notes() -> Iterator[tuple[float, int, float, float]]:
    """When, which key, how long it is heard, how loud."""
    step = CHORD_SECONDS / len(BROKEN)
    for number, chord in enumerate(CHORDS):
        begin = number * CHORD_SECONDS
        yield begin, chord[0] + 12, CHORD_SECONDS * 1.2, 0.5
        for count, place in enumerate(BROKEN):
            # a hand is never quite even; what it does here is the same each time
            sway = 0.012 * np.sin(2.4 * (number * len(BROKEN) + count))
            weight = 0.8 if count % 4 else 1.0
            yield begin + count * step + 0.02 + sway, chord[place] + 12, 3.2, weight


def _note(key: int, seconds: float) -> Samples:
    """A soft string: it rises in a moment, then fades, its overtones sooner."""
    moments = np.arange(int(seconds * RATE)) / RATE
    hertz = 440.0 * 2 ** ((key - 69) / 12)
    sound: Samples = np.zeros(len(moments))
    for number, strength in enumerate(OVERTONES, 1):
        fading = np.exp(-moments * (0.9 + 0.7 * number))
        sound += strength * fading * np.sin(2 * np.pi * hertz * number * moments)
    rise = np.minimum(moments / 0.035, 1.0)
    end = np.minimum((seconds - moments) / 0.25, 1.0)
    shaped: Samples = sound * np.sin(rise * np.pi / 2) ** 2 * end
    return shaped


def _mark(own: Path | None) -> str:
    said = PIECE.encode() if own is None else own.read_bytes()
    return blake2b(f"{PIECE} {LOUDNESS} {PARTS}".encode() + said, digest_size=16).hexdigest()


def _write(folder: Path, own: Path | None) -> None:
    samples, rate = (composed(), RATE) if own is None else read_wav(own)
    seconds = len(samples) / rate
    if not SHORTEST <= seconds <= LONGEST:
        raise BadRecording(f"{own} takes {seconds:.0f} s; {SHORTEST:.0f} to {LONGEST:.0f} will do")
    for suffix, sound in accompany(samples, rate, LOUDNESS, loops=True).items():
        write_whole(folder / f"whole{suffix}", sound)
    for number, part in enumerate(_parts(samples, rate), 1):
        for suffix, sound in accompany(_faded(part, rate), rate, LOUDNESS).items():
            write_whole(folder / f"{number}{suffix}", sound)
    write_whole(folder / "done", b"")


def _parts(samples: Samples, rate: int) -> Sequence[Samples]:
    size = min(len(samples) // PARTS, int(PART_MOST * rate))
    return [samples[start * size : (start + 1) * size] for start in range(PARTS)]


def _faded(part: Samples, rate: int) -> Samples:
    length = int(FADE * rate)
    slope = np.sin(np.linspace(0, np.pi / 2, length)) ** 2
    return np.concatenate(
        [part[:length] * slope, part[length:-length], part[-length:] * slope[::-1]]
    )


def _put(melody: Melody, kept: Path, sounds: Path, made: str) -> Sound:
    for suffix in (".sln16", ".alaw"):
        put_link(kept / f"{melody.part}{suffix}", sounds / f"{melody.sound}{suffix}")
    size = (kept / f"{melody.part}.alaw").stat().st_size
    return Sound(melody, round(size / TELEPHONE, 3), made)


def _put_hold(kept: Path, hold: Path) -> None:
    hold.mkdir(parents=True, exist_ok=True)
    for suffix in (".sln16", ".alaw"):
        place = hold / f"music{suffix}"
        if not place.exists() or not place.samefile(kept / f"whole{suffix}"):
            put_link(kept / f"whole{suffix}", place)
    for other in hold.iterdir():
        if other.stem != "music":
            other.unlink()
