"""A yes or a no to the waiting list, to another time after a closure, to a reminder."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    EntryState,
    Language,
    MessageChoice,
    MessageSettings,
    Offer,
    OfferState,
    Rebooking,
    RebookingState,
    SetClock,
    Visit,
    VisitState,
    WaitChannel,
    WaitlistSettings,
    Wants,
)
from tests.support import closing
from tests.support.written import Desk, Mobile

CONSULTATION = "citizenship.consultation"
WEDNESDAY = date(2026, 11, 25)
OTHER = "+420777000111"
MARIE = "+420777000321"


async def offered(backend: Backend, number: str, activity: str = CONSULTATION) -> Offer:
    """Somebody waits, and something is offered to them."""
    await backend.waitlist.join(
        Wants(activity),
        contact=Contact(number),
        language=Language.CS,
        channel=WaitChannel.SMS,
        by="caller",
    )
    await backend.waitlist.driver(WaitlistSettings()).turn()
    return next(one for one in await backend.waitlist.offers_to(number) if one.activity == activity)


async def closed(backend: Backend, number: str) -> tuple[Visit, Rebooking]:
    """Somebody's counter is closed, and another time is offered to them."""
    people = closing.People(backend)
    visit = await people.book(CONSULTATION, WEDNESDAY, contact=Contact(number))
    await people.close(visit)
    await people.driver().turn()
    return visit, await people.of(visit)


async def reminded(desk: Desk, number: str, clock: SetClock) -> Visit:
    """Somebody is reminded of a visit on the evening before it."""
    backend = desk.backend
    hold = await backend.visits.hold_nearest("passport.new", owner="call", on=WEDNESDAY)
    assert hold is not None
    visit = await backend.visits.confirm(hold.id, contact=Contact(number), language=Language.CS)
    await desk.work()
    clock.advance(timedelta(hours=34))
    await backend.reminders.driver(MessageSettings(can_reply=True)).turn()
    await desk.work()
    told = await desk.mobile(number).reads()
    assert any(one.startswith("Pripominame") for one in told)
    return visit


async def test_what_the_waiting_list_offers_is_booked_by_a_yes(
    backend: Backend, mobile: Mobile
) -> None:
    offer = await offered(backend, mobile.number)
    answer = await mobile.asks("Ano, prosím")
    (visit,) = await backend.visits.of_phone(mobile.number)
    assert visit.start == offer.slot.start
    assert visit.code in answer
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.ACCEPTED


async def test_a_no_to_the_waiting_list_keeps_the_place(backend: Backend, mobile: Mobile) -> None:
    offer = await offered(backend, mobile.number)
    assert "V poradi zustavate" in await mobile.asks("NE")
    (entry,) = await backend.waitlist.of_phone(mobile.number)
    assert (entry.state, entry.declined) == (EntryState.WAITING, 1)
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.DECLINED


async def test_an_offer_is_answered_by_its_code_from_another_number(
    backend: Backend, desk: Desk, mobile: Mobile
) -> None:
    offer = await offered(backend, OTHER)
    answer = await mobile.asks(f"ANO {offer.code}")
    (visit,) = await backend.visits.of_phone(OTHER)
    assert answer.startswith(f"Objednavka {visit.code}")
    told = await desk.mobile(OTHER).reads()
    assert any(visit.code in one for one in told)  # whose it is hears of it, with the code
    assert (await desk.kept())[0] == f"ANO {offer.code}"


async def test_who_wants_no_messages_is_answered_when_they_take_an_offer(
    backend: Backend, desk: Desk
) -> None:
    marie = (await backend.citizens.by_phone(MARIE))[0]
    await backend.wishes.choose(marie.id, MessageChoice.NOTHING, by="citizen")
    await backend.waitlist.join(
        Wants(CONSULTATION),
        contact=Contact(MARIE, verified=True),
        language=Language.CS,
        channel=WaitChannel.SMS,
        by="vera",
        citizen_id=marie.id,
    )
    await backend.waitlist.driver(WaitlistSettings()).turn()
    answer = await desk.mobile(MARIE).asks("ANO")
    (visit,) = await backend.visits.of_phone(MARIE)
    assert visit.code in answer


async def test_an_answer_that_comes_too_late_says_so(
    backend: Backend, mobile: Mobile, clock: SetClock
) -> None:
    offer = await offered(backend, mobile.number)
    clock.advance(timedelta(hours=5))
    assert "zadnou otazku" in await mobile.asks("ANO")
    assert "Tento kod nezname" in await mobile.asks(f"ANO {offer.code}")
    assert await backend.visits.of_phone(mobile.number) == []


async def test_another_time_after_a_closure_is_taken_by_a_yes(
    backend: Backend, mobile: Mobile
) -> None:
    visit, lost = await closed(backend, mobile.number)
    assert lost.offered is not None
    answer = await mobile.asks("ANO")
    after = await backend.visits.get(visit.id)
    assert after.start == lost.offered.start
    assert after.code in answer


async def test_a_no_to_another_time_cancels_nothing(backend: Backend, mobile: Mobile) -> None:
    visit, lost = await closed(backend, mobile.number)
    assert "ZRUS a kod" in await mobile.asks("NE")
    assert (await backend.visits.get(visit.id)).state is VisitState.BOOKED
    assert (await backend.rebookings.get(lost.id)).state is RebookingState.OFFERED


async def test_a_visit_without_a_place_is_told_changed_and_cancelled_by_its_code(
    backend: Backend, mobile: Mobile
) -> None:
    visit, lost = await closed(backend, mobile.number)
    assert lost.offered is not None
    told = await mobile.asks(f"STAV {visit.code}")
    assert f"ANO {visit.code}" in told
    assert await mobile.asks("STAV") == told
    await mobile.writes(f"ZMENA {visit.code} 30.11. 10:00")
    after = await backend.visits.get(visit.id)
    assert after.start == datetime(2026, 11, 30, 10, tzinfo=PRAGUE)
    assert (await backend.rebookings.get(lost.id)).state is RebookingState.REBOOKED
    await mobile.writes(f"ZRUS {visit.code}")
    assert (await backend.visits.get(visit.id)).state is VisitState.CANCELLED


async def test_a_visit_without_a_place_is_cancelled_by_its_code(
    backend: Backend, mobile: Mobile
) -> None:
    visit, lost = await closed(backend, mobile.number)
    assert "zrusena" in await mobile.asks(f"ZRUS {visit.code}")
    assert (await backend.rebookings.get(lost.id)).state is RebookingState.CANCELLED


async def test_a_reminder_is_confirmed_by_a_yes(
    desk: Desk, mobile: Mobile, clock: SetClock
) -> None:
    visit = await reminded(desk, mobile.number, clock)
    assert f"Kod {visit.code}" in await mobile.asks("ANO")
    assert await desk.outcome() == "confirmed"


async def test_a_no_to_a_reminder_tells_how_to_cancel_and_cancels_nothing(
    desk: Desk, mobile: Mobile, clock: SetClock
) -> None:
    visit = await reminded(desk, mobile.number, clock)
    assert f"ZRUS {visit.code}" in await mobile.asks("NE")
    assert (await desk.backend.visits.get(visit.id)).state is VisitState.BOOKED


async def test_a_reminder_of_long_ago_asks_nothing(
    desk: Desk, mobile: Mobile, clock: SetClock
) -> None:
    await reminded(desk, mobile.number, clock)
    clock.advance(timedelta(days=3))
    assert "zadnou otazku" in await mobile.asks("ANO")


async def test_of_several_questions_the_code_says_which(backend: Backend, mobile: Mobile) -> None:
    offer = await offered(backend, mobile.number)
    visit, lost = await closed(backend, mobile.number)
    await mobile.writes("OBJ PAS")
    which = await mobile.asks("ANO")
    assert f"ANO {offer.code} (" in which
    assert f"ANO {visit.code} (" in which
    assert "ANO OBJ (utery 24. 11. v 9:00)" in which
    assert (await backend.rebookings.get(lost.id)).state is RebookingState.OFFERED

    await mobile.writes("ANO OBJ")
    assert "passport.new" in {one.activity for one in await backend.visits.of_phone(mobile.number)}
    await mobile.writes(f"NE {offer.code}")
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.DECLINED
    await mobile.writes("ANO")
    assert (await backend.rebookings.get(lost.id)).state is RebookingState.ACCEPTED


@pytest.mark.parametrize("word", ["No", "tak"])
async def test_a_word_that_says_nothing_in_czech_is_asked_back(
    backend: Backend, mobile: Mobile, word: str
) -> None:
    offer = await offered(backend, mobile.number)
    assert "ANO, nebo NE" in await mobile.asks(word)
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.OPEN


async def test_the_same_word_answers_a_question_in_its_language(
    backend: Backend, mobile: Mobile
) -> None:
    await mobile.writes("ЗАПИС ПАСПОРТ")
    await mobile.writes("Tak")
    (visit,) = await backend.visits.of_phone(mobile.number)
    assert visit.language is Language.UK


async def test_a_yes_with_more_words_answers_nothing(backend: Backend, mobile: Mobile) -> None:
    await mobile.writes("OBJ PAS")
    assert "nerozumime" in await mobile.asks("Ano, ale raději odpoledne")
    assert await backend.visits.of_phone(mobile.number) == []


async def test_a_yes_that_has_waited_agrees_to_nothing_that_was_asked_meanwhile(
    backend: Backend, desk: Desk, mobile: Mobile, clock: SetClock
) -> None:
    await desk.receive(mobile.number, "OBJ PAS")
    await desk.receive(mobile.number, "ANO")  # to something that was over long before
    clock.advance(timedelta(hours=1))
    offer = await offered(backend, mobile.number)
    await desk.work()
    answers = await mobile.reads()
    assert any("zadnou otazku" in one for one in answers)
    assert await backend.visits.of_phone(mobile.number) == []
    assert (await backend.waitlist.offered(offer.id)).state is OfferState.OPEN
