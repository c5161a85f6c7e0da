"""sounds/index.json: what each rendered sound says, for transcripts, tests and the ear."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from booking.api import Language
from ivr.speech.files import write_whole
from ivr.speech.segments import Segment, Utterance

NAME = "index.json"


@dataclass(frozen=True, slots=True)
class Sound:
    """One rendered segment.

    Attributes:
        seconds: how long it takes, its closing pause included.
        made: names text, voice and settings that it was made with.
    """

    segment: Segment
    seconds: float
    made: str


@dataclass(frozen=True, slots=True)
class SoundIndex:
    """The rendered sounds by name, such as linka/cs/0123456789abcdef."""

    sounds: Mapping[str, Sound]

    def seconds(self, utterance: Utterance) -> float | None:
        """How long an utterance takes; None if one of its sounds is not rendered."""
        known = [self.sounds.get(segment.sound) for segment in utterance]
        if any(sound is None for sound in known):
            return None
        return sum(sound.seconds for sound in known if sound is not None)

    def lacks(self, utterance: Utterance) -> tuple[Segment, ...]:
        """The segments of an utterance that have no sound."""
        return tuple(segment for segment in utterance if segment.sound not in self.sounds)

    def said(self, sound: str) -> Segment | None:
        """What a sound says."""
        found = self.sounds.get(sound)
        return found.segment if found else None

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The index of a folder of sounds; empty if nothing was rendered there."""
        try:
            rows = json.loads((folder / NAME).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls({})
        return cls({name: _sound(row) for name, row in rows.items()})

    def write(self, folder: Path) -> None:
        """Replaces the folder's index at one go."""
        rows = {
            name: {
                "language": sound.segment.language.value,
                "text": sound.segment.text,
                "slow": sound.segment.slow,
                "seconds": sound.seconds,
                "made": sound.made,
            }
            for name, sound in sorted(self.sounds.items())
        }
        text = json.dumps(rows, ensure_ascii=False, indent=0)
        write_whole(folder / NAME, text.encode())


def _sound(row: Mapping[str, str | float | bool]) -> Sound:
    segment = Segment(Language(str(row["language"])), str(row["text"]), slow=bool(row["slow"]))
    return Sound(segment, float(row["seconds"]), str(row["made"]))
