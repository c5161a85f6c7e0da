"""What the pages show, from plain data to plain data."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Application,
    ApplicationState,
    DeadlineClock,
    Filed,
    Language,
    Span,
    WeeklyHours,
    Wording,
)
from booking.applications.standard import BY_CODE
from operator_console import formats
from operator_console.access.roles import ROOMS, Room, home, may_enter
from operator_console.access.rows import IDLE, LONGEST, Session
from operator_console.admin.view import hours
from operator_console.clerk import view
from operator_console.desk.view import waited
from operator_console.live import event
from tests.support.people import some_citizen

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

CITIZEN = some_citizen(
    phone="+420777000321", phone_verified=True, email="marie@example.com", language=Language.UK
)
TREES = Application(
    id=7,
    number=123,
    year=2026,
    mark="MULI-ZP",
    kind="trees",
    kind_name=Wording("Žádost o kácení dřevin", "Tree felling", "Заява"),
    state=ApplicationState.PROCESSING,
    state_name=Wording("se vyřizuje"),
    deadline=date(2026, 12, 3),
    service=None,
    citizen_id=1,
    filed_on=date(2026, 10, 19),
    changed_at=NOW,
    history=(),
)


@pytest.mark.parametrize(
    ("deadline", "mark"),
    [
        (date(2026, 11, 22), "late"),
        (date(2026, 11, 23), "due"),
        (date(2026, 11, 28), "soon"),
        (date(2026, 11, 29), ""),
    ],
)
def test_a_deadline_is_marked_as_it_comes_near(deadline: date, mark: str) -> None:
    shown = view.deadline(replace(TREES, deadline=deadline), Language.CS, TODAY)
    assert shown is not None
    assert shown.mark == mark


def test_a_deadline_that_does_not_run_is_not_late() -> None:
    stopped = replace(TREES, clock=DeadlineClock.STANDS, deadline=date(2026, 1, 1))
    shown = view.deadline(stopped, Language.CS, TODAY)
    assert shown is not None
    assert shown.mark == ""


def test_a_message_goes_in_the_citizens_language_to_verified_contacts_only() -> None:
    told = view.message(Filed(TREES, CITIZEN), BY_CODE["processing"])
    assert told.sentence == "Заява опрацьовується."
    assert (told.phone, told.email) == ("+420777000321", "")


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=59), ("desk.moment", 0)),
        (timedelta(minutes=59), ("desk.minutes", 59)),
        (timedelta(minutes=60), ("desk.hours", 1)),
        (timedelta(hours=23, minutes=59), ("desk.hours", 23)),
        (timedelta(days=3), ("desk.days", 3)),
        (-timedelta(seconds=5), ("desk.moment", 0)),
    ],
)
def test_a_wait_is_told_in_the_unit_that_fits(age: timedelta, said: tuple[str, int]) -> None:
    assert waited(NOW - age, NOW) == said


def test_days_and_numbers_are_written_as_in_an_office() -> None:
    assert formats.long_day(TODAY, Language.CS) == "pondělí 23. listopadu 2026"
    assert formats.long_day(TODAY, Language.EN) == "Monday 23 November 2026"
    assert formats.phone("+420777000321") == "777\xa0000\xa0321"
    assert formats.phone("+43 1 234567") == "+43 1 234567"
    assert formats.phone(None) == ""
    assert formats.code("472015") == "472\xa0015"


def test_a_moment_of_today_needs_no_date() -> None:
    assert formats.moment(NOW, PRAGUE, TODAY, Language.CS) == "9:00"
    yesterday = NOW - timedelta(days=1)
    assert formats.moment(yesterday, PRAGUE, TODAY, Language.CS) == "22.\xa011.\xa02026 9:00"


def test_hours_are_written_for_each_day() -> None:
    weekly = WeeklyHours(((Span(7 * 60, 12 * 60), Span(13 * 60, 17 * 60 + 5)), *((),) * 6))
    assert hours(weekly)[:2] == [["7:00–12:00", "13:00–17:05"], []]


def test_everybody_begins_in_a_room_of_theirs() -> None:
    for role in ROOMS:
        assert may_enter(role, home(role))


def test_personal_data_are_kept_from_those_who_run_the_machine() -> None:
    personal = {Room.DESK, Room.APPLICATIONS, Room.VISITS}
    assert [
        role for role in ROOMS if role.value == "administrator" and personal & {*ROOMS[role]}
    ] == []


def test_a_session_ends_by_rest_and_by_age() -> None:
    session = Session("vesely", began_at=NOW, seen_at=NOW)
    assert not session.is_over(NOW + IDLE - timedelta(seconds=1))
    assert session.is_over(NOW + IDLE)
    restless = replace(session, seen_at=NOW + LONGEST)
    assert restless.is_over(NOW + LONGEST)


def test_a_fragment_of_several_lines_is_one_event() -> None:
    assert event("rows", "<p>\n</p>") == "event: rows\ndata: <p>\ndata: </p>\n\n"
    assert event("gone", "") == "event: gone\ndata: \n\n"
