"""Filing for a caller: a suggestion or a complaint, with as much of it as they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booking.api import (
    Application,
    ApplicationQuery,
    Filed,
    FilingChannel,
    NotFound,
    Refused,
    is_mobile,
    parse_phone,
)
from operator_console import formats
from operator_console.caller.panel import Panel, Told, opened
from operator_console.caller.state import State
from operator_console.console import Here

LONGEST_PLACE = 200
LONGEST_TEXT = 4000

APPLICATION, PROBLEM, PLACE = "application", "problem", "place"
"""What a call brings along by these names: see `ivr.dialogs.about`."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form, begun with what the caller has keyed.

    Attributes:
        kinds: code, name, and whether it is the chosen one; empty where the town takes none.
    """

    kinds: Sequence[tuple[str, str, bool]]
    place: str
    text: str
    phone: str


async def form(panel: Panel, told: Told) -> Form:
    """The form as it is shown."""
    brought = {} if panel.asked is None else panel.asked.keyed
    # what is filed already is not filed again by a click
    keyed = {} if APPLICATION in brought else brought
    asked = "" if panel.asked is None or not keyed else panel.asked.topic or ""
    chosen = told.entered.get("kind", asked)
    return Form(
        kinds=[(code, name, code == chosen) for code, name in (await _kinds(panel)).items()],
        place=told.entered.get("place", keyed.get(PLACE, "")),
        text=told.entered.get("text", keyed.get(PROBLEM, "")),
        phone=told.entered.get("filing-phone", formats.phone(panel.phone)),
    )


async def _kinds(panel: Panel) -> Mapping[str, str]:
    """What the town takes by telephone, in its order."""
    offered = (await panel.backend.catalogue.town()).phone_filing.kinds
    named = {one.code: one.name[panel.here.language] for one in panel.names.kinds.values()}
    return {one.kind: named[one.kind] for one in offered if one.kind in named}


async def proven(panel: Panel) -> Filed | None:
    """What the caller has filed in this call, or has named by its number and code."""
    reference = "" if panel.asked is None else panel.asked.keyed.get(APPLICATION, "")
    if not reference:
        return None
    found = await panel.backend.applications.find(ApplicationQuery(text=reference), 1)
    if not found:
        return None
    number = found[0].application.id
    await panel.here.looks_at(f"application:{number}", "the caller's panel: by number and code")
    return found[0]


async def file(
    here: Here, state: State, kind: str, *, place: str, text: str, phone: str, key: str
) -> Told:
    """File it; number, code and deadline are told to be read out."""
    panel = await opened(here, state)
    entered = {"kind": kind, "place": place, "text": text, "filing-phone": phone}
    troubles = {}
    if kind not in await _kinds(panel):
        troubles["kind"] = "filing_kind"
    number = parse_phone(phone) if phone.strip() else None
    if phone.strip() and number is None:
        troubles["filing-phone"] = "phone"
    if not text.strip():
        troubles["text"] = "filing_text"
    if troubles:
        return Told(troubles=troubles, entered=entered)
    citizen = panel.citizen if panel.is_known else None
    try:
        receipt = await here.backend.applications.file(
            kind,
            None if citizen is None else citizen.id,
            phone=number,
            place=place.strip() or None,
            text=text.strip(),
            channel=FilingChannel.OPERATOR,
            language=panel.language,
            by=here.member.username,
            key=key,
        )
    except Refused as refused:
        return Told(troubles={refused.field: "filing_length"}, entered=entered)
    except NotFound:
        return Told(troubles={"kind": "filing_kind"}, entered=entered)
    to = citizen.reachable_phone if citizen is not None else number
    said = "filed" if is_mobile(to) else "filed-silently"
    return Told(said=said, slots=_slots(here, receipt.application, receipt.code))


def _slots(here: Here, application: Application, code: str) -> Mapping[str, str]:
    day = application.deadline
    return {
        "kind": application.kind_name[here.language],
        "number": f"{application.number}/{application.year}",
        "code": formats.code(code),
        "deadline": "–" if day is None else formats.short_day(day, here.language),
    }
