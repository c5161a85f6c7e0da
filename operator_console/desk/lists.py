"""Today's lists: call-backs asked for, visits still to come, what was booked last."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from booking.api import REBOOKING_RING, WAITLIST_RING, Ring
from operator_console import formats
from operator_console.console import OWN_FORM, Here
from operator_console.desk import answers
from operator_console.desk.here import AtDesk, CommandKey
from operator_console.desk.names import names_once
from operator_console.desk.view import Names, ring_row, visit_rows, waited

router = APIRouter()

_LAST = 10


@router.post("/rings/{ring_id}/settle", dependencies=[OWN_FORM])
async def settle(here: AtDesk, ring_id: int, command_key: CommandKey) -> Response:
    """The call-back is done."""
    key = here.command_key(f"{command_key}/{ring_id}")
    await here.backend.rings.settle(ring_id, by=here.member.username, key=key)
    return answers.done(here, "ring-settled", undo=f"/desk/rings/{ring_id}/reopen")


@router.post("/rings/{ring_id}/reopen", dependencies=[OWN_FORM])
async def reopen(here: AtDesk, ring_id: int, command_key: CommandKey) -> Response:
    """It is not, after all."""
    key = here.command_key(f"{command_key}/{ring_id}")
    await here.backend.rings.reopen(ring_id, by=here.member.username, key=key)
    return answers.done(here, "ring-reopened")


async def draw(here: Here) -> str:
    """The lists."""
    known, now = await names_once(here), here.backend.clock.now()
    rings = []
    for ring in await here.backend.rings.open():
        key, n = waited(ring.requested_at, now)
        offered, answered_at = "", ""
        if ring.dialog == WAITLIST_RING:
            offered, answered_at = await _offered(here, ring, known), "/waitlist"
        if ring.dialog == REBOOKING_RING:
            offered, answered_at = await _rebooked(here, ring, known)
        rings.append(ring_row(ring, known, here.say(key, n=n), offered, answered_at))
    today = [visit for visit in await here.backend.visits.on(here.today) if visit.start > now]
    recent = await here.backend.visits.recent(_LAST)
    return here.part(
        "desk/templates/lists.html.j2",
        rings=rings,
        today=visit_rows(today, known, here.zone, here.today),
        recent=visit_rows(recent, known, here.zone, here.today),
    )


async def _offered(here: Here, ring: Ring, names: Names) -> str:
    """What is to be offered in the call: what, when, where, and until when they may answer."""
    offer = await here.backend.waitlist.open_offer(ring.topic or "")
    if offer is None:
        return here.say("desk.rings.offer_over")
    return here.say(
        "desk.rings.offer",
        activity=names.purpose(offer.parts),
        when=formats.moment(offer.slot.start, here.zone, here.today, here.language),
        place=names.place(offer.slot.office, offer.slot.counter),
        until=formats.moment(offer.answer_by, here.zone, here.today, here.language),
    )


async def _rebooked(here: Here, ring: Ring, names: Names) -> tuple[str, str]:
    """What to say about a counter that closes, and the page on which the answer is noted."""
    one = await here.backend.rebookings.of_code(ring.topic or "")
    if one is None:
        return here.say("desk.rings.rebooking_over"), "/closures"
    path = f"/closures/{one.case_id}#rebooking-{one.id}"
    was = formats.moment(one.was.start, here.zone, here.today, here.language)
    if one.offered is None or one.answer_by is None:
        return here.say("desk.rings.rebooking", was=was), path
    when = formats.moment(one.offered.start, here.zone, here.today, here.language)
    place = names.place(one.offered.office, one.offered.counter)
    until = formats.moment(one.answer_by, here.zone, here.today, here.language)
    told = here.say("desk.rings.rebooking_offer", was=was, when=when, place=place, until=until)
    return told, path
