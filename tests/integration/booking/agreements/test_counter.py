"""Agreements at the counter: concluded, printed, reset, ended."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking.agreements.entry import CounterEntry, Faulty
from booking.agreements.model import (
    AgreementConcluded,
    AgreementEnded,
    AgreementReset,
    EndReason,
    Locked,
    Verified,
    Wrong,
)
from booking.agreements.service import Agreements
from booking.agreements.store import agreements as agreements_table
from booking.audit.service import Audit
from booking.citizens.service import Citizens
from booking.errors import NotFound, Refused
from booking.ground.audit import audit
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.events import unhandled
from booking.ground.secrets import Hashing, Secret
from booking.ground.steps import steps
from booking.language import Language

ENTRY = CounterEntry(
    given="Žofie",
    family="Příhodová",
    born="1980-02-03",
    street="Lidická 5",
    postcode="46001",
    town="Lípov",
    document="passport",
    ending="1234",
    compared=True,
    phone="777 555 444",
    phone_shown=True,
    email="zofie@example.com",
    language="uk",
    slow_speech=True,
    large_print=True,
)
MARIE = replace(ENTRY, citizen_id=1)
"""In Lípov's records, with an agreement."""
PHONE = "+420777555444"
WRONG = Secret("749283")


@pytest.fixture
def agreements(town: Database, hashing: Hashing) -> Agreements:
    return Agreements(town, hashing)


async def events(database: Database) -> list[object]:
    recorded = await database.read(lambda tx: unhandled(tx.connection, 1000))
    return [one.event for one in recorded]


async def did(database: Database, about: str) -> list[str]:
    entries = await Audit(database).recent(who="vesely", about=about)
    return [entry.did for entry in reversed(entries)]


async def test_a_new_citizen_is_taken_down_and_concludes(
    agreements: Agreements, town: Database
) -> None:
    made = await agreements.conclude(ENTRY, by="vesely", key="form")
    assert made.awaits_letter
    citizen = await Citizens(town).get(made.citizen_id)
    assert (citizen.name, citizen.born) == ("Žofie Příhodová", date(1980, 2, 3))
    assert (citizen.reachable_phone, citizen.reachable_email) == (PHONE, None)
    assert (citizen.language, citizen.slow_speech, citizen.large_print) == (Language.UK, True, True)
    assert await agreements.of(citizen.id) == made
    told = AgreementConcluded(made.id, citizen.id, "vesely", Language.UK, (PHONE,), ())
    assert told in await events(town)
    assert await did(town, f"agreement:{made.id}") == ["agreement-concluded"]
    assert await did(town, f"citizen:{citizen.id}") == ["citizen-added"]


async def test_whoever_was_taken_down_is_found_by_a_search(
    agreements: Agreements, town: Database
) -> None:
    citizens = Citizens(town)
    assert not await citizens.search("prihodova")
    await agreements.conclude(ENTRY, by="vesely")
    [found] = await citizens.search("prihodova")
    assert found.citizen.street == "Lidická 5"


async def test_the_same_form_concludes_once(agreements: Agreements) -> None:
    first, second = await asyncio.gather(
        *(agreements.conclude(ENTRY, by="vesely", key="form") for _ in range(2))
    )
    assert first == second


async def test_nobody_has_two_agreements(agreements: Agreements) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    known = replace(ENTRY, citizen_id=made.citizen_id)
    with pytest.raises(Faulty) as caught:
        await agreements.conclude(known, by="vesely")
    assert (caught.value.field, caught.value.reason) == ("citizen", "in-force")
    with pytest.raises(NotFound):
        await agreements.conclude(replace(ENTRY, citizen_id=9999), by="vesely")


async def test_a_namesake_of_the_same_day_must_be_confirmed(agreements: Agreements) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    twin = replace(ENTRY, given="zofie", phone="", phone_shown=False)
    with pytest.raises(Faulty) as caught:
        await agreements.conclude(twin, by="vesely")
    [fault] = caught.value.faults
    assert (fault.field, fault.reason, fault.about) == ("another", "known", made.citizen_id)
    assert await agreements.conclude(replace(twin, another=True), by="vesely") != made
    assert await agreements.conclude(replace(twin, born="1981-02-03"), by="vesely") != made


async def test_a_company_is_taken_down_once(agreements: Agreements) -> None:
    company = replace(
        ENTRY,
        company=True,
        name="Pekárna U Lípy s. r. o.",
        company_number="25123891",
        acting="Jan Pekař",
        acting_as="attorney",
    )
    made = await agreements.conclude(company, by="vesely")
    assert made.acting is not None
    assert made.acting.name == "Jan Pekař"
    with pytest.raises(Faulty) as caught:
        await agreements.conclude(replace(company, name="Jiná"), by="vesely")
    assert caught.value.faults[0].about == made.citizen_id


async def test_the_login_opens_nothing_before_the_letter_and_then_with_its_pin(
    agreements: Agreements,
) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    letter = await agreements.draw_up(made.id)
    claim = await agreements.check_login(letter.login)
    assert await agreements.verify(claim, letter.pin, caller=None) == Wrong(2)
    await agreements.hand_out(letter, by="vesely")
    assert await agreements.verify(claim, letter.pin, caller=None) == Verified(
        made.citizen_id, made.id
    )
    printed = (await agreements.get(made.id)).agreement
    assert (printed.has_pin, printed.letter_by) == (True, "vesely")


async def test_a_letter_is_printed_once(agreements: Agreements) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    first, second = await agreements.draw_up(made.id), await agreements.draw_up(made.id)
    await agreements.hand_out(first, by="vesely")
    with pytest.raises(Refused, match="printed"):
        await agreements.hand_out(second, by="vesely")
    with pytest.raises(Refused, match="printed"):
        await agreements.draw_up(made.id)
    claim = await agreements.check_login(first.login)
    assert isinstance(await agreements.verify(claim, first.pin, caller=None), Verified)


async def test_of_two_who_print_at_once_one_gets_a_letter(agreements: Agreements) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    letters = [await agreements.draw_up(made.id) for _ in range(2)]
    done = await asyncio.gather(
        *(agreements.hand_out(one, by="vesely") for one in letters), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["NoneType", "Refused"]


async def test_a_reset_voids_the_old_pin_lifts_the_lock_and_keeps_the_login(
    agreements: Agreements, town: Database
) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    old = await agreements.draw_up(made.id)
    await agreements.hand_out(old, by="vesely")
    claim = await agreements.check_login(old.login)
    for _ in range(3):
        await agreements.verify(claim, WRONG, caller=PHONE)
    assert (await agreements.get(made.id)).locked_until is not None

    due = await agreements.reset(made.id, ENTRY, by="vesely", key="form")
    assert due.awaits_letter
    assert (await agreements.get(made.id)).locked_until is None
    new = await agreements.draw_up(made.id)
    await agreements.hand_out(new, by="vesely")
    assert new.login.reveal() == old.login.reveal()
    # the citizen's own verified number is forgiven, too
    assert isinstance(await agreements.verify(claim, new.pin, caller=PHONE), Verified)
    assert await agreements.verify(claim, old.pin, caller=None) == Wrong(2)
    told = AgreementReset(made.id, made.citizen_id, "vesely", Language.UK, (PHONE,), ())
    assert told in await events(town)
    assert await did(town, f"agreement:{made.id}") == [
        "agreement-concluded",
        "letter-printed",
        "agreement-reset",
        "letter-printed",
    ]


async def test_a_reset_does_not_forgive_guesses_at_others(agreements: Agreements) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    other = await agreements.check_login(Secret("51839262"))
    for _ in range(3):
        await agreements.verify(other, WRONG, caller=PHONE)
    await agreements.reset(made.id, ENTRY, by="vesely")
    letter = await agreements.draw_up(made.id)
    await agreements.hand_out(letter, by="vesely")
    claim = await agreements.check_login(letter.login)
    assert await agreements.verify(claim, letter.pin, caller=PHONE) == Locked(30)


async def test_the_same_reset_acts_once(agreements: Agreements) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    await agreements.reset(made.id, ENTRY, by="vesely", key="form")
    letter = await agreements.draw_up(made.id)
    await agreements.hand_out(letter, by="vesely")
    again = await agreements.reset(made.id, ENTRY, by="vesely", key="form")
    assert again.has_pin


async def test_an_agreement_that_is_over_opens_nothing_and_can_be_followed_by_another(
    agreements: Agreements, town: Database
) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    letter = await agreements.draw_up(made.id)
    await agreements.hand_out(letter, by="vesely")
    ended = await agreements.end(made.id, EndReason.WISH, by="vesely", key="form")
    assert (ended.in_force, ended.end_reason, ended.ended_by) == (False, EndReason.WISH, "vesely")
    assert (await agreements.check_login(letter.login)).agreement_id is None
    told = AgreementEnded(made.id, made.citizen_id, "vesely", Language.UK, (PHONE,), ())
    assert told in await events(town)
    with pytest.raises(Refused, match="ended"):
        await agreements.reset(made.id, ENTRY, by="vesely")
    with pytest.raises(Refused, match="ended"):
        await agreements.end(made.id, EndReason.WISH, by="vesely")
    with pytest.raises(Refused, match="printed"):
        await agreements.draw_up(made.id)
    again = await agreements.conclude(replace(ENTRY, citizen_id=made.citizen_id), by="vesely")
    assert again.id != made.id


async def test_nobody_is_told_of_the_end_after_a_death(
    agreements: Agreements, town: Database
) -> None:
    made = await agreements.conclude(ENTRY, by="vesely")
    await agreements.end(made.id, EndReason.DEATH, by="vesely")
    assert not [one for one in await events(town) if isinstance(one, AgreementEnded)]


async def test_if_somebody_passes_for_a_citizen_the_citizen_hears_of_it(
    agreements: Agreements, town: Database
) -> None:
    held = await agreements.of(1)
    assert held is not None
    before = await Citizens(town).get(1)
    await agreements.end(held.id, EndReason.OTHER, by="vesely")
    await agreements.conclude(MARIE, by="vesely")
    told = [one for one in await events(town) if isinstance(one, AgreementConcluded)][-1]
    assert told.phones == (before.phone, PHONE)
    assert before.email in told.emails


async def test_the_last_ones_come_first(agreements: Agreements, clock: SetClock) -> None:
    clock.advance(timedelta(minutes=5))
    made = await agreements.conclude(ENTRY, by="vesely")
    assert (await agreements.recent(3))[0].agreement == made
    assert (await agreements.of_many([made.citizen_id])) == {made.citizen_id: made}


async def test_no_secret_is_written(agreements: Agreements, town: Database) -> None:
    made = await agreements.conclude(ENTRY, by="vesely", key="conclude")
    letter = await agreements.draw_up(made.id)
    await agreements.hand_out(letter, by="vesely")
    await agreements.reset(made.id, ENTRY, by="vesely", key="reset")
    rows = [
        *await town.read(lambda tx: tx.all(select(steps))),
        *await town.read(lambda tx: tx.all(select(audit))),
        *await town.read(lambda tx: tx.all(select(agreements_table))),
        *await events(town),
    ]
    for secret in (letter.pin, letter.password):
        assert secret.reveal() not in str(rows)
    assert repr(letter).count("Secret(…)") == 3
