"""Who at the office is meant: callers ask for a person by a name as often as for a matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booking.api import Absence, Role, StaffMember
from ivr.routing.api import OperatorState, OperatorStatus
from operator_console import formats
from operator_console.caller.panel import Panel
from operator_console.desk.here import board_once
from operator_console.desk.state import COLOURS, in_words
from operator_console.desk.view import sentence

SHOWN = 3
"""A list beside another one stays small; who is not among so many is named more exactly."""

_FROM_LETTERS = 3
"""Two letters of a life situation are two letters of somebody's name, too."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether somebody is at work now, in words.

    Attributes:
        name: 'K dispozici', 'Nepřítomnost do 24. 11. 2026'.
        colour: of its tag.
        substitute: who stands in, empty for nobody.
    """

    name: str
    colour: str
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who works for the town.

    Attributes:
        does: role and services in words, what they know best first.
        duty: None where nothing is known of it.
    """

    username: str
    name: str
    does: str
    duty: Duty | None


async def found(panel: Panel) -> list[PersonRow]:
    """Who may be meant by what is searched for; nobody where no name fits well."""
    if len(panel.state.q) < _FROM_LETTERS:
        return []
    here = panel.here
    members = await panel.backend.staff.search(panel.state.q, SHOWN)
    if not members:
        return []
    operators = (await board_once(here)).operators
    absences = await panel.backend.staff.absences(here.today)
    away = {one.username: one for one in absences if one.covers(here.today)}
    everybody = {one.username: one for one in await panel.backend.staff.list()}
    return [
        PersonRow(
            one.username,
            one.name,
            does(panel, one),
            _on_line(panel, operators.get(one.username))
            or _away(panel, away.get(one.username), everybody)
            or _off_line(panel, one),
        )
        for one in members
    ]


def does(panel: Panel, member: StaffMember) -> str:
    """'Úřednice / úředník: Cestovní pasy, Občanské průkazy'."""
    role = sentence(panel.here.say(f"role.{member.role.value}"))
    services = _services(panel, member)
    return f"{role}: {', '.join(services)}" if services else role


def _services(panel: Panel, member: StaffMember) -> Sequence[str]:
    """What the town does not offer (any more) has no name, and is left out."""
    skills = member.services()
    known = [code for code in panel.names.services if code in skills]
    return [panel.names.service(code) for code in sorted(known, key=lambda code: -skills[code])]


def _on_line(panel: Panel, status: OperatorStatus | None) -> Duty | None:
    if status is None or status.state is OperatorState.OFFLINE:
        return None
    return Duty(in_words(panel.here, status.state, status.reason), COLOURS[status.state])


def _away(
    panel: Panel, absence: Absence | None, everybody: Mapping[str, StaffMember]
) -> Duty | None:
    if absence is None:
        return None
    day = formats.short_day(absence.last, panel.here.language)
    substitute = everybody.get(absence.substitute or "")
    return Duty(
        panel.here.say("caller.people.away", day=day),
        "warning",
        substitute.name if substitute is not None and substitute.active else "",
    )


def _off_line(panel: Panel, member: StaffMember) -> Duty | None:
    """Of those who are not rung by the line nobody notes when they are at work."""
    if member.role is not Role.OPERATOR:
        return None
    offline = OperatorState.OFFLINE
    return Duty(in_words(panel.here, offline, None), COLOURS[offline])
