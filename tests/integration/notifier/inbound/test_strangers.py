"""Forged senders: another number for each message, so no limit by number holds them up."""

from __future__ import annotations

from datetime import timedelta

from booking.api import Backend, SetClock
from notifier.inbound.service import MOST_ANSWERS
from tests.integration.notifier.inbound.test_booking import allow
from tests.support.written import Desk, Mobile

MARIE = "+420777000321"
"""Marie Dvořáková has shown that this is hers."""


def strangers(desk: Desk, number: int, country: str = "+420") -> list[Mobile]:
    start = {"+420": 608222000, "+225": 707070700}[country]
    form = f"{country}{{:0{9 if country == '+420' else 10}d}}"
    return [desk.mobile(form.format(start + one)) for one in range(number)]


async def test_forged_numbers_cannot_take_all_times(backend: Backend, desk: Desk) -> None:
    await allow(backend.database, stranger_bookings_hour=3)
    answers = [await one.asks("OBJ PAS 24.11.") for one in strangers(desk, 5)]
    assert [one.startswith("Drzime") for one in answers] == [True] * 3 + [False] * 2
    assert answers[-1].startswith("Zpravu ted nelze vyridit. Zavolejte prosim na 844121314.")
    last = desk.mobile("+420608333000")
    assert "ted nelze" in await last.asks("OBJ PAS 25.11. 9:00")
    assert await backend.visits.of_phone(last.number) == []


async def test_who_was_verified_still_books_then(backend: Backend, desk: Desk) -> None:
    await allow(backend.database, stranger_bookings_hour=1)
    await desk.mobile().writes("OBJ PAS")
    assert (await desk.mobile(MARIE).asks("OBJ PAS")).startswith("Drzime")


async def test_a_time_that_was_kept_before_can_still_be_booked(
    backend: Backend, desk: Desk
) -> None:
    await allow(backend.database, stranger_bookings_hour=1)
    mobile = desk.mobile()
    await mobile.writes("OBJ PAS")
    await mobile.writes("ANO")
    assert len(await backend.visits.of_phone(mobile.number)) == 1


async def test_an_hour_later_strangers_book_again(
    backend: Backend, desk: Desk, clock: SetClock
) -> None:
    await allow(backend.database, stranger_bookings_hour=1)
    first, second = strangers(desk, 2)
    await first.writes("OBJ PAS")
    assert "ted nelze" in await second.asks("OBJ PAS")
    clock.advance(timedelta(hours=1, minutes=1))
    assert (await second.asks("OBJ PAS")).startswith("Drzime")


async def test_networks_abroad_get_only_so_many_answers(backend: Backend, desk: Desk) -> None:
    await allow(backend.database, foreign_answers_hour=2)
    abroad = strangers(desk, 4, "+225")
    assert [len(await one.writes("POMOC")) for one in abroad] == [1, 1, 0, 0]
    assert len(await desk.mobile().writes("POMOC")) == 1


async def test_stop_holds_also_where_nothing_is_answered(backend: Backend, desk: Desk) -> None:
    await allow(backend.database, foreign_answers_hour=1)
    first, second = strangers(desk, 2, "+225")
    await first.writes("POMOC")
    assert await second.writes("STOP") == []
    await allow(backend.database, foreign_answers_hour=10)
    assert await second.writes("OBJ PAS") == []
    assert await desk.outcome() == "blocked"


async def test_an_owner_can_start_again_however_much_was_forged(desk: Desk) -> None:
    mobile = desk.mobile()
    for _ in range(MOST_ANSWERS + 2):
        await mobile.writes("POMOC")
    assert (await mobile.asks("STOP")).startswith("Na toto cislo Vam uz nebudeme")
    assert await mobile.writes("START") == []
    assert await desk.outcome() == "started"
    await mobile.writes("OBJ PAS")
    assert await desk.outcome() == "silenced"  # and not 'blocked': messages come again


async def test_stop_and_start_in_turn_are_not_answered_for_ever(desk: Desk) -> None:
    mobile = desk.mobile()
    told = [len(await mobile.writes(word)) for word in ("STOP", "START") * 12]
    assert sum(told) <= MOST_ANSWERS + 1
    assert told[-6:] == [0] * 6
