"""'OBJ PAS 24.11. 9:00' and all that can become of it. Today is Monday, 23 November 2026, 8:00."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Database,
    Language,
    SetClock,
    Transaction,
    Visit,
    VisitState,
)
from booking.catalogue import tables
from tests.support.written import Desk, Mobile

NINE = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)
TUESDAY = date(2026, 11, 24)
PASSPORT = "passport.new"
COUNTERS = 4
"""Where passports are applied for: three at one office, one at the other."""


async def allow(database: Database, **limits: int) -> None:
    """These limits hold in place of the demo's."""

    def write(tx: Transaction) -> None:
        row = tx.one(select(tables.town))
        assert row is not None
        body = json.loads(row.body)
        body["person_limits"] |= limits
        changed = update(tables.town).values(body=json.dumps(body), revision=row.revision + 1)
        tx.execute(changed)

    await database.write(write)


async def visits(backend: Backend, mobile: Mobile) -> list[Visit]:
    return await backend.visits.of_phone(mobile.number)


async def fill(backend: Backend, day: date, starts: set[datetime] | None = None) -> None:
    """Others book what is free then."""
    n = 0
    for slot in await backend.visits.free(PASSPORT, on=day, limit=500):
        while starts is None or slot.start in starts:
            n += 1
            left = [
                one
                for one in await backend.visits.free(PASSPORT, on=day, limit=500)
                if one.start == slot.start
            ]
            if not left:
                break
            hold = await backend.visits.hold(left[0], PASSPORT, owner=f"other-{day}-{n}")
            await backend.visits.confirm(
                hold.id, contact=Contact(), language=Language.CS, by="vera"
            )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OBJ PAS 24.11. 9:00", Language.CS),
        ("obj pas 24/11 9h", Language.CS),
        ("Objednat cestovní pas 24. 11. 2026 v 9.00", Language.CS),
        ("Dobrý den, chtěla bych se objednat na pas zítra v 9 hodin, děkuji", Language.CS),
        ("OBJ PAS v úterý 9", Language.CS),
        ("OBJDNAT PAS utery 9:00", Language.CS),
        ("BOOK PASSPORT tomorrow 9am", Language.EN),
        ("ЗАПИС ПАСПОРТ 24.11 9:00", Language.UK),
        ("zapys pasport zavtra 9", None),
    ],
)
async def test_what_is_exactly_free_is_booked_at_once(
    backend: Backend, mobile: Mobile, text: str, language: Language | None
) -> None:
    answers = await mobile.writes(text)
    found = await visits(backend, mobile)
    if language is None:
        assert found == []  # a day that is not understood is no day: a time is offered, not booked
        return
    (visit,) = found
    (answer,) = answers
    assert (visit.activity, visit.start, visit.persons) == (PASSPORT, NINE, 1)
    assert (visit.language, visit.phone, visit.verified) == (language, mobile.number, False)
    assert visit.code in answer
    assert "9:00" in answer


async def test_several_persons_come_together(backend: Backend, mobile: Mobile) -> None:
    answer = await mobile.asks("OBJ PAS 2 OSOBY 24.11. 9:00")
    (visit,) = await visits(backend, mobile)
    assert (visit.persons, visit.minutes) == (2, 30)
    assert "pocet osob 2" in answer


async def test_too_many_persons_are_led_to_a_person(backend: Backend, mobile: Mobile) -> None:
    assert "844121314" in await mobile.asks("OBJ PAS 9 OSOB 24.11. 9:00")
    assert await visits(backend, mobile) == []


async def test_a_place_that_is_named_is_where_it_is_booked(
    backend: Backend, mobile: Mobile
) -> None:
    await mobile.writes("OBJ PAS radnice 25.11. 9:00")
    (visit,) = await visits(backend, mobile)
    assert visit.office == "nadrazni"


async def test_the_nearest_is_kept_and_a_yes_books_it(backend: Backend, mobile: Mobile) -> None:
    offer = await mobile.asks("OBJ PAS")
    assert offer.startswith("Drzime termin: utery 24. 11. v 9:00, Lidicka 5, zadost o cestovni")
    assert "ANO do 8:30" in offer
    assert await visits(backend, mobile) == []
    booked = await mobile.asks("ANO")
    (visit,) = await visits(backend, mobile)
    assert visit.start == NINE
    assert visit.code in booked


async def test_a_no_lets_the_time_go(backend: Backend, mobile: Mobile) -> None:
    await mobile.writes("OBJ PAS")
    assert "uvolnili" in await mobile.asks("NE")
    assert await visits(backend, mobile) == []
    free = await backend.visits.free(PASSPORT, limit=COUNTERS)
    assert free[0].start == NINE
    assert "zadnou otazku" in await mobile.asks("ANO")


async def test_a_slip_in_the_matter_asks_before_anything_is_booked(
    backend: Backend, mobile: Mobile
) -> None:
    offer = await mobile.asks("OBJ PASPRT 24.11. 9:00")
    assert "v 9:00, Lidicka 5, zadost o cestovni pas" in offer
    assert await visits(backend, mobile) == []
    await mobile.writes("ANO")
    assert [visit.start for visit in await visits(backend, mobile)] == [NINE]


async def test_what_is_taken_is_said_and_the_nearest_time_is_kept(
    backend: Backend, mobile: Mobile
) -> None:
    await fill(backend, TUESDAY, {NINE})
    offer = await mobile.asks("OBJ PAS 24.11. 9:00")
    assert offer.startswith("24. 11. v 9:00 neni volno. Drzime termin: utery 24. 11. v 9:15")
    await mobile.writes("ANO")
    (visit,) = await visits(backend, mobile)
    assert visit.start == NINE + timedelta(minutes=15)


async def test_a_full_day_leads_to_the_next(backend: Backend, mobile: Mobile) -> None:
    await fill(backend, TUESDAY)
    offer = await mobile.asks("OBJ PAS 24.11.")
    assert offer.startswith("24. 11. neni volno. Drzime termin: streda 25. 11. v 8:00")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "OBJ PAS 20.11. 9:00",
            "Termin 20. 11. v 9:00 uz minul. Drzime termin: utery 24. 11.",
        ),
        ("OBJ PAS dnes", "23. 11. uz objednat nelze. Drzime termin: utery 24. 11. v 9:00"),
        ("OBJ PAS 28.11. 10:00", "28. 11. v 10:00 je zavreno. Drzime termin: pondeli 30. 11."),
        ("OBJ PAS 24.12. 10:00", "24. 12. v 10:00 je zavreno. Drzime termin: "),
        ("OBJ PAS 1.3. 10:00", "Objednat lze jen na 60 dni dopredu. Drzime "),
        ("OBJ PAS 24.11. 9:07", "24. 11. v 9:07 neni volno. Drzime termin: utery 24. 11. v 9:00"),
        (
            "OBJ PAS 24.11. 22:00",
            "24. 11. ve 22:00 neni volno. Drzime termin: utery 24. 11. ve 13",
        ),
        ("OBJ PAS 31.11. 9:00", "Den nebo cas se nepodarilo precist."),
        ("OBJ PAS pondeli 24.11. 9:00", "Den nebo cas se nepodarilo precist."),
        ("OBJ PAS 45.11. 9:00", "Den nebo cas se nepodarilo precist."),
    ],
)
async def test_a_day_that_cannot_be_is_said_and_something_else_is_kept(
    backend: Backend, mobile: Mobile, text: str, said: str
) -> None:
    answer = await mobile.asks(text)
    assert await visits(backend, mobile) == []
    assert answer.startswith(said)


async def test_tomorrow_is_the_day_after_the_message_was_written(
    mobile: Mobile, desk: Desk, clock: SetClock
) -> None:
    await desk.receive(mobile.number, "OBJ PAS zitra 9:00")
    clock.advance(timedelta(hours=20))  # nobody answered in the night
    await desk.work()
    (answer,) = await mobile.reads()
    assert answer.startswith(
        "24. 11. v 9:00 uz objednat nelze. Drzime termin: streda 25. 11. v 9:00"
    )


@pytest.mark.parametrize("text", ["OBJ PRUKAZ", "OBJ PRUKAZ 24.11. 9:00"])
async def test_several_matters_are_asked_back_about(
    backend: Backend, mobile: Mobile, text: str
) -> None:
    answer = await mobile.asks(text)
    assert answer.startswith("Upresnete prosim, poslete: OBJ OBCANSK")
    assert "OBJ RIDICSK" in answer
    assert await visits(backend, mobile) == []
    offer = await mobile.asks("OBJ RIDICSKE")
    assert "vymena ridicskeho prukazu" in offer.replace("é", "e")


async def test_an_unknown_matter_is_answered_with_how_to_ask(mobile: Mobile) -> None:
    for text in ("OBJ", "OBJ STAVBA", "BOOK xyzzy"):
        assert "PAS" in (await mobile.asks(text)).upper()


async def test_who_writes_again_keeps_one_time_only(backend: Backend, mobile: Mobile) -> None:
    await mobile.writes("OBJ PAS 24.11.")
    await mobile.writes("OBJ PAS 25.11.")
    free = await backend.visits.free(PASSPORT, on=TUESDAY, limit=1)
    assert free[0].start == NINE
    await mobile.writes("ANO")
    (visit,) = await visits(backend, mobile)
    assert visit.start.date() == TUESDAY + timedelta(days=1)


async def test_the_same_words_again_book_nothing_twice(backend: Backend, mobile: Mobile) -> None:
    await mobile.writes("OBJ PAS 24.11. 9:00")
    again = await mobile.asks("OBJ PAS 24.11. 9:00")
    (visit,) = await visits(backend, mobile)
    assert again.startswith(f"Objednavka {visit.code}: utery 24. 11. v 9:00")


async def test_a_late_yes_still_books_what_nobody_has_taken(
    backend: Backend, mobile: Mobile, clock: SetClock
) -> None:
    await mobile.writes("OBJ PAS")
    clock.advance(timedelta(hours=3))
    await mobile.writes("ANO")
    assert [visit.start for visit in await visits(backend, mobile)] == [NINE]


async def test_a_late_yes_to_what_was_taken_meanwhile_is_offered_the_next(
    backend: Backend, mobile: Mobile, clock: SetClock
) -> None:
    await mobile.writes("OBJ PAS")
    clock.advance(timedelta(hours=3))
    await fill(backend, TUESDAY, {NINE})
    offer = await mobile.asks("ANO")
    assert offer.startswith("Termin byl mezitim obsazen. Drzime termin: utery 24. 11. v 9:15")
    await mobile.writes("ANO")
    (visit,) = await visits(backend, mobile)
    assert visit.start == NINE + timedelta(minutes=15)


async def test_where_nothing_is_free_the_waiting_list_is_named_and_joined(
    backend: Backend, mobile: Mobile
) -> None:
    citizenship = "citizenship.consultation"
    n = 0
    while hold := await backend.visits.hold_nearest(citizenship, owner=f"other-{n}"):
        n += 1
        await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS, by="vera")
    answer = await mobile.asks("OBJ OBCANSTVI")
    assert "neni volno" in answer
    assert "HLIDAT OBCANSTVI" in answer
    assert "posleme Vam SMS" in await mobile.asks("HLIDAT OBCANSTVI")
    (entry,) = await backend.waitlist.of_phone(mobile.number)
    assert entry.wants.activity == citizenship


async def test_limits_of_a_number_hold_as_on_the_telephone(
    backend: Backend, mobile: Mobile
) -> None:
    await mobile.writes("OBJ PAS 24.11. 9:00")
    await allow(backend.database, number_visits=1)
    assert "operator" in await mobile.asks("OBJ PAS 25.11. 9:00")
    assert "operator" in await mobile.asks("OBJ PAS")
    assert len(await visits(backend, mobile)) == 1


async def test_a_visit_booked_by_sms_is_cancelled_by_its_code(
    backend: Backend, mobile: Mobile
) -> None:
    await mobile.writes("OBJ PAS 24.11. 9:00")
    (visit,) = await visits(backend, mobile)
    assert "zrusena" in await mobile.asks(f"ZRUŠ {visit.code[:3]} {visit.code[3:]}")
    assert (await backend.visits.get(visit.id)).state is VisitState.CANCELLED
