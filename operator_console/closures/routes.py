"""Counters close: the outlook, the case, and what is settled by hand."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date, datetime
from typing import Annotated, Literal, Protocol

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import (
    CaseReport,
    RebookingOver,
    Refused,
    Role,
    Slot,
    SlotTaken,
)
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.closures import view
from operator_console.closures.given import Given, by_form, by_query
from operator_console.closures.view import Texts
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.desk.names import names
from operator_console.errors import RoomClosed

router = APIRouter(prefix=Room.CLOSURES.value)
AtClosures = Annotated[Here, Depends(in_room(Room.CLOSURES))]
Key = Annotated[str, Form(max_length=80)]
ByQuery = Annotated[Given, Depends(by_query)]
ByForm = Annotated[Given, Depends(by_form)]


class Act(Protocol):
    """What can be done about one of those concerned."""

    def __call__(
        self, rebooking_id: int, *, by: str, key: str | None = None
    ) -> Awaitable[object]: ...


DAYS_SHOWN = 5
"""Of free times; more on the next page."""

TEMPLATES = "closures/templates"
FIELDS = {"place", "office", "counter", "first", "last", "since", "until", "span", "reason"}


@router.get("")
async def closures(here: AtClosures, given: ByQuery) -> Response:
    """All cases, and for supervisors the form for a new closing."""
    return await _first_page(here, given)


@router.get("/outlook")
async def outlook(here: AtClosures, given: ByQuery) -> Response:
    """Whom a closing would concern, and what would become of each."""
    _supervisors_only(here)
    try:
        found = await here.backend.rebookings.outlook(given.closing())
    except Refused as refused:
        return await _first_page(here, given, refused.field)
    texts = await _texts(here)
    persons = [one.visit.citizen_id for one in found.foreseen if one.visit.citizen_id is not None]
    await here.looks_at("closures", "whom a closing would concern", persons)
    return await here.page(
        f"{TEMPLATES}/outlook.html.j2",
        given=given,
        place=texts.closing(given.closing()) if ":" not in given.place else _place(given, texts),
        days=texts.days(given.closing()),
        lines=view.foreseen(found.foreseen, texts),
        beyond=found.beyond,
        count=len(found.foreseen) + found.beyond,
    )


@router.post("", dependencies=[OWN_FORM])
async def close(here: AtClosures, given: ByForm, command_key: Key) -> Response:
    """Close, and open the case."""
    _supervisors_only(here)
    try:
        closed = await here.backend.rebookings.close(
            given.closing(), by=here.member.username, key=here.command_key(command_key)
        )
    except Refused as refused:
        return await _first_page(here, given, refused.field)
    return go(f"{Room.CLOSURES.value}/{closed.case.id}", said="closure-ordered")


@router.post("/fallen", dependencies=[OWN_FORM])
async def fallen(here: AtClosures, command_key: Key) -> Response:
    """Open a case for those whom a change of hours has left behind."""
    _supervisors_only(here)
    made = await here.backend.rebookings.take_on(
        here.say("closures.hours"), by=here.member.username, key=here.command_key(command_key)
    )
    if made is None:
        return go(Room.CLOSURES.value, said="closure-nobody")
    return go(f"{Room.CLOSURES.value}/{made.id}", said="closure-taken-on")


@router.get("/{case_id:int}")
async def case(here: AtClosures, case_id: int, only: str = "") -> Response:
    """Everyone concerned, and the outcome for each."""
    report = await here.backend.rebookings.report(case_id)
    await _look(here, report)
    return await here.page(
        f"{TEMPLATES}/case.html.j2",
        case=view.case_line(report, await _texts(here)),
        rows=await _rows(here, case_id, only),
        only=only,
        may_lift=_is_supervisor(here) and report.closure and report.closure.lifted_at is None,
    )


@router.get("/{case_id:int}/live")
async def live(here: AtClosures, case_id: int, only: str = "") -> Response:
    """Its rows, kept true."""
    await _look(here, await here.backend.rebookings.report(case_id))
    return here.follow(lambda: _rows(here, case_id, only))


@router.post("/{case_id:int}/lift", dependencies=[OWN_FORM])
async def lift(here: AtClosures, case_id: int, command_key: Key) -> Response:
    """Open the counter again."""
    _supervisors_only(here)
    closure = (await here.backend.rebookings.report(case_id)).closure
    if closure is not None:
        key = here.command_key(command_key)
        await here.backend.rebookings.lift(closure.id, by=here.member.username, key=key)
    return go(f"{Room.CLOSURES.value}/{case_id}", said="closure-lifted")


@router.get("/{case_id:int}/{rebooking_id:int}/times")
async def times(
    here: AtClosures, case_id: int, rebooking_id: int, after: datetime | None = None
) -> Response:
    """Free times for one of them on the next days, or on those after an instant."""
    report = await here.backend.rebookings.report(case_id)
    await _look(here, report)
    found = [one for one in report.concerns if one.rebooking.id == rebooking_id]
    texts = await _texts(here)
    free: list[Slot] = []
    if found:
        since = None if after is None or after.tzinfo is None else after
        free = await here.backend.rebookings.free_for(rebooking_id, after=since)
    days = _nearest_days(free)
    shown = [slot for slot in free if slot.start.date() in days]
    return await here.page(
        f"{TEMPLATES}/times.html.j2",
        case_id=case_id,
        line=view.line(report, found[0], texts) if found else None,
        days=_by_day(shown, texts),
        further=shown[-1].start.isoformat() if len(shown) < len(free) else "",
    )


@router.get("/{case_id:int}/{rebooking_id:int}/cancel")
async def ask_to_cancel(here: AtClosures, case_id: int, rebooking_id: int) -> Response:
    """Whose booking would be cancelled: one click must not do it."""
    report = await here.backend.rebookings.report(case_id)
    await _look(here, report)
    found = [one for one in report.concerns if one.rebooking.id == rebooking_id]
    return await here.page(
        f"{TEMPLATES}/cancel.html.j2",
        case_id=case_id,
        line=view.line(report, found[0], await _texts(here)) if found else None,
    )


@router.post("/{case_id:int}/{rebooking_id:int}/put", dependencies=[OWN_FORM])
async def put(
    here: AtClosures,
    case_id: int,
    rebooking_id: int,
    command_key: Key,
    slot: Annotated[str, Form(max_length=200)],
) -> Response:
    """Move the visit to a time that was agreed on."""
    key = here.command_key(f"{command_key}/{slot}")
    try:
        chosen = _slot(slot)
        by = here.member.username
        await here.backend.rebookings.put_at(rebooking_id, chosen, by=by, key=key)
    except RebookingOver:
        return go(f"{Room.CLOSURES.value}/{case_id}", said="closure-over")
    except (SlotTaken, Refused):
        path = f"{Room.CLOSURES.value}/{case_id}/{rebooking_id}/times"
        return go(path, said="closure-slot-taken")
    return go(f"{Room.CLOSURES.value}/{case_id}", said="closure-put")


@router.post("/{case_id:int}/{rebooking_id:int}/{did}", dependencies=[OWN_FORM])
async def settle(
    here: AtClosures,
    case_id: int,
    rebooking_id: int,
    did: Literal["accept", "cancel", "rung", "settle", "back"],
    command_key: Key,
) -> Response:
    """Note what came of a call, or do what was agreed on."""
    by, key = here.member.username, here.command_key(f"{command_key}/{did}-{rebooking_id}")
    rebookings = here.backend.rebookings
    acts: dict[str, tuple[Act, str]] = {
        "accept": (rebookings.accept, "closure-accept"),
        "cancel": (rebookings.cancel, "closure-cancel"),
        "rung": (rebookings.rung, "closure-rung"),
        "settle": (rebookings.settle, "closure-settle"),
        "back": (rebookings.back, "closure-back"),
    }
    act, said = acts[did]
    try:
        await act(rebooking_id, by=by, key=key)
    except RebookingOver:
        return go(f"{Room.CLOSURES.value}/{case_id}", said="closure-over")
    except SlotTaken:
        return go(f"{Room.CLOSURES.value}/{case_id}", said="closure-slot-taken")
    return go(f"{Room.CLOSURES.value}/{case_id}", said=said)


async def _first_page(here: Here, given: Given, fault: str = "") -> Response:
    texts, catalogue = await _texts(here), here.backend.catalogue
    reports = await here.backend.rebookings.reports()
    left = await here.backend.visits.fallen_out() if _is_supervisor(here) else []
    looked_after = {
        one.visit.id for report in reports for one in report.concerns if one.rebooking.is_live
    }
    return await here.page(
        f"{TEMPLATES}/closures.html.j2",
        status=422 if fault else 200,
        cases=[view.case_line(one, texts) for one in reports],
        given=given,
        fault=fault if fault in FIELDS else "",
        offices=[(one.code, texts.names.office(one.code)) for one in await catalogue.offices()],
        counters=[
            (one.code, texts.names.place(one.office, one.code))
            for one in await catalogue.counters()
        ],
        may_close=_is_supervisor(here),
        left=sum(1 for one in left if one.visit.id not in looked_after),
    )


async def _rows(here: Here, case_id: int, only: str) -> str:
    report = await here.backend.rebookings.report(case_id)
    texts = await _texts(here)
    return here.part(
        f"{TEMPLATES}/rows.html.j2",
        case=view.case_line(report, texts),
        lines=view.lines(report, texts, unreached=only == "unreached"),
        only=only,
    )


async def _look(here: Here, report: CaseReport) -> None:
    persons = [one.visit.citizen_id for one in report.concerns if one.visit.citizen_id is not None]
    await here.looks_at("closures", "whom a closure concerns", persons)


async def _texts(here: Here) -> Texts:
    return Texts(await names(here), here.say, here.zone, here.today)


def _place(given: Given, texts: Texts) -> str:
    kind, _, code = given.place.partition(":")
    if kind == "office":
        return texts.names.office(code)
    counter = texts.names.counters.get(code)
    return texts.names.place(counter.office, code) if counter else code


def _nearest_days(free: list[Slot]) -> set[date]:
    return set(sorted({slot.start.date() for slot in free})[:DAYS_SHOWN])


def _by_day(free: list[Slot], texts: Texts) -> list[dict[str, object]]:
    days: dict[str, list[dict[str, str]]] = {}
    for slot in free:
        local = slot.start.astimezone(texts.zone)
        day = formats.long_day(local.date(), texts.names.language)
        value = f"{slot.counter}|{slot.office}|{slot.start.isoformat()}|{slot.minutes}"
        told = {"value": value, "time": formats.clock(local), "place": texts.place(slot)}
        days.setdefault(day, []).append(told)
    return [{"day": day, "slots": slots} for day, slots in days.items()]


def _slot(written: str) -> Slot:
    try:
        counter, office, start, minutes = written.split("|")
        return Slot(counter, office, datetime.fromisoformat(start), int(minutes))
    except ValueError as error:
        raise Refused("slot", "this is none") from error


def _is_supervisor(here: Here) -> bool:
    return here.member.role is Role.SUPERVISOR


def _supervisors_only(here: Here) -> None:
    if not _is_supervisor(here):
        raise RoomClosed
