"""Who may act for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from booking.api import CitizenKind, Mandate, Refused, Representation, Scope
from booking.representations.rules import check_representative, check_time

TODAY = date(2026, 11, 23)
HELD = Representation(
    id=1,
    represented_id=1,
    representative_id=2,
    scope=Scope.VISITS,
    mandate=Mandate.COURT,
    since=date(2026, 1, 1),
    until=None,
    made_at=datetime(2026, 1, 1, 9, tzinfo=UTC),
    made_by="clerk",
)


@pytest.mark.parametrize("until", [None, TODAY, date(2027, 1, 1)])
def test_a_time_that_is_not_over_passes(until: date | None) -> None:
    check_time(TODAY, until, TODAY)


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2026, 1, 1), date(2026, 11, 22)), (date(2027, 2, 1), date(2027, 1, 31))],
)
def test_a_time_that_is_over_or_ends_before_it_begins_is_refused(since: date, until: date) -> None:
    with pytest.raises(Refused, match="until"):
        check_time(since, until, TODAY)


def test_no_company_acts_for_another() -> None:
    with pytest.raises(Refused, match="company"):
        check_representative([], 2, CitizenKind.COMPANY, Scope.ALL, TODAY)


def test_the_same_cannot_be_in_force_twice() -> None:
    with pytest.raises(Refused, match="known"):
        check_representative([HELD], 2, CitizenKind.PERSON, Scope.VISITS, TODAY)


@pytest.mark.parametrize(
    "held",
    [
        replace(HELD, until=date(2026, 11, 22)),
        replace(HELD, ended_at=datetime(2026, 3, 1, 9, tzinfo=UTC)),
        replace(HELD, representative_id=3),
        replace(HELD, scope=Scope.APPLICATIONS),
    ],
)
def test_what_is_over_or_is_another_thing_stands_in_nobodys_way(held: Representation) -> None:
    check_representative([held], 2, CitizenKind.PERSON, Scope.VISITS, TODAY)
