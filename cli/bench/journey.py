"""The menu call that is measured: which keys, and what is heard after each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

ANSWER_WAIT = 0.55
"""Seconds: a dialplan's Answer() waits up to half a second for the caller's first sound, and the
callers cannot send any before they have heard from which port the call is served. Keys count from
the first sound heard, so nothing but the length of the call is touched by this."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said at one point: sounds one after the other, by their names in the sounds folder.

    The first one tells the prompt from others.
    """

    sounds: tuple[str, ...]

    @property
    def name(self) -> str:
        """The sound that it begins with."""
        return self.sounds[0]


@dataclass(frozen=True, slots=True)
class Journey:
    """A call: the welcome, then for each key the prompt that follows it.

    Every key is pressed while a prompt is playing, as those do who ring often: so each measures
    stopping one sound and starting another.
    """

    welcome: Prompt
    steps: tuple[tuple[str, Prompt], ...]

    def __post_init__(self) -> None:
        names = [prompt.name for prompt in self.prompts]
        if any(one == other for one, other in pairwise(names)):
            raise ValueError("two prompts in a row begin with the same sound")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in their order."""
        return tuple(key for key, _ in self.steps)

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """All prompts in their order, the welcome first."""
        return (self.welcome, *(prompt for _, prompt in self.steps))


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the callers go: seconds.

    Keys are pressed at set times whether or not the last one was answered, so that a system that
    falls behind is not spared. `spread` moves each key by a random part of it, lest all calls
    march in step with the packets.
    """

    first_key: float
    between_keys: float
    spread: float
    at_the_end: float

    def talk(self, keys: int) -> float:
        """How long a call with so many keys lasts from the answer."""
        keying = self.first_key + self.between_keys * (keys - 1) + self.spread
        return ANSWER_WAIT + keying + self.at_the_end
