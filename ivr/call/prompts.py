"""What is said, before it is known in which language, at which length and how slowly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from booking.api import Language, Wording
from ivr.speech.music import MELODIES
from ivr.speech.segments import Segment, Utterance


class Voice(Protocol):
    """Puts words to the keys of prompts; `ivr.call.voice` makes one of the catalogue."""

    def say(
        self,
        key: str,
        language: Language,
        /,
        *,
        short: bool = False,
        **slots: Any,
    ) -> Utterance:
        """The prompt of that key, its slots filled; a short form where there is one."""

    def text(self, wording: Wording, language: Language) -> Utterance:
        """Wording from outside: menus, topics."""

    def seconds(self, utterance: Utterance) -> float:
        """How long it takes to say."""


class Prompt(Protocol):
    """Something that can be said in each language."""

    def utter(self, voice: Voice, language: Language, *, short: bool) -> Utterance:
        """The words; short ones for a caller who knows the way, where there are any."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A prompt of the catalogue with the values of its slots."""

    key: str
    slots: Mapping[str, Any] = field(default_factory=dict)

    def utter(self, voice: Voice, language: Language, *, short: bool) -> Utterance:
        return voice.say(self.key, language, short=short, **self.slots)


def phrase(key: str, /, **slots: Any) -> Phrase:
    """A prompt by its key: `phrase("visit.nearest", start=…, place=…)`."""
    return Phrase(key, slots)


@dataclass(frozen=True, slots=True)
class Told:
    """Wording of the town, with a short form where it has one."""

    wording: Wording
    brief: Wording | None = None

    def utter(self, voice: Voice, language: Language, *, short: bool) -> Utterance:
        return voice.text(self.brief if short and self.brief else self.wording, language)


@dataclass(frozen=True, slots=True)
class Together:
    """Several prompts as one."""

    prompts: tuple[Prompt, ...]

    def utter(self, voice: Voice, language: Language, *, short: bool) -> Utterance:
        return Utterance.joined(p.utter(voice, language, short=short) for p in self.prompts)


@dataclass(frozen=True, slots=True)
class Played:
    """A sound that is the same in every language and for everybody."""

    segment: Segment

    def utter(
        self,
        voice: Voice,  # noqa: ARG002  as every prompt
        language: Language,  # noqa: ARG002
        *,
        short: bool,  # noqa: ARG002
    ) -> Utterance:
        return Utterance((self.segment,))


def music() -> tuple[Prompt, ...]:
    """The parts of the music for those who wait, to be played one after the other."""
    return tuple(Played(melody) for melody in MELODIES)


def together(*prompts: Prompt) -> Together:
    """Several prompts, one after the other."""
    return Together(prompts)


@dataclass(frozen=True, slots=True)
class Unhurried:
    """Left out for a caller who knows the way."""

    prompt: Prompt

    def utter(self, voice: Voice, language: Language, *, short: bool) -> Utterance:
        return Utterance() if short else self.prompt.utter(voice, language, short=False)


@dataclass(frozen=True, slots=True)
class Slowly:
    """Said slowly, whatever the rest is."""

    prompt: Prompt

    def utter(self, voice: Voice, language: Language, *, short: bool) -> Utterance:
        return self.prompt.utter(voice, language, short=short).slowed()
