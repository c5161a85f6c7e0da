"""The waiting list on the panel: put the caller on it, answer for them, take them off."""

from __future__ import annotations

from collections.abc import Sequence

from booking.api import (
    BookingChannel,
    Contact,
    Entry,
    LimitReached,
    NotFound,
    Offer,
    OfferOver,
    Refused,
    WaitChannel,
    Waiter,
    Wants,
    is_mobile,
    parse_phone,
)
from operator_console.caller import book
from operator_console.caller.panel import Panel, Told, opened
from operator_console.caller.state import State
from operator_console.console import Here
from operator_console.waitlist.view import Line, line


async def lines(panel: Panel) -> list[Line]:
    """What the caller waits for: by the calling number, and of a citizen who is known."""
    return [line(one, panel.names, panel.here.zone, panel.here.today) for one in await _own(panel)]


async def waited_for(panel: Panel) -> set[int]:
    """The visits that the caller would give up for something earlier."""
    return {one.entry.visit_id for one in await _own(panel) if one.entry.visit_id is not None}


async def _own(panel: Panel) -> Sequence[Waiter]:
    found: dict[int, Entry] = {}
    if panel.phone is not None:
        for entry in await panel.backend.waitlist.of_phone(panel.phone):
            found[entry.id] = entry
    if panel.citizen is not None and panel.is_known:
        for entry in await panel.backend.waitlist.of(panel.citizen.id):
            found[entry.id] = entry
    if not found:
        return []
    return [one for one in await panel.backend.waitlist.waiting() if one.entry.id in found]


async def join(here: Here, state: State, phone: str, visit_id: int | None, key: str) -> Told:
    """Put the caller on the list: for something earlier than a visit, or for whatever frees."""
    panel = await opened(here, state)
    number = parse_phone(phone) or panel.phone
    citizen = panel.citizen if panel.is_known else None
    try:
        wants, contact = await _wanted(panel, number, visit_id)
        await here.backend.waitlist.join(
            wants,
            contact=contact,
            language=panel.language,
            channel=WaitChannel.SMS if is_mobile(contact.phone) else WaitChannel.RING,
            by=here.member.username,
            citizen_id=None if citizen is None else citizen.id,
            visit_id=visit_id,
            name=None if citizen is None else citizen.name,
            key=key,
        )
    except NotFound:
        return Told(said="visit-gone", colour="warning")
    except Refused as refused:
        if refused.field == "phone":
            return Told(said="wait-no-number", colour="warning")
        return Told(said="visit-gone", colour="warning")
    return Told(said="waits")


async def _wanted(panel: Panel, number: str | None, visit_id: int | None) -> tuple[Wants, Contact]:
    if visit_id is not None:
        visit = await panel.backend.visits.get(visit_id)
        contact = Contact(visit.phone or number, visit.email, visit.verified)
        return Wants(visit.activity).done_as(visit.parts), contact
    activity = book.chosen_activity(panel.state, panel.names)
    if activity is None:
        raise NotFound
    wanted = await book.wanted_for(panel, activity)
    first, *also = wanted.parts
    offices = () if wanted.office is None else (wanted.office,)
    wants = Wants(first.activity, first.persons, tuple(also), offices)
    return wants, Contact(number)


async def answer(here: Here, offer_id: int, *, accepts: bool, key: str) -> tuple[Told, int | None]:
    """Accept or decline for the caller; the visit that came of it."""
    by = here.member.username
    try:
        if not accepts:
            declined: Offer = await here.backend.waitlist.decline(offer_id, by=by, key=key)
            return Told(said="wait-declined", slots={"code": declined.code}), None
        channel = BookingChannel.OPERATOR.value
        accepted = await here.backend.waitlist.accept(offer_id, by=by, channel=channel, key=key)
    except (OfferOver, NotFound):
        return Told(said="wait-over", colour="warning"), None
    except LimitReached:
        return Told(said="wait-limit", colour="warning"), None
    return Told(said="moved" if accepted.moved else "booked"), accepted.visit.id


async def change(here: Here, entry_id: int, *, leaves: bool, key: str) -> Told:
    """Take the caller off the list, or make offers again."""
    by, waitlist = here.member.username, here.backend.waitlist
    try:
        if leaves:
            await waitlist.leave(entry_id, by=by, key=key)
        else:
            await waitlist.resume(entry_id, by=by, key=key)
    except (NotFound, Refused):
        return Told(said="wait-gone", colour="warning")
    return Told(said="wait-left" if leaves else "waits")
