"""The catalogue of speech as the voice of calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from booking.api import Language, Wording
from ivr.speech.catalogue import Catalogue
from ivr.speech.music import Melody
from ivr.speech.segments import Segment, Utterance

SECONDS_A_LETTER = 0.068
"""Measured over the Czech prompts; for a segment whose rendered length is not known."""


class CatalogueVoice:
    """`Voice` over the texts, with the lengths of their rendered sounds by name."""

    def __init__(self, catalogue: Catalogue, lengths: Mapping[str, float] | None = None) -> None:
        self._catalogue = catalogue
        self._lengths = lengths or {}

    def say(
        self,
        key: str,
        language: Language,
        /,
        *,
        short: bool = False,
        **slots: Any,
    ) -> Utterance:
        return self._catalogue.say(key, language, short=short, **slots)

    def text(self, wording: Wording, language: Language) -> Utterance:
        return self._catalogue.text(wording, language)

    def seconds(self, utterance: Utterance) -> float:
        return sum(self._of(segment) for segment in utterance)

    def _of(self, segment: Segment) -> float:
        known = self._lengths.get(segment.sound)
        if known is not None:
            return known
        if isinstance(segment, Melody):
            return segment.seconds
        pace = 4 / 3 if segment.slow else 1.0
        return pace * len(segment.text) * SECONDS_A_LETTER + segment.pause / 1000
