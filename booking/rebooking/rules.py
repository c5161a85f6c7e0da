"""What is done for somebody whose counter is closed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from booking.calendars import rules as calendar
from booking.calendars.model import Span, WeeklyHours
from booking.catalogue.rebooking import RebookingRules
from booking.contacts import is_mobile
from booking.rebooking.model import RebookingState, WhyUnreached
from booking.visits.model import Contact, Slot, Visit, VisitState
from booking.waitlist.rules import Times, answering
from booking.waitlist.settings import WaitlistSettings


class Reach(Enum):
    """How somebody can be told."""

    WRITTEN = auto()
    """By SMS or e-mail."""
    VOICE = auto()
    """An operator rings a landline."""
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Move:
    """Move the visit there without asking."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Ask:
    """Keep the slot, and ask."""

    slot: Slot
    times: Times


@dataclass(frozen=True, slots=True)
class Ring:
    """Nothing can be done by itself: a person has to act."""

    why: WhyUnreached


Choice = Move | Ask | Ring


@dataclass(frozen=True, slots=True)
class Round:
    """What all decisions of one moment share.

    Attributes:
        operators: when they answer, and ring people.
    """

    now: datetime
    zone: ZoneInfo
    settings: RebookingRules
    operators: WeeklyHours

    def choose(self, visit: Slot, reach: Reach, free: Iterable[Slot]) -> Choice:
        """What is done for the visit that was to take place at a closed counter.

        Moved to another counter of its office at the same time, or within what the town allows
        for those who can be told in writing; else asked about the slot that is nearest to what
        they had; else left to a person.

        Args:
            visit: where and when it was to be.
            reach: how they can be told.
            free: slots that fit what they come for, in any order.
        """
        ranked = self.ranked(visit, free)
        within = self.settings.moved_within if reach is Reach.WRITTEN else timedelta(0)
        for slot in ranked:
            if slot.office == visit.office and _apart(slot, visit) <= within:
                return Move(slot)
        if reach is Reach.NONE:
            return Ring(WhyUnreached.NO_CONTACT)
        if not ranked:
            return Ring(WhyUnreached.NOTHING_FREE)
        for slot in ranked:
            if times := self.times(visit, slot, reach):
                return Ask(slot, times)
        return Ring(WhyUnreached.TOO_LATE)

    def ranked(self, visit: Slot, free: Iterable[Slot]) -> list[Slot]:
        """The same slots, the nearest to what they had first."""
        return sorted(free, key=lambda slot: self._distance(visit, slot))

    def times(self, visit: Slot, slot: Slot, reach: Reach) -> Times | None:
        """When they would be asked, and until when they may answer; None where that is too late.

        The time is over early enough for an operator to ring those who have not answered before
        they set out for the visit that they had.
        """
        settings = self.settings
        latest = min(_utc(visit.start) - settings.rung_before, _utc(slot.start) - settings.notice)
        spans = self._working_hours if reach is Reach.VOICE else self._day
        # the same reckoning as for the waiting list: the time runs only while people may be told
        patience = WaitlistSettings(answer=settings.answer, least_answer=settings.least_answer)
        return answering(self.now, latest, spans, self.zone, patience)

    def _distance(self, visit: Slot, slot: Slot) -> tuple[bool, int, bool, timedelta, datetime]:
        """Same office and day first, then the nearest day, the same office, the nearest hour."""
        days = abs((self._day_of(slot) - self._day_of(visit)).days)
        elsewhere = slot.office != visit.office
        return (elsewhere or days > 0, days, elsewhere, _apart(slot, visit), _utc(slot.start))

    def _day_of(self, slot: Slot) -> date:
        return slot.start.astimezone(self.zone).date()

    def _day(self, _day: date) -> Iterable[Span]:
        return (self.settings.told,)

    def _working_hours(self, day: date) -> Iterable[Span]:
        return () if calendar.is_holiday(day) else self.operators.on(day)


def reach_of(contact: Contact) -> Reach:
    """How somebody with this contact can be told."""
    if contact.email is not None or (contact.phone is not None and is_mobile(contact.phone)):
        return Reach.WRITTEN
    return Reach.NONE if contact.phone is None else Reach.VOICE


def outcome(was: Slot, visit: Visit | None, now: datetime) -> RebookingState | None:
    """What has become of a visit without our doing; None where it is still without a place.

    Whatever a citizen or an operator does with the visit wins over what we had in mind for it.
    """
    if visit is None or visit.state is VisitState.CANCELLED:
        return RebookingState.CANCELLED
    if visit.counter != was.counter or _utc(visit.start) != _utc(was.start):
        return RebookingState.REBOOKED
    if visit.state is VisitState.OVER or _utc(visit.start) <= now:
        return RebookingState.OVER
    return None


def next_moment(moments: Sequence[datetime | None], now: datetime) -> datetime | None:
    """The first of these moments that is still to come; None where there is none."""
    return min((_utc(one) for one in moments if one is not None and one > now), default=None)


def _apart(one: Slot, other: Slot) -> timedelta:
    return abs(_utc(one.start) - _utc(other.start))


def _utc(at: datetime) -> datetime:
    # two times in one zone are compared by the wall clock, which is wrong when the clocks change
    return at.astimezone(UTC)
