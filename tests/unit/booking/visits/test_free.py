from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.calendars.model import NEVER, CounterCalendar, Span, WeeklyHours
from booking.calendars.rules import cells_in
from booking.catalogue.alike import Alike
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity, BookingLimits, Counter, Office, Service, Town
from booking.errors import Refused
from booking.ground.clock import PRAGUE
from booking.language import Wording
from booking.visits.bookable import is_bookable
from booking.visits.model import Slot
from booking.visits.rules import (
    Wish,
    check_persons,
    days,
    free_slots,
    length_in_cells,
)

W = Wording("slovo")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PRAGUE)
TUESDAY = date(2026, 11, 24)
MORNING = WeeklyHours(((Span(9 * 60, 11 * 60),),) * 7)
NEW = Activity("passport.new", "passport", W, 20, 4, W, collects=False, lead_days=None)
SIGN = Activity("verification.signature", "verification", W, 10, 1, W, collects=False, lead_days=0)
LIMITS = BookingLimits(lead_days=1, lead_minutes=60, horizon_days=60, hold_minutes=10)


def directory(counters: int = 2, grid: int = 15) -> Directory:
    made = [
        Counter(f"c{n}", "a" if n < 2 else "b", W, n, grid, ("passport", "verification"))
        for n in range(counters)
    ]
    calendars = {c.code: CounterCalendar(c.office, c.code, grid, MORNING, NEVER, ()) for c in made}
    activities = {NEW.code: NEW, SIGN.code: SIGN}
    return Directory(
        revision=1,
        town=Town(W, W, "844121314", "Europe/Prague", "L", None, MORNING, LIMITS),
        services={"passport": Service("passport", W, (NEW.code,))},
        activities=activities,
        offices={code: Office(code, W, W, W, code) for code in "ab"},
        counters={c.code: c for c in made},
        listed=frozenset({"passport", "a", "b", *activities, *(c.code for c in made)}),
        calendars=calendars,
    )


@dataclass
class TakenAlways:
    """The same cells on every day, by counter."""

    by_counter: dict[str, int]

    def cells(self, alike: Alike, day: date) -> int:  # noqa: ARG002  what rules ask of it
        return alike.side_by_side(self.by_counter)


NOTHING = TakenAlways({})


def times(town: Directory, wish: Wish, day: date = TUESDAY, **taken: int) -> list[str]:
    found = free_slots(town, wish, [day], TakenAlways(taken), NOW)
    return [f"{s.start:%H:%M} {s.counter}" for s in found]


def test_counters_that_are_free_at_once_are_told_once_an_office() -> None:
    assert times(directory(3), Wish(NEW))[:3] == ["09:00 c0", "09:00 c2", "09:15 c0"]


def test_a_taken_cell_leads_to_the_next_counter() -> None:
    assert times(directory(), Wish(NEW), c0=1 << 36)[:2] == ["09:00 c1", "09:15 c0"]


def test_a_visit_needs_all_its_cells() -> None:
    assert times(directory(1), Wish(NEW), c0=1 << 37)[0] == "09:30 c0"


def test_nobody_is_booked_past_closing_time() -> None:
    assert times(directory(1), Wish(NEW))[-1] == "10:30 c0"
    assert times(directory(1), Wish(NEW, persons=4)) == ["09:00 c0"]


def test_whole_cells_are_taken_for_each_person() -> None:
    assert [length_in_cells([20], [n], 15) for n in (1, 2, 4)] == [2, 4, 8]
    assert length_in_cells([20], [1], 20) == 1
    assert length_in_cells([20, 15], [2, 1], 15) == 5


@pytest.mark.parametrize("persons", [0, -1, 5])
def test_too_many_or_nobody_is_refused(persons: int) -> None:
    with pytest.raises(Refused, match="persons"):
        check_persons(NEW, persons)


def slower(town: Directory, **own: int) -> Directory:
    """The same town with a trainee at the first counter."""
    trainee = replace(town.counters["c0"], own_minutes=own)
    return replace(town, counters={**town.counters, "c0": trainee})


def test_a_visit_is_as_long_as_its_counter_takes() -> None:
    town = slower(directory(), passport=40)
    found = list(free_slots(town, Wish(NEW, persons=2), [TUESDAY], NOTHING, NOW))
    assert [(f"{s.start:%H:%M}", s.counter, s.minutes) for s in found[:3]] == [
        ("09:00", "c0", 80),
        ("09:15", "c0", 80),
        ("09:30", "c0", 80),
    ]
    assert [(f"{s.start:%H:%M}", s.counter, s.minutes) for s in found[3:]] == [
        ("09:45", "c1", 40),
        ("10:00", "c1", 40),
    ]


def test_an_activitys_own_minutes_win_over_its_services() -> None:
    counter = directory().counters["c0"]
    assert replace(counter, own_minutes={"passport": 40}).minutes_for(NEW) == 40
    both = replace(counter, own_minutes={"passport": 40, NEW.code: 25})
    assert (both.minutes_for(NEW), both.minutes_for(SIGN)) == (25, 10)


def test_a_slot_of_the_usual_length_is_not_bookable_at_a_slower_counter() -> None:
    town = slower(directory(), passport=40)
    slot = Slot("c0", "a", datetime(2026, 11, 24, 9, 0, tzinfo=PRAGUE), 20)
    assert not is_bookable(town, NEW, slot, 1, NOW)
    assert is_bookable(town, NEW, replace(slot, minutes=40), 1, NOW)
    assert not is_bookable(
        town, NEW, Slot("c0", "a", slot.start.replace(hour=10, minute=30), 40), 1, NOW
    )


def test_the_last_visit_begins_so_long_before_closing() -> None:
    town = directory(1)
    for last_start, expected in [(0, "10:30"), (30, "10:30"), (31, "10:15"), (60, "10:00")]:
        counter = replace(town.counters["c0"], last_start_minutes=last_start)
        early = replace(town, counters={"c0": counter})
        assert times(early, Wish(NEW))[-1] == f"{expected} c0"
        at_half = Slot("c0", "a", datetime(2026, 11, 24, 10, 30, tzinfo=PRAGUE), 20)
        assert is_bookable(early, NEW, at_half, 1, NOW) is (expected == "10:30")
    whole = replace(town.counters["c0"], last_start_minutes=121)
    assert times(replace(town, counters={"c0": whole}), Wish(NEW)) == []


def test_of_office_counter_and_activity_who_ends_when_is_told() -> None:
    town = directory(1)
    offices = {"a": replace(town.offices["a"], last_start_minutes=45)}
    town = replace(town, offices={**town.offices, **offices})
    counter = town.counters["c0"]
    assert town.last_start(counter, NEW) == 45
    assert town.last_start(replace(counter, last_start_minutes=0), NEW) == 0
    late = replace(NEW, last_start_minutes=60)
    assert town.last_start(replace(counter, last_start_minutes=30), late) == 60


def test_an_activity_may_have_its_own_lead_and_horizon() -> None:
    soon = replace(SIGN, lead_minutes=0, horizon_days=1)
    assert times(directory(1), Wish(soon), NOW.date())[0] == "09:00 c0"
    assert days(directory(), Wish(soon), NOW) == [NOW.date(), TUESDAY]
    wednesday = Slot("c0", "a", datetime(2026, 11, 25, 9, 0, tzinfo=PRAGUE), 10)
    assert is_bookable(directory(), SIGN, wednesday, 1, NOW)
    assert not is_bookable(directory(), soon, wednesday, 1, NOW)


def test_only_the_wanted_office_is_told() -> None:
    assert times(directory(3), Wish(NEW, office="b"))[0] == "09:00 c2"


def test_after_is_strictly_later() -> None:
    nine = datetime(2026, 11, 24, 9, 0, tzinfo=PRAGUE)
    assert times(directory(1), Wish(NEW, after=nine))[0] == "09:15 c0"
    assert times(directory(1), Wish(NEW, after=nine + timedelta(seconds=1)))[0] == "09:15 c0"


def test_today_is_bookable_only_where_the_lead_allows_it() -> None:
    monday = NOW.date()
    assert days(directory(), Wish(NEW), NOW)[0] == TUESDAY
    assert days(directory(), Wish(SIGN), NOW)[0] == monday
    assert times(directory(1), Wish(SIGN), monday)[0] == "10:00 c0"


def test_the_horizon_ends_after_sixty_days() -> None:
    assert days(directory(), Wish(NEW), NOW)[-1] == date(2027, 1, 22)
    assert days(directory(), Wish(NEW, on=date(2027, 1, 23)), NOW) == []
    assert days(directory(), Wish(NEW, on=NOW.date()), NOW) == []


def test_what_begins_late_in_the_evening_elsewhere_is_still_today_in_town() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert days(directory(), Wish(NEW), late)[0] == date(2026, 11, 25)


def test_a_slot_off_the_grid_too_soon_or_at_no_counter_is_not_bookable() -> None:
    town = directory()
    slot = next(free_slots(town, Wish(NEW), [TUESDAY], NOTHING, NOW))
    assert is_bookable(town, NEW, slot, 1, NOW)
    assert not is_bookable(town, NEW, replace(slot, start=slot.start.replace(minute=5)), 1, NOW)
    assert not is_bookable(town, NEW, replace(slot, start=slot.start - timedelta(days=1)), 1, NOW)
    assert not is_bookable(town, NEW, replace(slot, counter="c9"), 1, NOW)
    assert not is_bookable(town, NEW, replace(slot, minutes=5), 1, NOW)
    assert not is_bookable(town, NEW, slot, 2, NOW)


@given(st.integers(0, 2**96 - 1), st.integers(1, 4), st.sampled_from([5, 10, 15, 20, 30]))
def test_a_free_slot_is_open_and_not_taken(taken: int, persons: int, grid: int) -> None:
    town = directory(1, grid)
    length = length_in_cells([NEW.minutes], [persons], grid)
    open_now = set(cells_in(town.open_cells("c0", TUESDAY))) - set(cells_in(taken))
    known = TakenAlways({"c0": taken})
    for slot in free_slots(town, Wish(NEW, persons), [TUESDAY], known, NOW):
        first = (slot.start.hour * 60 + slot.start.minute) // grid
        assert set(range(first, first + length)) <= open_now
        assert slot.minutes <= length * grid


def one_by_one(town: Directory, wish: Wish, day: date, taken: dict[str, int]) -> list[str]:
    """The free slots of a day by going through its counters, minutes and cells."""
    found: dict[tuple[int, str], str] = {}
    for counter in town.counters_for(wish.activity, wish.office):
        minutes = counter.minutes_for(wish.activity)
        length = length_in_cells([minutes], [wish.persons], counter.grid)
        opened = town.open_cells(counter.code, day)
        last = opened.bit_length() * counter.grid - town.last_start(counter, wish.activity)
        free = set(cells_in(opened))
        free -= set(cells_in(taken.get(counter.code, 0)))
        for first in sorted(free):
            in_time = first * counter.grid <= last
            if in_time and free.issuperset(range(first, first + length)):
                found.setdefault((first * counter.grid, counter.office), counter.code)
    ordered = sorted(found.items(), key=lambda item: item[0][0])
    return [f"{minute // 60:02}:{minute % 60:02} {code}" for (minute, _), code in ordered]


@given(st.data(), st.integers(1, 4), st.sampled_from([None, "a", "b"]))
def test_counters_looked_at_together_give_what_they_give_one_by_one(
    data: st.DataObject, persons: int, office: str | None
) -> None:
    counters = data.draw(st.integers(1, 9))
    plain = directory(counters)
    grids = data.draw(st.lists(st.sampled_from([10, 15]), min_size=counters, max_size=counters))
    made = {
        code: replace(
            counter,
            grid=grid,
            office=data.draw(st.sampled_from("ab")),
            serves=data.draw(st.sampled_from([("passport",), (NEW.code,), ("verification",)])),
            own_minutes=data.draw(st.sampled_from([{}, {"passport": 25}, {NEW.code: 35}])),
            last_start_minutes=data.draw(st.sampled_from([None, 0, 40, 60])),
        )
        for (code, counter), grid in zip(plain.counters.items(), grids, strict=True)
    }
    calendars = {
        code: replace(plain.calendars[code], office=counter.office, grid=counter.grid)
        for code, counter in made.items()
    }
    town = replace(plain, counters=made, calendars=calendars)
    taken = {code: data.draw(st.integers(0, 2**96 - 1)) for code in made}
    wish = Wish(NEW, persons, office)
    assert times(town, wish, TUESDAY, **taken) == one_by_one(town, wish, TUESDAY, taken)
