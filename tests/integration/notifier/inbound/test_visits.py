"""Visits by their codes: told, changed, cancelled; and what a stranger learns."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Language,
    SetClock,
    Visit,
    VisitPart,
    VisitState,
    code_is_well_formed,
)
from tests.support.written import Desk, Mobile

HERS = "+420777000321"
"""Verified; it is Marie Dvořáková's."""


async def booked(backend: Backend, phone: str | None, *, verified: bool = False) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="call", persons=2)
    assert hold is not None
    contact = Contact(phone, verified=verified)
    return await backend.visits.confirm(hold.id, contact=contact, language=Language.CS)


async def test_whoever_has_the_code_is_told_when_and_where(
    backend: Backend, mobile: Mobile
) -> None:
    visit = await booked(backend, None)
    told = await mobile.asks(f"STAV {visit.code}")
    assert told.startswith(
        f"Objednavka {visit.code}: utery 24. 11. v 9:00, Lidicka 5, zadost o cestovni pas, "
        "pocet osob 2."
    )
    assert "BOOKING" in (await mobile.asks(f"STATUS {visit.code}")).upper()


async def test_the_number_that_was_told_is_told_again(backend: Backend, mobile: Mobile) -> None:
    assert "neni nic objednano" in await mobile.asks("STAV")
    visit = await booked(backend, mobile.number)
    assert f"v 9:00 ({visit.code})" in await mobile.asks("STAV")
    assert f"ZRUS {visit.code}" in await mobile.asks("ZRUS")
    assert (await backend.visits.get(visit.id)).state is VisitState.BOOKED


async def test_a_stranger_learns_nothing_without_a_code(backend: Backend, mobile: Mobile) -> None:
    await booked(backend, HERS)
    for text in ("STAV", "ZRUS", "ANO", "NE", "ZMENA", "NEHLIDAT"):
        for answer in await mobile.writes(text):
            assert "24. 11." not in answer
            assert "9:00" not in answer


async def test_guesses_are_counted_over_all_commands_as_on_the_telephone(
    backend: Backend, mobile: Mobile
) -> None:
    visit = await booked(backend, HERS)
    guesses = [code for code in _well_formed() if code != visit.code][:3]
    for text, code in zip(("ZRUS", "STAV", "HLIDAT"), guesses, strict=True):
        assert "Tento kod nezname" in await mobile.asks(f"{text} {code}")
    assert "Tento kod nezname" in await mobile.asks(f"ZRUS {visit.code}")
    assert (await backend.visits.get(visit.id)).state is VisitState.BOOKED
    (elsewhere,) = await mobile.desk.mobile("+420777000555").writes(f"STAV {visit.code}")
    assert "Objednavka" in elsewhere


def _well_formed() -> list[str]:
    return [f"{n:06}" for n in range(204_000, 204_100) if code_is_well_formed(f"{n:06}")]


async def test_a_slip_in_the_code_costs_no_guess(backend: Backend, mobile: Mobile) -> None:
    visit = await booked(backend, mobile.number)
    slip = visit.code[:5] + str((int(visit.code[5]) + 1) % 10)
    for _ in range(5):
        await mobile.writes(f"ZRUS {slip}")
    assert "zrusena" in await mobile.asks(f"ZRUS {visit.code}")


@pytest.mark.parametrize("verified", [False, True])
async def test_whoever_cancels_from_the_visits_number_hears_of_it_once(
    backend: Backend, desk: Desk, *, verified: bool
) -> None:
    visit = await booked(backend, HERS, verified=verified)
    hers = desk.mobile(HERS)
    answers = await hers.writes(f"ZRUS {visit.code}")
    assert len([one for one in answers if "zrusena" in one]) == 1


@pytest.mark.parametrize("verified", [False, True])
async def test_who_cancels_from_elsewhere_is_answered_and_so_is_whose_it_is(
    backend: Backend, desk: Desk, mobile: Mobile, *, verified: bool
) -> None:
    visit = await booked(backend, HERS, verified=verified)
    await desk.work()
    hers = desk.mobile(HERS)
    await hers.reads()
    assert "zrusena" in await mobile.asks(f"ZRUS {visit.code}")
    assert any("zrusena" in one for one in await hers.reads())


async def test_a_visit_gets_another_time_with_all_its_parts(
    backend: Backend, mobile: Mobile
) -> None:
    also = (VisitPart("identity-card.new", 1),)
    hold = await backend.visits.hold_nearest("passport.new", owner="call", also=also)
    assert hold is not None
    visit = await backend.visits.confirm(
        hold.id, contact=Contact(mobile.number), language=Language.CS
    )
    answer = await mobile.asks(f"ZMĚNA {visit.code} st 25.11. 10:00")
    after = await backend.visits.get(visit.id)
    assert (after.start, after.parts) == (
        datetime(2026, 11, 25, 10, tzinfo=PRAGUE),
        visit.parts,
    )
    assert visit.code in answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ZMENA {}", "Volno: 24. 11. v 9:00, 9:15, 9:30. Poslete ZMENA {}"),
        ("ZMENA {} 25.11.", "Volno: 25. 11. v 8:00, 8:15, 8:30."),
        ("ZMENA {} 24.11. 9:00", "Objednavka {}: utery 24. 11. v 9:00"),
        ("ZMENA {} 25.11. 23:00", "25. 11. ve 23:00 neni volno. Volno: 25. 11. "),
        ("ZMENA {} 22.11. 9:00", "Termin 22. 11. v 9:00 uz minul. Volno: "),
        ("ZMENA {} 29.11.", "29. 11. je zavreno. Volno: "),
        ("ZMENA {} 99.11.", "Pro zmenu poslete ZMENA"),
        ("ZMENA", "Pro zmenu poslete ZMENA"),
    ],
)
async def test_where_the_time_cannot_be_had_others_are_told_and_nothing_changes(
    backend: Backend, mobile: Mobile, text: str, said: str
) -> None:
    visit = await booked(backend, mobile.number)
    answer = await mobile.asks(text.format(visit.code))
    assert answer.startswith(said.format(visit.code))
    assert (await backend.visits.get(visit.id)).start == visit.start


async def test_what_has_begun_is_neither_changed_nor_cancelled(
    backend: Backend, mobile: Mobile, clock: SetClock
) -> None:
    visit = await booked(backend, mobile.number)
    clock.advance(timedelta(hours=25, minutes=5))
    assert "termin uz zacal" in await mobile.asks(f"ZRUS {visit.code}")
    assert "termin uz zacal" in await mobile.asks(f"ZMENA {visit.code} 27.11. 10:00")
    assert "termin uz zacal" in await mobile.asks(f"ZMENA {visit.code}")
    assert (await backend.visits.get(visit.id)).state is VisitState.BOOKED
