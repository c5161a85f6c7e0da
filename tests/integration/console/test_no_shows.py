"""The supervisor's page of missed visits."""

from datetime import date, timedelta

import pytest

from booking.api import Backend, Contact, Language, SetClock
from operator_console.no_shows.view import MOST_DAYS, period
from tests.integration.console.conftest import Visitor
from tests.support.console import CLERK, SUPERVISOR

PAGE = "/supervisor/no-shows"
TODAY = date(2026, 11, 25)


@pytest.fixture
async def missed(backend: Backend, clock: SetClock) -> None:
    """Of two visits on Tuesday one was missed; the other one was checked in."""
    found = []
    for _ in range(2):
        hold = await backend.visits.hold_nearest("passport.new", owner="caller")
        assert hold is not None
        confirmed = await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)
        found.append(confirmed)
    clock.advance(found[0].start - timedelta(minutes=5) - clock.now())
    await backend.attendance.check_in(found[0].id, by=CLERK)
    clock.advance(found[0].start.replace(hour=20) - clock.now())
    await backend.attendance.mark_missed()


async def plain(supervisor: Visitor, query: str = "") -> str:
    answer = await supervisor.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("missed")
async def test_missed_visits_are_told_by_service_weekday_and_channel(visitor: Visitor) -> None:
    await visitor.log_in(SUPERVISOR)
    page = await plain(visitor)
    assert "2 objednané návštěvy, nikdo nepřišel: 1" in page
    assert "50,0 %" in page
    for name in ("Cestovní pasy", "Úterý", "telefonem, automat"):
        assert f'<th scope="row">{name}</th>' in page


@pytest.mark.usefixtures("missed")
async def test_the_file_opens_in_a_czech_spreadsheet(visitor: Visitor) -> None:
    await visitor.log_in(SUPERVISOR)
    answer = await visitor.get(f"{PAGE}/no-shows.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8-sig")
    head, line = text.splitlines()
    assert head == "Agenda;Den v týdnu;Jak se objednali;Návštěv;Nikdo nepřišel;Podíl (%)"
    assert line == "Cestovní pasy;Úterý;telefonem, automat;2;1;50,0"


async def test_days_without_figures_say_what_to_do(visitor: Visitor) -> None:
    await visitor.log_in(SUPERVISOR)
    page = await plain(visitor, "?first=2026-11-01&last=2026-11-02")
    assert "V těchto dnech nejsou žádné údaje" in page
    assert "Stáhnout CSV" not in page


@pytest.mark.parametrize(
    ("first", "last", "days", "is_cut"),
    [
        ("", "", 30, False),
        ("2026-11-25", "2026-11-25", 1, False),
        ("2026-11-20", "2027-11-25", 6, False),
        ("2020-01-01", "2026-11-25", MOST_DAYS, True),
        ("yesterday", "0001-01-01", 30, False),
        ("2026-11-25", "2026-11-01", 30, False),
    ],
)
def test_days_that_make_no_sense_are_put_right(
    first: str, last: str, days: int, *, is_cut: bool
) -> None:
    found = period(first, last, TODAY)
    assert (found.days, found.is_cut) == (days, is_cut)
    assert found.last <= TODAY
