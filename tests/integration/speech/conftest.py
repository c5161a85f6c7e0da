"""A small catalogue, rendered once by the real synthesisers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from booking.api import Language, Wording
from ivr.speech.alaw import decode
from ivr.speech.catalogue import Catalogue
from ivr.speech.index import SoundIndex
from ivr.speech.render import Renderer, slowed
from ivr.speech.segments import Segment, Utterance

CS, EN, UK = Language.CS, Language.EN, Language.UK
LIDICKA = Wording("Lidická pět", "Lidická Street five", "вулиця Лідіцка, п'ять")
START = dt.datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001  # what is spoken has no zone


@dataclass(frozen=True)
class Rendered:
    """What was rendered, and where."""

    catalogue: Catalogue
    sounds: Path
    cache: Path
    index: SoundIndex

    def samples(self, segment: Segment) -> NDArray[np.int16]:
        return decode((self.sounds / f"{segment.sound}.alaw").read_bytes())

    def played(
        self, *utterances: Utterance, gap: int = 1500
    ) -> tuple[NDArray[np.int16], list[tuple[Segment, float]]]:
        """What a caller would hear, and what is said when."""
        parts = [np.zeros(3000, np.int16)]
        said = []
        for utterance in utterances:
            for segment in utterance:
                said.append((segment, sum(len(part) for part in parts) / 8000))
                parts.append(self.samples(segment))
            parts.append(np.zeros(gap, np.int16))
        return np.concatenate(parts), said


def spoken(catalogue: Catalogue) -> list[Utterance]:
    """A conversation in three languages."""
    where: dict[str, Any] = {"start": START, "place": LIDICKA, "short_place": LIDICKA}
    return [
        catalogue.say("visit.nearest", CS, **where),
        catalogue.say("visit.booked", CS, code="472015"),
        catalogue.say("visit.sms_to", CS, ending="321"),
        catalogue.say("visit.nearest", EN, **where),
        catalogue.say("visit.nearest", UK, **where),
        catalogue.say("application.deadline", CS, deadline=dt.date(2026, 12, 3)),
        catalogue.say("silence.menu", CS, first="1", last="4"),
        catalogue.say("goodbye", CS),
    ]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    catalogue = Catalogue(extra=[LIDICKA])
    folder = tmp_path_factory.mktemp("speech")
    fixed = [
        segment
        for templates in catalogue.templates.values()
        for template in templates.values()
        for segment in template.literals
    ]
    said = [segment for utterance in spoken(catalogue) for segment in utterance]
    # rivals that sound alike: other dates, the same words with another ending
    dates = [s for s in catalogue.everything() if s.language is CS and "čtvrtého" in s.text]
    digits = [
        Segment(CS, f"{word}{end}") for word in ("dva", "čtyři", "pět") for end in ("", ",", ".")
    ]
    renderer = Renderer(folder / "sounds", folder / "cache")
    slow = slowed(s for s in fixed if s.language is CS)
    done = renderer.render([*slow, *fixed, *said, *dates, *digits])
    return Rendered(catalogue, folder / "sounds", folder / "cache", done.index)
