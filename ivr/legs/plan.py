"""What is to be done with the operators' legs. Pure: from the rows and what Asterisk has, steps.

Nothing here remembers what was done before. What is missing is done, at the next look again if it
was done in vain; what is there is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ivr.ari.names import LegName
from ivr.routing.duties import Duties, Rings, Talks

DECLINED = frozenset({17, 21})
"""Q.850 causes of a telephone that was there and said no: 486 Busy Here, 603 Decline."""

AGAIN_SECONDS = 2.0
"""A telephone that could not be rung for a talk that goes on is tried again after this."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg that Asterisk has.

    Attributes:
        up: it was picked up.
        talks: it is in the call's bridge.
    """

    name: LegName
    up: bool = False
    talks: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A leg that is no more.

    Attributes:
        cause: Q.850; 0 where nobody knows.
        up: it had been picked up.
        at: when, in seconds of the event loop's clock.
    """

    cause: int
    up: bool
    at: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What Asterisk has, as far as we know.

    Attributes:
        legs: those that are there.
        ended: those that were.
        bridges: the calls that have one.
        music: the calls whose bridge plays music; None for a bridge of which nobody knows.
        lost: since when an answered call is without its operator.
    """

    legs: Mapping[LegName, Leg] = field(default_factory=dict)
    ended: Mapping[LegName, Ended] = field(default_factory=dict)
    bridges: frozenset[str] = frozenset()
    music: Mapping[str, bool | None] = field(default_factory=dict)
    lost: Mapping[str, float] = field(default_factory=dict)

    def of(self, call: str) -> list[Leg]:
        """The legs of a call, those to the newest page first."""
        legs = [leg for name, leg in self.legs.items() if name.call == call]
        return sorted(legs, key=lambda leg: leg.name, reverse=True)


@dataclass(frozen=True, slots=True)
class Ring:
    """Dial a leg. `resumes`: a talk goes on there, so the page answers by itself."""

    leg: LegName
    endpoint: str
    resumes: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Hang a leg up."""

    leg: LegName


@dataclass(frozen=True, slots=True)
class Answer:
    """The operator has taken the caller."""

    leg: LegName


@dataclass(frozen=True, slots=True)
class TurnDown:
    """The ring has ended without an answer; `declined` by the operator, or missed."""

    offer: int
    declined: bool
    note: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Put a leg into the call's bridge."""

    leg: LegName


@dataclass(frozen=True, slots=True)
class Music:
    """Begin or end the music in the call's bridge."""

    call: str
    on: bool


@dataclass(frozen=True, slots=True)
class Lose:
    """From now on an answered call is without its operator."""

    call: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The operator did not come back in time: the caller waits on, for anybody."""

    call: str


@dataclass(frozen=True, slots=True)
class Close:
    """Take the bridge of a call away that talks no more."""

    call: str


Step = Ring | Drop | Answer | TurnDown | Connect | Music | Lose | GiveUp | Close


def plan(duties: Duties, seen: Seen, now: float, patience: float) -> list[Step]:
    """All steps to take now.

    Args:
        duties: what the rows say.
        seen: what Asterisk has.
        now: seconds of the event loop's clock.
        patience: seconds that a caller waits for an operator whose line broke off.
    """
    steps: list[Step] = []
    for rings in duties.rings:
        steps += _rings(rings, seen)
    for talks in duties.talks:
        steps += _talks(talks, seen, now, patience)
    wanted = {one.offer for one in duties.rings} | {one.offer for one in duties.talks}
    steps += [Drop(name) for name in seen.legs if name.offer not in wanted]
    talking = {one.call for one in duties.talks}
    steps += [Close(call) for call in sorted(seen.bridges - talking)]
    return steps


def _rings(rings: Rings, seen: Seen) -> Iterator[Step]:
    phone = rings.phone
    wanted = LegName(rings.call, rings.offer, phone.generation)
    legs = [leg for leg in seen.of(rings.call) if leg.name.offer == rings.offer]
    answered = next((leg for leg in legs if leg.up), None)
    if answered is not None:
        yield Answer(answered.name)
        return
    yield from (Drop(leg.name) for leg in legs if leg.name != wanted)
    if wanted in seen.legs:
        return
    ended = seen.ended.get(wanted)
    if ended is not None:
        yield TurnDown(rings.offer, ended.cause in DECLINED, f"cause {ended.cause}")
    elif phone.endpoint is not None:
        yield Ring(wanted, phone.endpoint, resumes=False, until=rings.until)


def _talks(talks: Talks, seen: Seen, now: float, patience: float) -> Iterator[Step]:
    legs = [leg for leg in seen.of(talks.call) if leg.name.offer == talks.offer]
    newest = talks.phone.generation
    there = next((leg for leg in legs if leg.up and leg.name.generation >= newest), None)
    if there is not None:
        if seen.music.get(talks.call, False) is not False:
            yield Music(talks.call, on=False)
        if not there.talks:
            yield Connect(there.name)
        yield from (Drop(leg.name) for leg in legs if leg is not there)
        return
    since = seen.lost.get(talks.call)
    if since is None:
        yield Lose(talks.call)
    elif now - since > patience:
        yield GiveUp(talks.call)
        return
    if seen.music.get(talks.call) is not True:
        yield Music(talks.call, on=True)
    wanted = LegName(talks.call, talks.offer, newest)
    yield from (Drop(leg.name) for leg in legs if leg.name != wanted)
    if wanted not in seen.legs and talks.phone.endpoint is not None:
        ended = seen.ended.get(wanted)
        if ended is None or (not ended.up and now - ended.at > AGAIN_SECONDS):
            yield Ring(wanted, talks.phone.endpoint, resumes=True)
