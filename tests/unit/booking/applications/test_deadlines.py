from datetime import date

import pytest

from booking.applications.deadlines import Deadline, Term, after_change, deadline_of
from booking.applications.states import DeadlineClock

RUNS, STANDS, NONE = DeadlineClock.RUNS, DeadlineClock.STANDS, DeadlineClock.NONE
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("term", "filed", "last"),
    [
        (Term(30), date(2026, 11, 2), date(2026, 12, 2)),
        (Term(30), date(2026, 11, 5), date(2026, 12, 7)),  # would end on a Saturday
        (Term(30), date(2026, 11, 24), date(2026, 12, 28)),  # Christmas, then a weekend
        (Term(5, working=True), date(2026, 11, 13), date(2026, 11, 23)),  # the 17th is a holiday
        (Term(1, working=True), date(2026, 11, 20), date(2026, 11, 23)),
    ],
)
def test_a_deadline_is_counted_from_the_day_after_the_filing(
    term: Term, filed: date, last: date
) -> None:
    assert deadline_of(term, filed) == last


def test_a_deadline_stands_still_while_others_must_act_and_goes_on_afterwards() -> None:
    running = Deadline(date(2026, 12, 30))
    stopped = after_change(running, STANDS, MONDAY, None)
    assert stopped == Deadline(None, MONDAY, date(2026, 12, 30))
    # from waiting for documents into a suspension: it is the same standstill
    assert after_change(stopped, STANDS, date(2026, 11, 30), None) == stopped
    # ten days later: ten days more, the 9th of January is a Saturday
    assert after_change(stopped, RUNS, date(2026, 12, 3), None) == Deadline(date(2027, 1, 11))


def test_fifteen_days_are_left_at_least_when_a_proceeding_goes_on() -> None:
    stopped = Deadline(None, MONDAY, date(2026, 11, 24))
    assert after_change(stopped, RUNS, date(2026, 12, 1), None) == Deadline(date(2026, 12, 16))


def test_a_deadline_set_by_hand_holds_and_a_decision_ends_it() -> None:
    running, new = Deadline(date(2026, 12, 3)), date(2027, 1, 15)
    assert after_change(running, RUNS, MONDAY, None) == running
    assert after_change(running, STANDS, MONDAY, new) == Deadline(new)
    assert after_change(running, NONE, MONDAY, None) == Deadline()
    assert after_change(Deadline(), RUNS, MONDAY, None) == Deadline()
    assert after_change(Deadline(), STANDS, MONDAY, None) == Deadline()
