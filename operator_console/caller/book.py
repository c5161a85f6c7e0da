"""A visit for the caller: what for, when, where the confirmation goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from booking.api import (
    Activity,
    BookingChannel,
    Contact,
    HoldExpired,
    LimitReached,
    NotFound,
    Override,
    Refused,
    SlotTaken,
    Visit,
    is_mobile,
    parse_phone,
)
from operator_console import formats
from operator_console.caller import parts, spoken, times
from operator_console.caller.panel import Panel, Told, opened
from operator_console.caller.parts import Choice, Further
from operator_console.caller.state import State
from operator_console.caller.times import Wanted
from operator_console.console import Here
from operator_console.desk.view import Names, sentence

CHANNEL = BookingChannel.OPERATOR.value


@dataclass(frozen=True, slots=True)
class Choices:
    """What the visit is for; `further` are the rows for more of it."""

    services: Sequence[Choice]
    activities: Sequence[Choice]
    offices: Sequence[Choice]
    persons: int
    most_persons: int
    further: Sequence[Further]


@dataclass(frozen=True, slots=True)
class Done:
    """A visit that has just been booked or moved.

    Attributes:
        says: the code as it is dictated, in the caller's language.
        bring: what to bring, in the caller's language.
        phone: where an SMS goes, empty for none.
        email: where a letter goes, empty for none.
    """

    id: int
    activity: str
    day: str
    clock: str
    place: str
    code: str
    says: str
    bring: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Missed:
    """The visits of the caller, or of the citizen they are, that nobody came to lately.

    Attributes:
        days: within so many days.
        last: the day of the last one.
    """

    count: int
    days: int
    last: str


@dataclass(frozen=True, slots=True)
class To:
    """Where the confirmation goes, as the fields begin or were filled in."""

    phone: str
    email: str
    name: str
    number: str
    """'mobile', 'landline', 'hidden' or 'none': what the caller's own number is."""


async def show(panel: Panel, told: Told) -> dict[str, Any]:
    """What this part shows."""
    activity = chosen_activity(panel.state, panel.names)
    wanted = None if activity is None else await wanted_for(panel, activity)
    kept = await times.kept(panel)
    return {
        "choices": await _choices(panel, activity, wanted),
        "times": None if wanted is None or kept else await times.times(panel, wanted),
        "kept": kept,
        "to": _to(panel, told),
        "missed": await _missed(panel),
        "done": await done(panel),
    }


async def _missed(panel: Panel) -> Missed | None:
    citizen_id = panel.citizen.id if panel.citizen and panel.is_known else None
    if citizen_id is None and panel.phone is None:
        return None
    attendance = panel.backend.attendance
    found = await attendance.missed_lately(citizen_id=citizen_id, number=panel.phone)
    if not found.count:
        return None
    last = formats.short_day(found.starts[0].date(), panel.here.language)
    return Missed(found.count, found.days, last)


def chosen_activity(state: State, names: Names) -> Activity | None:
    """What the visit is for; the service's first activity where none was chosen yet."""
    known = names.activities.get(state.activity)
    if known is not None and state.service in ("", known.service):
        return known
    service = names.services.get(state.service)
    listed = () if service is None else service.activities
    codes = [one for one in listed if one in names.activities]
    return names.activities[codes[0]] if codes else None


async def wanted_for(panel: Panel, activity: Activity) -> Wanted:
    """As far as it can be had: another activity may be done elsewhere, and for fewer persons."""
    persons = panel.state.number("persons") or 1
    also = parts.also(panel.state, panel.names, activity)
    wanted = Wanted(activity.code, min(max(persons, 1), activity.max_persons), None, also)
    offices = {one.code for one in await panel.backend.catalogue.offices(activity.code)}
    offices &= parts.places(wanted.parts, panel.names)
    return replace(wanted, office=panel.state.office) if panel.state.office in offices else wanted


async def _choices(panel: Panel, activity: Activity | None, wanted: Wanted | None) -> Choices:
    names, language = panel.names, panel.here.language
    service = activity.service if activity else panel.state.service
    offices, chosen = [], None if wanted is None else wanted.office
    if activity is not None:
        offices = await panel.backend.catalogue.offices(activity.code)
    if wanted is not None:
        able = parts.places(wanted.parts, names)
        offices = [one for one in offices if one.code in able]
    return Choices(
        services=[
            Choice(one.code, sentence(one.name[language]), one.code == service)
            for one in names.services.values()
        ],
        activities=[
            Choice(one.code, sentence(one.name[language]), one is activity)
            for one in names.activities.values()
            if one.service == service
        ],
        offices=[
            Choice(
                one.code,
                names.office(one.code),
                one.code == chosen,
            )
            for one in offices
        ],
        persons=1 if wanted is None else wanted.persons,
        most_persons=1 if activity is None else activity.max_persons,
        further=[] if activity is None else parts.further(panel.state, names, activity),
    )


def _to(panel: Panel, told: Told) -> To:
    """The caller's number, or what a known citizen has shown to be theirs."""
    own = panel.citizen if panel.is_known else None
    phone = (own.reachable_phone if own else None) or panel.phone
    number = "none" if panel.asked is None else "hidden"
    if panel.phone is not None:
        number = "mobile" if panel.mobile else "landline"
    return To(
        phone=told.entered.get("phone", formats.phone(phone) if is_mobile(phone) else ""),
        email=told.entered.get("email", (own.reachable_email if own else None) or ""),
        name=told.entered.get("name", own.name if own else ""),
        number=number,
    )


async def done(panel: Panel) -> Done | None:
    """The visit that the state says was just booked."""
    number = panel.state.number("booked")
    if number is None:
        return None
    try:
        visit = await panel.backend.visits.get(number)
    except NotFound:
        return None
    await panel.here.looks_at(f"visit:{number}", "the caller's panel: booked or moved just now")
    return _done(panel, visit)


def _done(panel: Panel, visit: Visit) -> Done:
    known = panel.names.activities
    bring = [
        known[one.activity].bring[panel.language] for one in visit.parts if one.activity in known
    ]
    return Done(
        id=visit.id,
        activity=panel.names.purpose(visit.parts),
        day=formats.long_day(visit.start.date(), panel.here.language),
        clock=formats.clock(visit.start),
        place=panel.names.place(visit.office, visit.counter),
        code=visit.code,
        says=spoken.digits(visit.code, panel.language),
        bring=" ".join(dict.fromkeys(bring)),
        phone=visit.phone or "",
        email=visit.email or "",
    )


async def keep(here: Here, state: State, token: str, key: str) -> tuple[State, Told]:
    """Keep a time for the caller."""
    panel = await opened(here, state)
    activity = chosen_activity(state, panel.names)
    if activity is None:
        return state, Told(troubles={"service": "service"})
    wanted = await wanted_for(panel, activity)
    state = state.but(activity=wanted.activity, service=activity.service)
    return await times.keep(here, state, token, wanted, key)


async def confirm(
    here: Here, state: State, *, phone: str, email: str, name: str, reason: str | None, key: str
) -> tuple[State, Told]:
    """Make the time that is kept a visit; with a reason also one more than the limits let."""
    entered = {"phone": phone, "email": email, "name": name, "reason": reason or ""}
    panel = await opened(here, state)
    checked, troubles = contact(panel, phone, email)
    if troubles:
        return state, Told(troubles=troubles, entered=entered)
    number = state.number("hold")
    if number is None:
        return state.but(hold=""), Told(said="hold-gone", colour="warning", entered=entered)
    hold = await times.own_hold(here, state)
    try:
        visit = await here.backend.visits.confirm(
            number,
            contact=checked,
            language=panel.language,
            citizen_id=panel.citizen.id if panel.citizen and panel.is_known else None,
            channel=CHANNEL,
            name=" ".join(name.split())[:100] or None,
            by=here.member.username,
            caller=panel.phone,
            override=Override(here.member.username, reason) if reason else None,
            key=key,
        )
    except LimitReached as error:
        wrong = {"limit": "limit"} if reason is None else {"reason": "reason"}
        return state, Told(troubles=wrong, entered=entered, limit=error)
    except (HoldExpired, SlotTaken):
        after = "" if hold is None else hold.slot.start.isoformat()
        said = Told(said="taken", colour="warning", entered=entered)
        return state.but(hold="", after=after), said
    except Refused as error:
        return state, Told(troubles={error.field: error.field}, entered=entered)
    cleared = dict.fromkeys(("hold", "after", "day", "also", "also_n", "more", "more_n"), "")
    return state.but(**cleared, booked=visit.id), Told(said="booked")


def contact(panel: Panel, phone: str, email: str) -> tuple[Contact, dict[str, str]]:
    """Where the confirmation goes; what will not do, by field.

    It counts as verified only where it is what the citizen has shown to be theirs.
    """
    troubles = {}
    number, address = parse_phone(phone), email.strip()
    if phone.strip() and number is None:
        troubles["phone"] = "phone"
    elif number is not None and not is_mobile(number):
        troubles["phone"] = "landline"
    own = panel.citizen if panel.is_known else None
    verified = (
        own is not None
        and number in (None, own.reachable_phone)
        and address in ("", own.reachable_email)
        and bool(number or address)
    )
    return Contact(number, address or None, verified=verified), troubles
