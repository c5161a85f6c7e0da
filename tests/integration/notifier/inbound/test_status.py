"""How an application stands, and whether documents are ready; and what a stranger learns."""

from __future__ import annotations

from datetime import date

import pytest

from booking.api import Backend, Mandate, Scope
from tests.support.written import Desk, Mobile

MARIE = "+420777000321"
"""Hers is application 123/2026, with the receipt's code 583145; the number is verified."""
CODE = "583145"


async def test_the_applicant_is_told_at_the_verified_number(desk: Desk) -> None:
    answer = await desk.mobile(MARIE).asks("STAV 123/2026")
    assert "MULI-ZP/000123/2026" in answer
    assert "se vyrizuje" in answer


async def test_the_same_answer_for_all_others_whether_it_exists_or_not(
    desk: Desk, mobile: Mobile
) -> None:
    real = await mobile.asks("STAV 123/2026")
    unreal = await mobile.asks("STAV 99999/2026")
    of_others = await desk.mobile(MARIE).asks("STAV 41/2026")
    assert real == unreal == of_others
    assert "123" not in real
    assert "844121314" in real


async def test_an_unverified_number_of_the_citizen_is_nobodys(backend: Backend, desk: Desk) -> None:
    unverified = [
        one
        for found in await backend.applications.recent(500)
        if found.citizen_id is not None
        and (one := await backend.citizens.get(found.citizen_id)).phone
        and not one.phone_verified
    ]
    for citizen in unverified:
        assert citizen.phone is not None
        for found in await backend.applications.of(citizen.id):
            answer = await desk.mobile(citizen.phone).writes(f"STAV {found.number}/{found.year}")
            assert all(found.reference not in one for one in answer)


async def test_who_acts_for_the_applicant_is_told_and_it_is_audited(
    backend: Backend, desk: Desk
) -> None:
    (marie,) = await backend.citizens.by_phone(MARIE)
    (josef,) = await backend.citizens.by_phone("+420777000102")
    his = desk.mobile("+420777000102")
    before = await his.asks("STAV 123/2026")
    assert "000123" not in before
    await backend.representations.add(
        marie.id,
        josef.id,
        scope=Scope.APPLICATIONS,
        mandate=Mandate.POWER_OF_ATTORNEY,
        since=date(2026, 11, 1),
        until=None,
        by="vera",
    )
    assert "000123" in await his.asks("STAV 123/2026")
    trail = await backend.audit.recent(about=f"citizen:{marie.id}")
    assert "acted-for" in {entry.did for entry in trail}


async def test_the_receipts_code_opens_it_from_any_number(desk: Desk, mobile: Mobile) -> None:
    answer = await mobile.asks(f"STAV 123/2026 {CODE}")
    assert answer.startswith("Zadost o kaceni drevin c. 123/2026 se vyrizuje. Lhuta konci: ")
    assert "Dvorak" not in answer
    assert (await desk.kept())[0] == "STAV 123/2026 ######"


async def test_a_wrong_code_says_the_same_as_an_unknown_number(mobile: Mobile) -> None:
    wrong = await mobile.asks("STAV 123/2026 472012")
    unknown = await mobile.asks("STAV 98765/2026 583145")
    malformed = await mobile.asks("STAV 123/2026 4711")
    assert wrong == unknown == malformed


async def test_wrong_codes_lock_as_on_the_telephone(mobile: Mobile) -> None:
    for number in (201, 202, 203):
        answer = await mobile.asks(f"STAV {number}/2026 {CODE}")
    assert "30 min" in answer
    assert "30 min" in await mobile.asks(f"STAV 123/2026 {CODE}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("STAV PAS 3.11.", "Doklady (cestovni pasy), o které bylo pozadano 3. 11. v bezné lhute"),
        ("STAV PAS 9.11.", "Doklady (cestovni pasy), o které bylo pozadano 9. 11. v bezné lhute"),
        ("STAV PAS 10.11.", "Doklady (cestovni pasy), o které bylo pozadano 10. 11., jeste nejs"),
        ("stav pasu ze 3. listopadu", "Doklady (cestovni pasy), o které bylo pozadano 3. 11. v b"),
        ("STAV PAS 24.12.", "Doklady (cestovni pasy), o které bylo pozadano 24. 12. v bezné lhut"),
        (
            "STAV PAS",
            "Pripraveny jsou doklady (cestovni pasy), o které bylo v bezné lhute pozadano do 9",
        ),
        ("STAV OBČANKA 3.11.", "Doklady (obcanské prukazy), o které bylo pozadano 3. 11. v bezné"),
        ("STAV PAS 24.12.2026", "Den nebo cas se nepodarilo precist."),
        ("STAV PAS 31.2.", "Den nebo cas se nepodarilo precist."),
        ("STAV PRUKAZ 3.11.", "Upresnete prosim, poslete: STAV "),
        ("STAV ODPAD 3.11.", "Zda je doklad pripraven, ted nevime."),
        ("STAV STAVBA 3.11.", "Napiste, co potrebujete"),
        ("STATUS PASSPORT 3.11.", "Documents (passports) asked for on 3 November in the ordinary"),
        ("СТАН ПАСПОРТ 3.11", "Документи (закордонні паспорти), подані 3.11 у звичайний строк, г"),
    ],
)
async def test_whether_documents_are_ready_is_told_by_the_day(
    mobile: Mobile, text: str, said: str
) -> None:
    assert (await mobile.asks(text)).startswith(said)


async def test_what_is_ready_can_be_fetched_by_the_words_of_the_answer(
    backend: Backend, mobile: Mobile
) -> None:
    answer = await mobile.asks("STAV PAS 3.11.")
    assert "OBJ PREVZETI PASY" in answer
    assert "prevzeti cestovniho pasu" in await mobile.asks("OBJ PREVZETI PASY")
    await mobile.writes("ANO")
    (visit,) = await backend.visits.of_phone(mobile.number)
    assert visit.activity == "passport.collection"
