"""Another hour, another day, another office, more persons: what leads to another offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from booking.api import Backend, Hold, Office, Slot, SlotTaken, VisitPart
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.prompts import Prompt, phrase
from ivr.dialogs.numbers import caller_phone
from ivr.dialogs.picking import pick

DAYS_OFFERED = 9
SLOTS_OF_A_DAY = 200
PERSONS = Form(
    1,
    silence="silence.number",
    wrong="visit.persons_too_many",
    incomplete="visit.persons_too_many",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller wants to come for.

    Attributes:
        also: what else is to be done at the same visit.
        replaces: a visit that they have cannot take place, and this is for it: no limit counts.
    """

    activity: str
    office: str | None = None
    persons: int = 1
    also: tuple[VisitPart, ...] = ()
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot that is kept, and the prompt that offers it."""

    wanted: Wanted
    hold: Hold
    said_as: str

    def then(self, hold: Hold, said_as: str) -> Offer:
        """Another slot for the same wish."""
        return replace(self, hold=hold, said_as=said_as)

    @property
    def day(self) -> date:
        """The day of the slot on the town's wall clock."""
        return self.hold.slot.start.date()


async def hold_nearest(
    call: Call,
    backend: Backend,
    wanted: Wanted,
    *,
    after: datetime | None = None,
    on: date | None = None,
) -> Hold | None:
    """Keep the nearest free slot; None where there is none."""
    return await call.command(
        "hold",
        backend.visits.hold_nearest,
        wanted.activity,
        owner=call.id,
        office=wanted.office,
        persons=wanted.persons,
        also=wanted.also,
        after=after,
        on=on,
        caller=None if wanted.replaces else caller_phone(call),
        citizen_id=None if wanted.replaces else call.citizen_id,
    )


async def other_hour(call: Call, backend: Backend, offer: Offer) -> Offer:
    """Another hour of the same day: the first slot of each."""
    wanted, current = offer.wanted, offer.hold.slot
    free = await call.fetch(
        "hours",
        backend.visits.free,
        wanted.activity,
        office=wanted.office or current.office,
        persons=wanted.persons,
        also=wanted.also,
        on=offer.day,
        limit=SLOTS_OF_A_DAY,
    )
    hours = _first_of_each_hour(slot for slot in free if slot.start.hour != current.start.hour)
    if not hours:
        call.say(phrase("visit.no_other_hour"))
        return offer
    slot = await pick(call, "hour", phrase("visit.choose_hour", day=offer.day), hours, _hour)
    return await _take(call, backend, offer, slot)


async def other_day(call: Call, backend: Backend, offer: Offer) -> Offer:
    """Another day, its first slot."""
    wanted = offer.wanted
    free = await call.fetch(
        "days",
        backend.visits.free_days,
        wanted.activity,
        office=wanted.office,
        persons=wanted.persons,
        also=wanted.also,
        limit=DAYS_OFFERED + 1,
    )
    days = [day for day in free if day != offer.day][:DAYS_OFFERED]
    if not days:
        call.say(phrase("visit.no_other_day"))
        return offer
    day = await pick(call, "day", phrase("visit.choose_day"), days, _day)
    hold = await hold_nearest(call, backend, wanted, on=day)
    if hold is None:
        call.say(phrase("visit.taken_meanwhile"))
        return offer
    await call.command("release", backend.visits.release, offer.hold.id)
    return offer.then(hold, "visit.offer")


async def other_place_or_persons(call: Call, backend: Backend, offer: Offer) -> Offer:
    """Another office, or several who come together."""
    prompt = phrase("visit.other_ways")
    change = await call.choose("other", prompt, {"1": _other_place, "2": _persons})
    return await change(call, backend, offer)


async def _other_place(call: Call, backend: Backend, offer: Offer) -> Offer:
    offices = await call.fetch("offices", backend.catalogue.offices, offer.wanted.activity)
    others = [office for office in offices if office.code != offer.hold.slot.office]
    if not others:
        call.say(phrase("visit.no_other_place"))
        return offer
    office = others[0]
    if len(others) > 1:
        office = await pick(call, "place", phrase("visit.choose_place"), others, _place)
    changed = replace(offer.wanted, office=office.code)
    hold = await hold_nearest(call, backend, changed)
    if hold is None:
        town = await backend.catalogue.town()
        call.say(phrase("visit.none_free_there", horizon=town.limits.horizon_days))
        return offer
    await call.command("release", backend.visits.release, offer.hold.id)
    return Offer(changed, hold, "visit.offer")


async def _persons(call: Call, backend: Backend, offer: Offer) -> Offer:
    activity = await call.fetch("activity", backend.catalogue.activity, offer.wanted.activity)
    most = activity.max_persons

    def accept(digits: str) -> int | None:
        return int(digits) if 1 <= int(digits) <= most else None

    persons = await call.ask("persons", phrase("visit.persons", most=most), PERSONS, accept)
    changed = replace(offer.wanted, persons=persons)
    # The slot that is kept may be the first of those that are needed now: let it go before.
    await call.command("release", backend.visits.release, offer.hold.id)
    hold = await hold_nearest(call, backend, changed)
    if hold is not None:
        return Offer(changed, hold, "visit.offer_persons")
    town = await backend.catalogue.town()
    call.say(phrase("visit.none_free_there", horizon=town.limits.horizon_days))
    return await _again(call, backend, offer)


async def _take(call: Call, backend: Backend, offer: Offer, slot: Slot) -> Offer:
    wanted = offer.wanted
    try:
        hold = await call.command(
            "hold",
            backend.visits.hold,
            slot,
            wanted.activity,
            owner=call.id,
            persons=wanted.persons,
            also=wanted.also,
            caller=None if wanted.replaces else caller_phone(call),
            citizen_id=None if wanted.replaces else call.citizen_id,
        )
    except SlotTaken:
        call.say(phrase("visit.taken_meanwhile"))
        return offer.then(offer.hold, "visit.offer")
    await call.command("release", backend.visits.release, offer.hold.id)
    return offer.then(hold, "visit.offer")


async def _again(call: Call, backend: Backend, offer: Offer) -> Offer:
    hold = await hold_nearest(call, backend, offer.wanted)
    if hold is None:
        raise SlotTaken
    return offer.then(hold, "visit.offer")


def _first_of_each_hour(slots: Iterable[Slot]) -> list[Slot]:
    hours: dict[int, Slot] = {}
    for slot in slots:
        hours.setdefault(slot.start.hour, slot)
    return list(hours.values())


def _hour(slot: Slot, key: str) -> Prompt:
    return phrase("visit.hour_option", time=slot.start.time(), key=key)


def _day(day: date, key: str) -> Prompt:
    return phrase("visit.day_option", day=day, key=key)


def _place(office: Office, key: str) -> Prompt:
    return phrase("visit.place_option", place=office.name, key=key)
