"""Who it is: find the citizen, and be satisfied that the caller is that one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from booking.api import Citizen, FoundBy, IdentityMark, NotFound, Refused, are_enough
from operator_console import formats
from operator_console.caller.panel import Panel, Told, talk
from operator_console.caller.state import State
from operator_console.console import Here

SHORTEST = 2
"""Letters; fewer would show half the town."""

MOST_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who may be meant, with what tells them from others of the name."""

    id: int
    name: str
    born: str
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a caller can be asked, and the answer to compare with."""

    mark: IdentityMark
    answer: str


async def show(panel: Panel, told: Told) -> dict[str, Any]:
    """What this part shows."""
    text = panel.state.q
    found: list[Row] = []
    if len(text) >= SHORTEST:
        people = await panel.backend.citizens.search(text)
        shown = [one.citizen.id for one in people]
        await panel.here.looks_at("citizens", "the caller's panel, a search", shown)
        found = [row(one.citizen, one.by) for one in people]
    return {
        "found": found,
        "is_searched": len(text) >= SHORTEST,
        "owners": [] if text else await _owners(panel),
        "who": None if panel.citizen is None else row(panel.citizen),
        "questions": await questions(panel),
        "ticked": told.entered.get("marks", "").split(),
    }


def row(citizen: Citizen, by: FoundBy = FoundBy.NAME) -> Row:
    """The citizen in a list."""
    return Row(
        id=citizen.id,
        name=citizen.name,
        born="" if citizen.born is None else str(citizen.born.year),
        place=", ".join(part for part in (citizen.street, citizen.town) if part),
        by=by.value,
    )


async def _owners(panel: Panel) -> list[Row]:
    """Whose number it is that calls; it may be forged, so it proves nothing."""
    if panel.phone is None or panel.is_known:
        return []
    owners = await panel.backend.citizens.by_phone(panel.phone)
    if owners:
        about = f"citizens-of:{panel.phone}"
        await panel.here.looks_at(about, "the caller's panel", [one.id for one in owners])
    chosen = None if panel.citizen is None else panel.citizen.id
    return [row(one, FoundBy.PHONE) for one in owners if one.id != chosen]


async def questions(panel: Panel) -> list[Question]:
    """What can be asked of whoever says to be this citizen; nothing where it is known."""
    citizen = panel.citizen
    if citizen is None or panel.is_known:
        return []
    language = panel.here.language
    applications = await panel.backend.applications.of(citizen.id)
    visits = await panel.backend.visits.of(citizen.id)
    answers = {
        IdentityMark.BORN: formats.short_day(citizen.born, language) if citizen.born else "",
        IdentityMark.ADDRESS: row(citizen).place if citizen.street else "",
        IdentityMark.REFERENCE: _some([one.reference for one in applications]),
        IdentityMark.VISIT_CODE: _some([formats.code(one.code) for one in visits]),
        IdentityMark.PHONE_BACK: formats.phone(citizen.reachable_phone),
    }
    return [Question(mark, answer) for mark, answer in answers.items() if answer]


def _some(answers: Sequence[str]) -> str:
    return ", ".join(answers[:MOST_ANSWERS])


async def check(here: Here, state: State, marks: Sequence[str], key: str) -> Told:
    """The operator is satisfied, by these marks."""
    ticked = [mark for mark in IdentityMark if mark.value in marks]
    number = state.number("citizen")
    entered = {"marks": " ".join(mark.value for mark in ticked)}
    if number is None or not are_enough(ticked):
        return Told(troubles={"marks": "few_marks"}, entered=entered)
    try:
        await here.backend.citizens.check_identity(
            number, talk=talk(here, state), by=here.member.username, marks=ticked, key=key
        )
    except (NotFound, Refused):
        return Told(troubles={"marks": "few_marks"}, entered=entered)
    return Told(said="identity")


async def forget(here: Here, state: State) -> Told:
    """The operator takes it back."""
    await here.backend.citizens.forget_identity(talk(here, state), by=here.member.username)
    return Told(said="identity-withdrawn", colour="warning")
