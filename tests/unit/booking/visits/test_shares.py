"""Shares of time: fair and exact over the day, and no wall for a visit of several cells."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.calendars.rules import cells_in, starts
from booking.catalogue.directory import Directory
from booking.catalogue.model import Share
from booking.errors import TownFileError
from booking.ground.clock import PRAGUE
from booking.town.shares import ShareEntry, check_shares
from booking.visits.bookable import WhyNot, why_not
from booking.visits.model import BookingChannel, Slot
from booking.visits.rules import Wish, free_slots
from booking.visits.shares import is_kept, parts_of
from tests.unit.booking.visits.test_free import NEW, NOTHING, NOW, TUESDAY, directory

PHONE, OPERATOR, WALK_IN = BookingChannel.PHONE, BookingChannel.OPERATOR, BookingChannel.WALK_IN
WALK_INS = Share("a", ("walk-in",), 40, 8 * 60, 0)
OPERATORS = Share("a", ("operator",), 20, 8 * 60, 2)
WHOLE_DAY = ((1 << 32) - 1) << 32
"""Eight hours on a grid of fifteen minutes, from eight to four."""


def sharing(town: Directory, *shares: Share) -> Directory:
    limits = replace(town.town.limits, shares=shares)
    return replace(town, town=replace(town.town, limits=limits))


def seen(town: Directory, channel: BookingChannel, now: datetime = NOW) -> set[tuple[str, str]]:
    wish = Wish(NEW, channel=channel)
    found = free_slots(town, wish, [TUESDAY], NOTHING, now)
    return {(f"{slot.start:%H:%M}", slot.office) for slot in found}


@given(st.integers(0, (1 << 96) - 1), st.integers(1, 12), st.booleans(), st.data())
def test_every_cell_is_in_one_part_and_each_part_gets_its_percentage(
    cells: int, stretch: int, turned: bool, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, 100))
    second = data.draw(st.integers(0, 100 - first))
    percents = [100 - first - second, first, second]
    dealt = parts_of(cells, stretch, percents, turned=turned)
    assert sum(dealt) == dealt[0] | dealt[1] | dealt[2] == cells
    for part, percent in zip(dealt, percents, strict=True):
        assert abs(part.bit_count() - cells.bit_count() * percent / 100) <= 1


@given(st.integers(1, 99), st.booleans())
def test_no_part_has_to_wait_half_a_day_for_its_first_cell(percent: int, turned: bool) -> None:
    everybody, kept = parts_of(WHOLE_DAY, 8, [100 - percent, percent], turned=turned)
    for part in (everybody, kept):
        if part.bit_count() >= 4:
            assert min(cells_in(part)) < 32 + 16
            assert max(cells_in(part)) >= 32 + 16


def test_a_family_of_four_finds_room_beside_the_shares() -> None:
    for turned in (False, True):
        everybody, *_ = parts_of(WHOLE_DAY, 8, [40, 40, 20], turned=turned)
        assert len(list(cells_in(starts(everybody, 4)))) >= 4


def test_neighbouring_counters_lie_the_other_way_round() -> None:
    one, _ = parts_of(WHOLE_DAY, 8, [50, 50], turned=False)
    other, _ = parts_of(WHOLE_DAY, 8, [50, 50], turned=True)
    assert one | other == WHOLE_DAY
    assert not one & other


@pytest.mark.parametrize(
    ("local", "kept"),
    [
        (datetime(2026, 11, 22, 7, 59, tzinfo=PRAGUE), True),
        (datetime(2026, 11, 22, 8, 0, tzinfo=PRAGUE), False),
        (datetime(2026, 11, 23, 0, 0, tzinfo=PRAGUE), False),
    ],
)
def test_a_share_is_released_at_its_minute_of_its_day(local: datetime, kept: bool) -> None:
    assert is_kept(OPERATORS, TUESDAY, local) is kept


def test_a_channel_sees_what_is_everybodys_and_its_own_only() -> None:
    early = NOW - timedelta(days=4)
    town = sharing(directory(1), WALK_INS, OPERATORS)
    phone, operator, walk_in = (seen(town, one, early) for one in (PHONE, OPERATOR, WALK_IN))
    everything = seen(directory(1), PHONE, early)
    assert phone < operator < everything
    assert phone < walk_in < everything
    assert seen(town, BookingChannel.WEB, early) == phone


def test_what_is_released_is_everybodys_and_nobody_loses_what_they_saw() -> None:
    town = sharing(directory(1), WALK_INS, OPERATORS)
    before, released = seen(town, PHONE, NOW - timedelta(days=4)), seen(town, PHONE, NOW)
    assert before < released == seen(town, OPERATOR, NOW)
    soon = datetime(2026, 11, 24, 8, 0, tzinfo=PRAGUE)
    today = replace(NEW, lead_days=0)
    town = replace(town, activities={NEW.code: today})
    found = free_slots(town, Wish(today), [TUESDAY], NOTHING, soon)
    assert {f"{slot.start:%H:%M}" for slot in found} == {
        time for time, _ in seen(directory(1), PHONE)
    }


def test_another_office_keeps_nothing() -> None:
    town = sharing(directory(3), replace(WALK_INS, percent=100))
    assert {office for _, office in seen(town, PHONE)} == {"b"}


def test_a_kept_time_is_refused_to_others_also_by_its_name() -> None:
    town = sharing(directory(1), replace(WALK_INS, percent=100))
    slot = Slot("c0", "a", datetime(2026, 11, 24, 9, 0, tzinfo=PRAGUE), 20)
    assert why_not(town, Wish(NEW), slot, NOW) is WhyNot.KEPT
    assert why_not(town, Wish(NEW, channel=WALK_IN), slot, NOW) is None


@given(st.integers(0, 100), st.integers(0, 30), st.sampled_from(list(BookingChannel)))
def test_what_is_offered_can_be_booked(percent: int, ahead: int, channel: BookingChannel) -> None:
    town = sharing(directory(3), replace(WALK_INS, percent=percent, days_before=ahead % 3))
    day = date(2026, 11, 24) + timedelta(days=ahead)
    wish = Wish(NEW, channel=channel)
    for slot in free_slots(town, wish, [day], NOTHING, NOW):
        assert why_not(town, wish, slot, NOW) is None


def test_shares_in_a_file_are_checked() -> None:
    offices = directory().offices.values()
    entry = ShareEntry(channels=("walk-in",), percent=60, until="08:00")  # type: ignore[arg-type]  # as in the file
    assert entry.share() == Share(None, ("walk-in",), 60, 480, 0)
    check_shares("town.yaml", [entry.share()], offices)
    with pytest.raises(TownFileError, match="of the time of 'a' 120 % would be kept"):
        check_shares("town.yaml", [entry.share(), replace(entry.share(), office="a")], offices)
    with pytest.raises(TownFileError, match="there is no office 'x'"):
        check_shares("town.yaml", [replace(entry.share(), office="x")], offices)
    for wrong in ("8", "24:01", "08:60", -1, True):
        with pytest.raises(ValueError, match="a time of day such as 08:00"):
            ShareEntry(channels=("web",), percent=10, until=wrong)  # type: ignore[arg-type]  # as in the file
