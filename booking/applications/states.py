"""The states of a kind of application: how each is told, whose turn it is, where it may lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from booking.errors import Refused
from booking.language import Language, Wording
from booking.topics.rules import unspeakable


class Stage(StrEnum):
    """What a state means to those who work on it; every kind's states are of one of these."""

    UNDER_WAY = "under-way"
    """The town hall has to do something."""
    WAITING = "waiting"
    """Somebody else has."""
    SUCCEEDED = "succeeded"
    """It went as the applicant wished."""
    FAILED = "failed"
    """It did not."""
    OVER = "over"
    """Nothing more is expected of anybody."""


class DeadlineClock(StrEnum):
    """What becomes of the deadline while an application is in a state."""

    RUNS = "runs"
    STANDS = "stands"
    """It stands still, and the days are added afterwards (500/2004 Sb., § 65)."""
    NONE = "none"


UNFINISHED = frozenset({Stage.UNDER_WAY, Stage.WAITING})
"""Somebody still has to do something about these."""


@dataclass(frozen=True, slots=True)
class KindState:
    """One state of a kind.

    Attributes:
        code: its stable name within the kind.
        name: follows the name of the kind, whatever its gender: 'se vyřizuje'.
        label: how lists of the staff call it: 'Vyřizuje se'.
        stage: whose turn it is.
        clock: what becomes of the deadline.
        next: what it may become; nothing more makes it an end.
    """

    code: str
    name: Wording
    label: Wording
    stage: Stage
    clock: DeadlineClock
    next: tuple[str, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether nothing comes after it."""
        return not self.next


def check_states(states: Sequence[KindState]) -> None:
    """Let a kind's states pass that every application can begin with, go through and end in.

    Raises:
        Refused: which state will not do, and why.
    """
    codes = [state.code for state in states]
    if not states:
        raise Refused("states", "a kind needs at least one state")
    for state in states:
        if codes.count(state.code) > 1:
            raise Refused(state.code, "the state is there twice")
        for code in state.next:
            if code not in codes:
                raise Refused(state.code, f"leads to the state {code!r}, which is nowhere")
            if code == state.code:
                raise Refused(state.code, "leads to itself")
        _check_wording(state)
    _check_ways(states)


def _check_wording(state: KindState) -> None:
    for language in Language:
        if not state.name.translated(language):
            raise Refused(state.code, f"the wording is missing in the language {language.value!r}")
    if why := unspeakable(state.name):
        raise Refused(state.code, why)


def _check_ways(states: Sequence[KindState]) -> None:
    """Every state can be reached from the first, and from every one an end can be reached."""
    by_code = {state.code: state for state in states}
    reached = reachable(by_code, states[0].code) | {states[0].code}
    for state in states:
        if state.code not in reached:
            raise Refused(state.code, "no way leads to this state from the first one")
    ends = {state.code for state in states if state.is_final}
    if not ends:
        raise Refused("states", "no state is an end; give one of them 'final: true'")
    for state in states:
        if not state.is_final and not ends & reachable(by_code, state.code):
            raise Refused(state.code, "no way leads from this state to an end")


def reachable(by_code: dict[str, KindState], start: str) -> set[str]:
    """All that a state may become in the end; not itself, unless a way leads back to it."""
    found: set[str] = set()
    open_ = [start]
    while open_:
        for code in by_code[open_.pop()].next:
            if code not in found:
                found.add(code)
                open_.append(code)
    return found
