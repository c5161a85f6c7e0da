"""Who is next, when they are told and until when they may answer. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.calendars import rules as calendar
from booking.calendars.model import Span, WeeklyHours
from booking.visits.model import Slot
from booking.waitlist.model import DayPart, Entry, WaitChannel, Wants
from booking.waitlist.settings import WaitlistSettings

NOON = 12
_DAYS_AHEAD = 400

Spans = Callable[[date], Iterable[Span]]
"""The parts of a day in which people may be told."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who waits and has no offer now.

    Attributes:
        before: only a slot that begins before this is of use: their visit begins then.
        refused: office and start of what they were offered before and did not take.
    """

    entry: Entry
    before: datetime | None = None
    refused: frozenset[tuple[str, datetime]] = frozenset()


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody is told of a slot, and until when they may answer; both in UTC."""

    tell_at: datetime
    answer_by: datetime


def is_wanted(wants: Wants, slot: Slot, zone: ZoneInfo) -> bool:
    """Whether the slot is where and when somebody wants it."""
    local = slot.start.astimezone(zone)
    day = local.date()
    return (
        (not wants.offices or slot.office in wants.offices)
        and (wants.first is None or wants.first <= day)
        and (wants.last is None or day <= wants.last)
        and (not wants.weekdays or day.weekday() in wants.weekdays)
        and (wants.part is None or (wants.part is DayPart.MORNING) == (local.hour < NOON))
    )


def fits(candidate: Candidate, slot: Slot, zone: ZoneInfo) -> bool:
    """Whether the slot is of use to them, and was not offered to them before."""
    return (
        (candidate.before is None or _utc(slot.start) < _utc(candidate.before))
        and is_wanted(candidate.entry.wants, slot, zone)
        and (slot.office, _utc(slot.start)) not in candidate.refused
    )


@dataclass(frozen=True, slots=True)
class Round:
    """What all decisions of one moment share.

    Attributes:
        operators: when they answer, and ring people.
    """

    now: datetime
    zone: ZoneInfo
    settings: WaitlistSettings
    operators: WeeklyHours

    def times(self, candidate: Candidate, slot: Slot) -> Times | None:
        """When they would be told of it; None where that is too late for an answer."""
        wants = candidate.entry.wants
        latest = _utc(slot.start) - timedelta(hours=wants.notice_hours)
        channel = candidate.entry.channel
        spans = self._working_hours if channel is WaitChannel.RING else self._day
        times = answering(self.now, latest, spans, self.zone, self.settings)
        return self._by_email(times, latest) if channel is WaitChannel.EMAIL else times

    def _by_email(self, times: Times | None, latest: datetime) -> Times | None:
        """An e-mail wakes nobody: it goes at once, also where no day is left for an answer."""
        now = _utc(self.now)
        if times is not None:
            return replace(times, tell_at=now)
        return Times(now, latest) if latest - now >= self.settings.least_answer else None

    def next_for(
        self, slot: Slot, candidates: Iterable[Candidate]
    ) -> tuple[Candidate, Times] | None:
        """The first in the order to whom the slot is of use, and who has time to answer."""
        for candidate in candidates:
            if fits(candidate, slot, self.zone) and (times := self.times(candidate, slot)):
                return candidate, times
        return None

    def match(
        self, slots: Iterable[Slot], candidates: Sequence[Candidate]
    ) -> Iterator[tuple[Candidate, Slot, Times]]:
        """Give each slot, the earliest first, to the next whom it fits; to nobody two.

        Args:
            slots: those that are free, in their order.
            candidates: in the order of the list.
        """
        waiting = list(candidates)
        for slot in slots:
            if not waiting:
                return
            if found := self.next_for(slot, waiting):
                waiting.remove(found[0])
                yield found[0], slot, found[1]

    def _day(self, _day: date) -> Iterable[Span]:
        return (Span(_minute(self.settings.told_from), _minute(self.settings.told_until)),)

    def _working_hours(self, day: date) -> Iterable[Span]:
        return () if calendar.is_holiday(day) else self.operators.on(day)


def answering(
    now: datetime, latest: datetime, spans: Spans, zone: ZoneInfo, settings: WaitlistSettings
) -> Times | None:
    """When somebody is told, and until when they may answer.

    The time for an answer runs only while people may be told: who hears of a slot in the evening
    may sleep on it.

    Args:
        now: the moment at which the slot is kept for them.
        latest: an answer after this would leave them too little time before the slot.
        spans: when people may be told.
        zone: the town's.
        settings: how long they have.

    Returns:
        The times; None where less than the least time would be left.
    """
    left = settings.answer
    tell_at, answer_by = None, now
    for begins, ends in _stretches(now, latest, spans, zone):
        tell_at = tell_at or begins
        used = min(ends - begins, left)
        left -= used
        answer_by = begins + used
        if not left:
            break
    if tell_at is None or settings.answer - left < min(settings.least_answer, settings.answer):
        return None
    return Times(tell_at, answer_by)


def latest_useful(candidates: Iterable[Candidate], zone: ZoneInfo) -> datetime | None:
    """The moment from which on no slot is of use to any of them; None where there is none."""
    ends: list[datetime] = []
    for one in candidates:
        last = one.entry.wants.last
        after = None if last is None else next_midnight(_noon(last, zone), zone)
        own = [end for end in (one.before, after) if end is not None]
        if not own:
            return None
        ends.append(min(map(_utc, own)))
    return max(ends, default=None)


def next_moment(moments: Iterable[datetime | None], now: datetime) -> datetime | None:
    """The first of these moments that is still to come; None where there is none."""
    return min((_utc(one) for one in moments if one is not None and one > now), default=None)


def next_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the horizon moves on: a day more can be booked."""
    return _utc(calendar.instant(now.astimezone(zone).date() + timedelta(days=1), 0, zone))


def _stretches(
    begin: datetime, end: datetime, spans: Spans, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    first = begin.astimezone(zone).date()
    for day in (first + timedelta(days=n) for n in range(_DAYS_AHEAD)):
        if _utc(calendar.instant(day, 0, zone)) >= end:
            return
        for span in sorted(spans(day)):
            opens = max(_utc(calendar.instant(day, span.opens, zone)), _utc(begin))
            closes = min(_utc(calendar.instant(day, span.closes, zone)), _utc(end))
            if opens < closes:
                yield opens, closes


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return calendar.instant(day, NOON * 60, zone)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _utc(at: datetime) -> datetime:
    # two times in one zone are compared by the wall clock, which is wrong when the clocks change
    return at.astimezone(UTC)
