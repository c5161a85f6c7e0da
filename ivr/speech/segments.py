"""What is said, as a sequence of pieces that each have a rendered sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from typing import Self

from booking.api import Language

SENTENCE_ENDS = ".?!"
PAUSES = {",": 150, ";": 200, ":": 250, ".": 350, "?": 350, "!": 350}
"""Milliseconds of silence after a piece, by its last character."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence or part of a sentence in one language and its own voice.

    The punctuation at its end belongs to it: it decides melody and pause.
    """

    language: Language
    text: str
    slow: bool = False

    @property
    def sound(self) -> str:
        """The name under which Asterisk plays it, such as linka/cs/0123456789abcdef.

        It depends on what is said and not on the voice: another voice or a studio
        recording takes its place without anybody having to know.
        """
        return _sound(self.language, self.text, self.slow)

    @property
    def pause(self) -> int:
        """Milliseconds of silence that its sound ends with."""
        return PAUSES.get(self.text[-1:], 0)

    @property
    def ends_sentence(self) -> bool:
        return self.text.endswith(tuple(SENTENCE_ENDS))


@cache
def _sound(language: Language, text: str, slow: bool) -> str:
    said = "\0".join((language.value, "slow" if slow else "", text))
    return f"linka/{language}/{blake2b(said.encode(), digest_size=8).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the caller hears at one go."""

    segments: tuple[Segment, ...] = ()

    @property
    def text(self) -> str:
        """All of it as one readable line, for transcripts."""
        words: list[str] = []
        opens = True
        for segment in self.segments:
            words.append(segment.text[:1].upper() + segment.text[1:] if opens else segment.text)
            opens = segment.ends_sentence
        return " ".join(words)

    @property
    def sounds(self) -> tuple[str, ...]:
        """The names to play, one after the other."""
        return tuple(segment.sound for segment in self.segments)

    def slowed(self) -> Self:
        """The same, for one who asked to hear it again and slower."""
        return replace(self, segments=tuple(replace(s, slow=True) for s in self.segments))

    def __add__(self, other: Utterance) -> Utterance:
        return Utterance(self.segments + other.segments)

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    def __bool__(self) -> bool:
        return bool(self.segments)

    @classmethod
    def joined(cls, utterances: Iterable[Utterance]) -> Utterance:
        """Several, one after the other."""
        return Utterance(tuple(s for utterance in utterances for s in utterance.segments))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, white space made even.

    Abbreviations and numbers have no place in a spoken text, so a full stop, a
    question mark or an exclamation mark always ends a sentence.
    """
    even = " ".join(text.split())
    return tuple(part for part in re.split(r"(?<=[.?!])\s+", even) if part)
