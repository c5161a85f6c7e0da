"""What else is to be done at the same visit: a family has one booking, not four."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from booking.api import Activity, VisitPart
from operator_console.caller.state import State
from operator_console.desk.view import Names, sentence

FIELDS = ("also", "more")
"""Of the state: a second and a third activity; with `_n` for how many."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list."""

    code: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Further:
    """A row of the form for one more activity.

    Attributes:
        field: its field's name.
        activities: that some counter does together with all that is chosen before.
        most_persons: 0 while nothing is chosen.
    """

    field: str
    activities: Sequence[Choice]
    persons: int
    most_persons: int


def further(state: State, names: Names, first: Activity) -> list[Further]:
    """The rows: those that are filled in, and an empty one while there is something to add."""
    rows: list[Further] = []
    chosen = [first]
    for field in FIELDS:
        possible = _along_with(chosen, names)
        if not possible:
            break
        one = next((a for a in possible if a.code == getattr(state, field)), None)
        listed = [Choice(a.code, sentence(a.name[names.language]), a is one) for a in possible]
        rows.append(
            Further(
                field,
                listed,
                0 if one is None else _persons(state, field, one),
                0 if one is None else one.max_persons,
            )
        )
        if one is None:
            break
        chosen.append(one)
    return rows


def also(state: State, names: Names, first: Activity) -> tuple[VisitPart, ...]:
    """What is chosen beside the first activity, as far as one counter does it all."""
    return tuple(
        VisitPart(choice.code, row.persons)
        for row in further(state, names, first)
        for choice in row.activities
        if choice.is_chosen
    )


def places(parts: Sequence[VisitPart], names: Names) -> set[str]:
    """The offices with a counter that does all of it."""
    wanted = [names.activities[part.activity] for part in parts]
    return {
        counter.office
        for counter in names.counters.values()
        if all(counter.does(activity) for activity in wanted)
    }


def _along_with(chosen: Sequence[Activity], names: Names) -> list[Activity]:
    able = [c for c in names.counters.values() if all(c.does(one) for one in chosen)]
    return [
        activity
        for activity in names.activities.values()
        if activity not in chosen and any(counter.does(activity) for counter in able)
    ]


def _persons(state: State, field: str, activity: Activity) -> int:
    return min(max(state.number(f"{field}_n") or 1, 1), activity.max_persons)
