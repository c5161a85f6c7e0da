"""Forged senders: another number for each message, so no limit by number holds them up."""

from __future__ import annotations

from datetime import timedelta

from booking.api import (
    Backend,
    Contact,
    Language,
    SetClock,
    Visit,
    VisitState,
    code_is_well_formed,
)
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


async def in_the_name_of(backend: Backend, phone: str) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="call")
    assert hold is not None
    contact = Contact(phone)
    return await backend.visits.confirm(hold.id, contact=contact, language=Language.CS)


def guesses(number: int, *, but: str) -> list[str]:
    every = (f"{n:06}" for n in range(204_000, 205_000))
    return [one for one in every if code_is_well_formed(one) and one != but][:number]


async def test_forged_numbers_cannot_guess_codes_for_ever(backend: Backend, desk: Desk) -> None:
    await allow(backend.database, wrong_codes_hour=4)
    visit = await in_the_name_of(backend, MARIE)
    texts = ("ZRUS", "STAV", "HLIDAT", "ANO")
    codes = guesses(4, but=visit.code)
    for one, text, code in zip(strangers(desk, 4), texts, codes, strict=True):
        assert "kod nezname" in await one.asks(f"{text} {code}")
    last = desk.mobile("+420608333000")
    for text in (*texts, "ZMENA"):
        answer = await last.asks(f"{text} {visit.code}")
        assert answer.startswith("Zpravu ted nelze vyridit. Zavolejte prosim na 844121314.")
    assert (await backend.visits.get(visit.id)).state is VisitState.BOOKED


async def test_a_visits_own_number_cancels_it_however_much_was_guessed(
    backend: Backend, desk: Desk
) -> None:
    await allow(backend.database, wrong_codes_hour=1)
    stranger, own = strangers(desk, 2)
    visit = await in_the_name_of(backend, own.number)
    (guess,) = guesses(1, but=visit.code)
    await stranger.writes(f"ZRUS {guess}")
    assert "zrusena" in await own.asks(f"ZRUS {visit.code}")
    assert "nelze vyridit" in await own.asks(f"ZRUS {guess}")


async def test_an_hour_later_codes_are_taken_from_everybody_again(
    backend: Backend, desk: Desk, clock: SetClock
) -> None:
    await allow(backend.database, wrong_codes_hour=1)
    stranger, other = strangers(desk, 2)
    visit = await in_the_name_of(backend, MARIE)
    await stranger.writes(f"STAV {guesses(1, but=visit.code)[0]}")
    assert "nelze vyridit" in await other.asks(f"STAV {visit.code}")
    clock.advance(timedelta(hours=1, minutes=1))
    assert visit.code in await other.asks(f"STAV {visit.code}")


async def test_slips_are_no_guesses(backend: Backend, desk: Desk) -> None:
    await allow(backend.database, wrong_codes_hour=1)
    visit = await in_the_name_of(backend, MARIE)
    slip = visit.code[:5] + str((int(visit.code[5]) + 1) % 10)
    for one, text in zip(strangers(desk, 4), ("ZRUS", "STAV", "HLIDAT", "ANO"), strict=True):
        assert "kod nezname" in await one.asks(f"{text} {slip}")
    assert visit.code in await desk.mobile().asks(f"STAV {visit.code}")


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
