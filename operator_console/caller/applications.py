"""How the caller's applications stand; and, for everybody, which documents are ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from booking.api import (
    Filed,
    LimitReached,
    NotFound,
    Refused,
    is_mobile,
    is_ready,
    parse_phone,
)
from operator_console import formats
from operator_console.caller import filing
from operator_console.caller.panel import Panel, Told, opened
from operator_console.caller.state import State
from operator_console.clerk.view import Whole, whole
from operator_console.console import Here
from operator_console.desk.view import sentence


@dataclass(frozen=True, slots=True)
class Item:
    """An application with what is said of it, in the caller's language."""

    whole: Whole
    says: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """Up to which day the documents of a service are ready.

    Attributes:
        day: empty where no clerk has written one.
        answer: 'ready', 'not-ready', or empty where no day was asked about.
    """

    code: str
    name: str
    day: str
    answer: str


async def show(panel: Panel, told: Told) -> dict[str, Any]:
    """What this part shows."""
    items: list[Item] = []
    if panel.citizen is not None and panel.is_known:
        reason = f"the caller's panel: {panel.identity.value}"
        await panel.here.looks_at(f"applications-of:{panel.citizen.id}", reason)
        found = await panel.backend.applications.of(panel.citizen.id)
        items = [await _item(panel, Filed(one, panel.citizen)) for one in found]
    proven = await filing.proven(panel)
    return {
        "proven": None if proven is None else await _item(panel, proven),
        "filing": await filing.form(panel, told),
        "items": items,
        "ready": await _ready(panel),
        "filed": panel.state.filed,
        "phone": told.entered.get("phone", _phone(panel)),
    }


async def _item(panel: Panel, filed: Filed) -> Item:
    here, application = panel.here, filed.application
    people = {one.username: one.name for one in await here.backend.staff.list()}
    kinds = await here.backend.applications.kinds()
    states = next(kind.states for kind in kinds if kind.code == application.kind)
    language = panel.language
    return Item(
        whole=whole(filed, people, here.language, here.zone, here.today, states=states),
        says=f"{application.kind_name[language]} {application.state_name[language]}.",
        is_open=panel.state.number("application") == application.id,
    )


def _phone(panel: Panel) -> str:
    own = panel.citizen.reachable_phone if panel.citizen and panel.is_known else None
    phone = own or panel.phone
    return formats.phone(phone) if is_mobile(phone) else ""


async def _ready(panel: Panel) -> Sequence[Ready]:
    """Nothing in it is personal: the office knows only up to which day documents are made."""
    collecting = {one.service for one in panel.names.activities.values() if one.collects}
    filed, language = panel.state.date("filed"), panel.here.language
    found = []
    for service in panel.names.services.values():
        if service.code not in collecting:
            continue
        written = await panel.backend.ready_dates.of(service.code)
        answer = ""
        if written is not None and filed is not None:
            answer = "ready" if is_ready(filed, written.day) else "not-ready"
        day = "" if written is None else formats.short_day(written.day, language)
        found.append(Ready(service.code, sentence(service.name[language]), day, answer))
    return found


async def send(here: Here, state: State, number: int, phone: str, key: str) -> Told:
    """Send how an application stands, if the caller is known to be its citizen."""
    panel = await opened(here, state)
    entered = {"phone": phone}
    to = parse_phone(phone)
    if not is_mobile(to) or to is None:
        return Told(troubles={"phone": "no_sms"}, entered=entered)
    try:
        filed = await here.backend.applications.get(number)
        mine = None if panel.citizen is None else panel.citizen.id
        if not panel.is_known or mine is None or filed.application.citizen_id != mine:
            return Told(said="not-verified", colour="warning")
        await here.backend.applications.send_status(
            number, phone=to, language=panel.language, key=key
        )
    except LimitReached:
        return Told(said="status-many", colour="warning")
    except (NotFound, Refused):
        return Told(troubles={"phone": "no_sms"}, entered=entered)
    return Told(said="status-sent", slots={"phone": formats.phone(to)})
