"""The rules at the counter, without a database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from booking.attendance import rules
from booking.attendance.model import Attendance, Attendee, Presence
from booking.catalogue.limits import AttendanceRules
from booking.errors import Refused
from booking.ground.clock import PRAGUE
from booking.language import Language
from booking.visits.model import Visit, VisitState

NINE = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)
USUAL = AttendanceRules()
HERE = ("passport.new",)


def minutes(n: float) -> datetime:
    return NINE + timedelta(minutes=n)


def expected(number: int, start: datetime = NINE, activity: str = "passport.new") -> Attendee:
    visit = Visit(
        id=number,
        code="472015",
        activity=activity,
        office="lidicka",
        counter="lidicka-1",
        start=start,
        minutes=15,
        persons=1,
        state=VisitState.BOOKED,
        language=Language.CS,
        citizen_id=None,
        phone=None,
        email=None,
        verified=False,
        channel="phone",
        created_at=NINE,
    )
    return Attendee(visit, Attendance(number, "lidicka", start.date(), start))


def came(attendee: Attendee, at: datetime, ticket: int) -> Attendee:
    return replace(attendee, attendance=rules.arrived(attendee.attendance, ticket, at))


def called(attendee: Attendee, at: datetime) -> Attendee:
    return replace(attendee, attendance=rules.called(attendee.attendance, "lidicka-1", "jana", at))


@pytest.mark.parametrize("at", [-15, 0, 10])
def test_one_checks_in_from_a_quarter_before_to_ten_minutes_after(at: float) -> None:
    rules.check_window(NINE, minutes(at), USUAL)


@pytest.mark.parametrize(("at", "why"), [(-15.1, "too early"), (10.1, "too late")])
def test_sooner_or_later_one_is_told_why_not(at: float, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rules.check_window(NINE, minutes(at), USUAL)


def test_who_was_booked_first_is_called_first_whoever_came_first() -> None:
    later = came(expected(2, minutes(15)), minutes(0), 1)
    sooner = came(expected(1), minutes(5), 2)
    found = rules.next_one([later, sooner], HERE, minutes(6), USUAL)
    assert found == sooner


def test_who_came_late_has_lost_their_place_but_not_their_turn() -> None:
    late = came(expected(1), minutes(20), 2)
    others = came(expected(2, minutes(15)), minutes(10), 1)
    assert rules.waiting([late, others], USUAL) == [others, late]


def test_of_two_at_the_same_time_the_earlier_ticket_goes_first() -> None:
    one, two = came(expected(1), minutes(-5), 8), came(expected(2), minutes(-10), 7)
    assert rules.waiting([one, two], USUAL) == [two, one]


def test_a_counter_calls_only_for_what_is_done_there() -> None:
    other = came(expected(1, activity="driving-licence.new"), minutes(0), 1)
    assert rules.next_one([other], HERE, minutes(0), USUAL) is None


def test_after_a_call_in_vain_one_is_left_alone_for_five_minutes() -> None:
    there = called(came(expected(1), minutes(0), 1), minutes(1))
    waits = replace(there, attendance=rules.not_there(there.attendance, minutes(2), USUAL))
    assert waits.presence is Presence.ARRIVED
    assert rules.next_one([waits], HERE, minutes(5.9), USUAL) is None
    assert rules.next_one([waits], HERE, minutes(6), USUAL) == waits


def test_three_calls_in_vain_are_a_missed_visit() -> None:
    attendance = came(expected(1), minutes(0), 1).attendance
    for n in (1, 2, 3):
        attendance = rules.called(attendance, "lidicka-1", "jana", minutes(6 * n))
        attendance = rules.not_there(attendance, minutes(6 * n + 1), USUAL)
    assert (attendance.presence, attendance.calls) == (Presence.MISSED, 3)


def test_every_step_can_be_taken_back() -> None:
    arrived = came(expected(1), minutes(0), 1).attendance
    call = rules.called(arrived, "lidicka-1", "jana", minutes(1))
    served = rules.served(call, minutes(2))
    done = rules.finished(served, minutes(9))
    assert rules.undone(done) == served
    assert rules.undone(served) == call
    assert rules.undone(call) == arrived
    assert rules.undone(arrived).presence is Presence.EXPECTED
    with pytest.raises(Refused):
        rules.undone(expected(1).attendance)


def test_a_check_in_that_is_taken_back_and_repeated_keeps_its_ticket() -> None:
    arrived = came(expected(1), minutes(0), 7).attendance
    again = rules.arrived(rules.undone(arrived), 12, minutes(3))
    assert again.ticket == 7


@pytest.mark.parametrize("presence", [one for one in Presence if one is not Presence.ARRIVED])
def test_only_who_waits_can_be_called(presence: Presence) -> None:
    attendance = replace(expected(1).attendance, presence=presence)
    with pytest.raises(Refused):
        rules.called(attendance, "lidicka-1", "jana", NINE)
