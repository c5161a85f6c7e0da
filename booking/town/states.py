"""How a kind of application may stand: the standard states, fewer of them, or others besides.

A kind that says nothing has the standard states. One that lists its states has those and no others:
a standard code alone means the standard state; its fields may be put in their place one by one.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from booking.applications.standard import BY_CODE, STANDARD
from booking.applications.states import DeadlineClock, KindState, Stage, check_states
from booking.errors import Refused
from booking.language import Wording
from booking.town.files import Described, Spoken, Text

StateCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=20)]


class StateEntry(Described):
    """One state; see `KindState`."""

    code: StateCode
    name: Spoken | None = None
    label: Text | None = None
    stage: Stage | None = None
    deadline: DeadlineClock | None = None
    next: tuple[StateCode, ...] | None = None
    final: bool = False


def states_of(entries: tuple[StateEntry, ...] | None) -> tuple[KindState, ...]:
    """The states of a kind, the one that applications begin in first.

    Raises:
        Refused: one will not do; names it and the reason.
    """
    if entries is None:
        return STANDARD
    listed = {entry.code for entry in entries}
    states = tuple(_state(entry, listed) for entry in entries)
    check_states(states)
    return states


def _state(entry: StateEntry, listed: set[str]) -> KindState:
    standard = BY_CODE.get(entry.code)
    if entry.final and entry.next:
        raise Refused(entry.code, "is an end and leads on; leave 'final' or 'next' out")
    name = entry.name or (standard.name if standard else None)
    stage = entry.stage or (standard.stage if standard else None)
    clock = entry.deadline or (standard.clock if standard else None)
    if name is None or stage is None or clock is None:
        raise Refused(entry.code, "is no standard state: it needs 'name', 'stage' and 'deadline'")
    following = _next(entry, standard, listed)
    label = entry.label or (standard.label if standard and entry.name is None else _label(name))
    return KindState(entry.code, name, label, stage, clock, following)


def _next(entry: StateEntry, standard: KindState | None, listed: set[str]) -> tuple[str, ...]:
    if entry.final:
        return ()
    if entry.next is not None:
        if not entry.next:
            raise Refused(entry.code, "leads nowhere; say 'final: true' where that is meant")
        return entry.next
    if standard is None:
        raise Refused(entry.code, "needs 'next', or 'final: true'")
    if standard.is_final:
        return ()
    left = tuple(code for code in standard.next if code in listed)
    if not left:
        raise Refused(entry.code, "nothing is left that it may become; say 'next' or 'final: true'")
    return left


def _label(name: Wording) -> Wording:
    """For lists of the staff: what is spoken, with a capital letter."""
    told = name.by_language()
    return Wording.of({code: text[0].upper() + text[1:] for code, text in told.items()})
