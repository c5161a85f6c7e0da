"""Who is next, and when they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.calendars.model import NEVER, Span, WeeklyHours
from booking.ground.clock import PRAGUE
from booking.language import Language
from booking.visits.model import Contact, Slot
from booking.waitlist import rules
from booking.waitlist.model import DayPart, Entry, EntryState, WaitChannel, Wants
from booking.waitlist.rules import Candidate, Round
from booking.waitlist.settings import WaitlistSettings

MONDAY = datetime(2026, 11, 23, 9, tzinfo=PRAGUE)
SETTINGS = WaitlistSettings()
WORKING = WeeklyHours(((Span(7 * 60, 17 * 60),),) * 5 + ((), ()))


def entry(number: int, wants: Wants, channel: WaitChannel = WaitChannel.SMS) -> Entry:
    return Entry(
        id=number,
        wants=wants,
        visit_id=None,
        citizen_id=None,
        contact=Contact("+420777654321"),
        name=None,
        language=Language.CS,
        channel=channel,
        state=EntryState.WAITING,
        unanswered=0,
        declined=0,
        joined_at=MONDAY,
        valid_until=MONDAY + timedelta(days=60),
    )


def now(at: datetime = MONDAY, operators: WeeklyHours = WORKING) -> Round:
    return Round(at, PRAGUE, SETTINGS, operators)


def slot(days: int, hour: int, office: str = "lidicka", counter: str = "lidicka-1") -> Slot:
    day = MONDAY.date() + timedelta(days=days)
    return Slot(counter, office, datetime.combine(day, time(hour), PRAGUE), 15)


wishes = st.builds(
    Wants,
    activity=st.just("passport.new"),
    offices=st.sampled_from([(), ("lidicka",), ("radnicni",)]),
    first=st.none() | st.dates(date(2026, 11, 23), date(2026, 12, 20)),
    last=st.none() | st.dates(date(2026, 11, 23), date(2026, 12, 20)),
    weekdays=st.lists(st.integers(0, 6), max_size=3).map(tuple),
    part=st.none() | st.sampled_from(DayPart),
    notice_hours=st.integers(0, 72),
)
slots = st.lists(
    st.builds(
        slot,
        days=st.integers(0, 30),
        hour=st.integers(7, 17),
        office=st.sampled_from(["lidicka", "radnicni"]),
    ),
    max_size=12,
    unique=True,
).map(lambda found: sorted(found, key=lambda one: one.start))
befores = st.none() | st.integers(1, 30).map(lambda days: slot(days, 12).start)


@st.composite
def lists(draw: st.DrawFn) -> list[Candidate]:
    wanted = draw(st.lists(st.tuples(wishes, befores), max_size=8))
    return [
        Candidate(entry(number, wants), before)
        for number, (wants, before) in enumerate(wanted, start=1)
    ]


@given(slots, lists())
def test_nobody_is_passed_over_and_nobody_gets_two(
    free: list[Slot], waiting: list[Candidate]
) -> None:
    round_ = now()
    pairs = list(round_.match(free, waiting))
    got = {candidate.entry.id: given_slot for candidate, given_slot, _ in pairs}
    assert len(got) == len(pairs)
    given_slots = [given_slot for _, given_slot, _ in pairs]
    assert len(set(given_slots)) == len(given_slots)
    for candidate, given_slot, times in pairs:
        assert rules.fits(candidate, given_slot, PRAGUE)
        assert times == round_.times(candidate, given_slot)
        # whoever came earlier and could have had it has got an earlier slot
        for other in waiting[: candidate.entry.id - 1]:
            if rules.fits(other, given_slot, PRAGUE) and round_.times(other, given_slot):
                assert got[other.entry.id].start <= given_slot.start
    for candidate in waiting:
        if candidate.entry.id not in got:
            left = [one for one in free if one not in given_slots]
            assert not any(
                rules.fits(candidate, one, PRAGUE) and round_.times(candidate, one) for one in left
            )


@given(st.integers(0, 365 * 24 * 60), st.integers(0, 100))
def test_nobody_is_told_at_night_and_everybody_has_time_to_answer(
    minutes: int, hours_left: int
) -> None:
    at = MONDAY.astimezone(UTC) + timedelta(minutes=minutes)
    start = at + timedelta(hours=hours_left)
    offered = Slot("lidicka-1", "lidicka", start, 15)
    times = now(at).times(Candidate(entry(1, Wants("passport.new", notice_hours=2))), offered)
    if times is None:
        return
    assert time(8) <= times.tell_at.astimezone(PRAGUE).time() < time(20)
    assert times.tell_at >= at
    assert times.answer_by - times.tell_at >= SETTINGS.least_answer
    assert times.answer_by <= start - timedelta(hours=2)
    assert times.answer_by.astimezone(PRAGUE).time() <= time(20)


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PRAGUE)


@pytest.mark.parametrize(
    ("at", "tell", "until"),
    [
        (local(11, 23, 9), local(11, 23, 9), local(11, 23, 11)),
        (local(11, 24, 3), local(11, 24, 8), local(11, 24, 10)),
        (local(11, 23, 19, 30), local(11, 23, 19, 30), local(11, 24, 9, 30)),
        (local(10, 24, 19), local(10, 24, 19), local(10, 25, 9)),  # the clocks go back at night
    ],
)
def test_the_time_for_an_answer_runs_by_day(at: datetime, tell: datetime, until: datetime) -> None:
    times = now(at).times(Candidate(entry(1, Wants("passport.new"))), slot(20, 9))
    assert times is not None
    assert (times.tell_at, times.answer_by) == (tell.astimezone(UTC), until.astimezone(UTC))


def test_who_wants_to_be_rung_is_rung_when_operators_work() -> None:
    friday = datetime(2026, 11, 27, 16, tzinfo=PRAGUE)
    wants_ring = Candidate(entry(1, Wants("passport.new"), WaitChannel.RING))
    times = now(friday).times(wants_ring, slot(20, 9))
    assert times is not None
    assert times.tell_at == friday.astimezone(UTC)
    assert times.answer_by == datetime(2026, 11, 30, 8, tzinfo=PRAGUE).astimezone(UTC)
    assert now(friday, NEVER).times(wants_ring, slot(20, 9)) is None


def test_a_slot_that_is_too_near_is_offered_to_nobody() -> None:
    candidate = Candidate(entry(1, Wants("passport.new", notice_hours=24)))
    assert now().times(candidate, slot(1, 9)) is None
    just = now(MONDAY - timedelta(minutes=15)).times(candidate, slot(1, 9))
    assert just is not None
    assert just.answer_by == MONDAY.astimezone(UTC)


def test_what_somebody_did_not_take_is_not_offered_to_them_again() -> None:
    candidate = Candidate(entry(1, Wants("passport.new")))
    offered = slot(3, 9)
    again = replace(candidate, refused=frozenset({(offered.office, offered.start.astimezone(UTC))}))
    assert rules.fits(candidate, offered, PRAGUE)
    assert not rules.fits(again, offered, PRAGUE)
    assert not rules.fits(again, replace(offered, counter="lidicka-2"), PRAGUE)
    assert rules.fits(again, slot(3, 10), PRAGUE)


def test_only_an_earlier_slot_replaces_a_visit() -> None:
    candidate = Candidate(entry(1, Wants("passport.new")), before=slot(5, 10).start)
    assert rules.fits(candidate, slot(5, 9), PRAGUE)
    assert not rules.fits(candidate, slot(5, 10), PRAGUE)
    assert not rules.fits(candidate, slot(6, 8), PRAGUE)


@given(lists(), slots)
def test_nothing_after_the_latest_useful_moment_fits_anybody(
    waiting: list[Candidate], free: list[Slot]
) -> None:
    latest = rules.latest_useful(waiting, PRAGUE)
    if latest is None:
        return
    late = [one for one in free if one.start >= latest]
    assert not any(rules.fits(who, one, PRAGUE) for who in waiting for one in late)


def test_the_next_moment_is_the_first_that_is_to_come() -> None:
    later, sooner = MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=1)
    past = MONDAY - timedelta(hours=1)
    assert rules.next_moment([later, None, past, sooner], MONDAY) == sooner.astimezone(UTC)
    assert rules.next_moment([None, past], MONDAY) is None
    midnight = datetime(2026, 11, 24, tzinfo=PRAGUE)
    assert rules.next_midnight(MONDAY, PRAGUE) == midnight.astimezone(UTC)


def test_an_e_mail_goes_at_night_and_saves_a_slot_before_the_morning() -> None:
    night = datetime(2026, 11, 23, 23, tzinfo=PRAGUE)
    wants = Wants("passport.new", notice_hours=0)
    by_sms, by_email = (
        Candidate(entry(1, wants, channel)) for channel in (WaitChannel.SMS, WaitChannel.EMAIL)
    )
    early = Slot("lidicka-1", "lidicka", datetime(2026, 11, 24, 8, tzinfo=PRAGUE), 15)
    assert now(night).times(by_sms, early) is None
    saved = now(night).times(by_email, early)
    assert saved == rules.Times(night.astimezone(UTC), early.start.astimezone(UTC))
    noon = Slot("lidicka-1", "lidicka", datetime(2026, 11, 24, 12, tzinfo=PRAGUE), 15)
    later = now(night).times(by_email, noon)
    assert later is not None
    assert later.tell_at == night.astimezone(UTC)
    assert later.answer_by == datetime(2026, 11, 24, 10, tzinfo=PRAGUE).astimezone(UTC)
