"""Topics, the waiting list, call-backs, help; and an end to all messages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.api import (
    Backend,
    ChannelWish,
    Contact,
    EntryState,
    Language,
    MessageChoice,
    MessageKind,
    SetClock,
    VisitState,
)
from notifier.templates.gsm import size
from tests.support.written import Desk, Mobile

MARIE = "+420777000321"
OKSANA = "+420721000104"
"""Verified; she is spoken to in Ukrainian."""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("INFO PAS", "novy cestovni pas: Prineste obcansky prukaz"),
        ("Informace občanka", "novy obcansky prukaz: "),
        ("co přinést na řidičák", "vymena ridicského prukazu: "),
        ("INFO PASSPORT", "a new passport: "),
        ("INFORMATION PASSPORT", "a new passport: "),
        ("ІНФО ПАСПОРТ", "новий закордонний паспорт: "),
        ("INFO XYZZY", "Tuto zalezitost nezname."),
    ],
)
async def test_a_topic_is_told_in_short(mobile: Mobile, text: str, said: str) -> None:
    answer = await mobile.asks(text)
    assert answer.startswith(said)
    assert "844121314" in answer


async def test_a_topic_that_nobody_has_checked_is_not_told(mobile: Mobile, clock: SetClock) -> None:
    clock.advance(timedelta(days=800))
    answer = await mobile.asks("INFO PAS")
    assert answer.startswith("Informace se prave overuji")


async def test_an_earlier_time_is_waited_for_by_the_code_of_the_visit(
    backend: Backend, mobile: Mobile
) -> None:
    hold = await backend.visits.hold_nearest("citizenship.consultation", owner="call")
    assert hold is not None
    visit = await backend.visits.confirm(
        hold.id, contact=Contact(mobile.number), language=Language.CS
    )
    assert "drivejsi termin" in await mobile.asks(f"HLIDAT {visit.code}")
    (entry,) = await backend.waitlist.of_phone(mobile.number)
    assert entry.visit_id == visit.id
    assert "hlidat nebudeme" in await mobile.asks("NEHLIDAT")
    assert (await backend.waitlist.get(entry.id)).state is EntryState.LEFT


async def test_who_would_wait_for_what_is_free_is_offered_it(
    backend: Backend, mobile: Mobile
) -> None:
    assert (await mobile.asks("HLIDAT PAS")).startswith("Drzime termin: utery 24. 11. v 9:00")
    assert await backend.waitlist.of_phone(mobile.number) == []


async def test_who_does_not_wait_leaves_nothing(mobile: Mobile) -> None:
    assert "zadnou otazku" in await mobile.asks("NEHLIDAT PAS")


async def test_an_operator_is_asked_to_ring_back_once(backend: Backend, mobile: Mobile) -> None:
    assert (await mobile.asks("Zavolejte mi prosím")).startswith("Zavolame Vam")
    await mobile.writes("ZAVOLAT")
    (ring,) = await backend.rings.open()
    assert (ring.phone, ring.dialog) == (mobile.number, "callback")


@pytest.mark.parametrize(
    ("text", "said", "segments"),
    [
        ("POMOC", "OBJ PASY", 1),
        ("?", "OBJ PASY", 1),
        ("Nápověda", "OBJ PASY", 1),
        ("HELP", "BOOK PASSPORTS", 2),
        ("ДОПОМОГА", "ЗАПИС ПАСПОРТИ", 2),
        ("dopomoha", "ЗАПИС ПАСПОРТИ", 2),
    ],
)
async def test_help_is_short(mobile: Mobile, text: str, said: str, segments: int) -> None:
    answer = await mobile.asks(text)
    assert answer.startswith(said)
    assert size(answer).segments <= segments


async def test_a_citizen_is_answered_in_their_language_where_the_word_has_none(
    desk: Desk,
) -> None:
    assert "Відправ" not in await desk.mobile(OKSANA).asks("INFO PAS")
    assert (await desk.mobile(OKSANA).asks("INFO PAS")).startswith("новий закордонний паспорт")


async def test_stop_holds_at_once_for_all_messages_and_start_takes_it_back(
    backend: Backend, desk: Desk
) -> None:
    hers = desk.mobile(MARIE)
    assert (await hers.asks("Stop")).startswith("Na toto cislo Vam uz nebudeme posilat zpravy.")
    (marie,) = await backend.citizens.by_phone(MARIE)
    wishes = await backend.wishes.of(marie.id)
    assert set(wishes.channels.values()) == {ChannelWish.NONE}
    assert await hers.writes("STOP") == []  # told once: two machines must not talk for ever
    assert await hers.writes("OBJ PAS") == []
    assert await backend.visits.of_phone(MARIE) == []
    assert (await hers.asks("POMOC")).startswith("OBJ PASY")
    assert (await hers.asks("START")).startswith("Zpravy na toto cislo jsou opet zapnuté.")
    wishes = await backend.wishes.of(marie.id)
    assert wishes.channels[MessageKind.VISITS] is ChannelWish.BOTH
    assert (await hers.asks("OBJ PAS")).startswith("Drzime")


@pytest.mark.parametrize("words", [("START",), ("STOP", "START")])
async def test_start_does_not_take_back_what_was_said_on_the_line(
    backend: Backend, desk: Desk, words: tuple[str, ...]
) -> None:
    (marie,) = await backend.citizens.by_phone(MARIE)
    await backend.wishes.choose(marie.id, MessageChoice.NOTHING, by="citizen")
    hers = desk.mobile(MARIE)
    told = [await hers.asks(word) for word in words]
    assert told[-1].startswith("Zpravy jsou vypnuté po domluve na lince nebo na urade")
    assert await desk.outcome() == "said-elsewhere"
    wishes = await backend.wishes.of(marie.id)
    assert set(wishes.channels.values()) == {ChannelWish.NONE}


async def test_what_is_said_on_the_line_after_stop_is_not_taken_back_by_start(
    backend: Backend, desk: Desk
) -> None:
    hers = desk.mobile(MARIE)
    await hers.writes("STOP")
    (marie,) = await backend.citizens.by_phone(MARIE)
    await backend.wishes.choose(marie.id, MessageChoice.NOTHING, by="citizen")
    assert "nelze" in await hers.asks("START")
    await backend.wishes.choose(marie.id, MessageChoice.SMS, by="citizen")
    assert "opet" in await hers.asks("START")


@pytest.mark.parametrize("text", ["stop", "STOP!", " Stop. ", "СТОП", "Prosím STOP", "unsubscribe"])
async def test_stop_is_understood_however_it_is_written(desk: Desk, text: str) -> None:
    mobile = desk.mobile()
    await mobile.writes(text)
    assert await desk.outcome() == "stopped"


@pytest.mark.parametrize("text", ["STPO", "stup", "sto", "STOV", "srop", "zastavit vozidlo"])
async def test_stop_is_never_guessed(desk: Desk, text: str) -> None:
    assert "nerozumime" in await desk.mobile().asks(text)


@pytest.mark.parametrize("text", ["ZRUS", "ZRUŠIT objednávku", "CANCEL", "СКАСУВАТИ"])
async def test_nothing_is_cancelled_without_its_code(
    backend: Backend, mobile: Mobile, text: str
) -> None:
    await mobile.writes("OBJ PAS 24.11. 9:00")
    (visit,) = await backend.visits.of_phone(mobile.number)
    answer = await mobile.asks(text)
    assert visit.code in answer
    assert (await backend.visits.get(visit.id)).state is VisitState.BOOKED


async def test_whoever_sends_a_login_is_warned_and_it_is_not_kept(
    desk: Desk, mobile: Mobile
) -> None:
    answer = await mobile.asks("STAV 47201533 836104")
    assert answer.startswith("Prihlasovaci cislo a PIN nikdy nepiste do SMS")
    assert (await desk.kept())[0] == "STAV ######## ######"
