"""The ids of what belongs to a call: they derive from the call's, so every process finds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_LEG = re.compile(r"(?P<call>.+)-op-(?P<offer>\d+)-(?P<generation>\d+)")
_TALK = "-talk"
_RING = re.compile(r"ring-(?P<ring>\d+)")


@dataclass(frozen=True, slots=True, order=True)
class LegName:
    """A leg to an operator's telephone: for which call and offer, and to which page of theirs."""

    call: str
    offer: int
    generation: int

    def __str__(self) -> str:
        return f"{self.call}-op-{self.offer}-{self.generation}"

    @classmethod
    def read(cls, channel: str) -> Self | None:
        """The name of a channel, if that is such a leg."""
        match = _LEG.fullmatch(channel)
        if match is None:
            return None
        return cls(match["call"], int(match["offer"]), int(match["generation"]))


def talk_of(call: str) -> str:
    """The bridge in which a call talks."""
    return f"{call}{_TALK}"


def call_of_talk(bridge: str) -> str | None:
    """The call that talks in a bridge, if that is one for a talk."""
    return bridge.removesuffix(_TALK) if bridge.endswith(_TALK) else None


def ring_channel(ring_id: int) -> str:
    """The channel of a ring that the machine places: there is one at most, ever."""
    return f"ring-{ring_id}"


def ring_of_channel(channel: str) -> int | None:
    """The ring that a channel belongs to, if it was made for one."""
    match = _RING.fullmatch(channel)
    return None if match is None else int(match["ring"])
