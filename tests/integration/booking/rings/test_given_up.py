"""Numbers change hands between asking and ringing: nobody is rung about what is another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.api import (
    MESSAGE,
    REBOOKING_RING,
    Backend,
    Citizen,
    Contact,
    ContactKind,
    Language,
    Matter,
    Refused,
    Ring,
    RingEnded,
    RingOutcome,
    Speech,
    Visit,
    opt_out,
    unhandled,
)
from booking.proofs import following

NEW = "+420602123456"
KEYED = "+420596777888"
NEWS = Speech(Matter.APPLICATION)


@pytest.fixture
async def citizen(backend: Backend) -> Citizen:
    """One with a verified number that is nobody else's."""
    found = await backend.citizens.get(1)
    assert found.reachable_phone is not None
    return found


@pytest.fixture
async def visit(backend: Backend, citizen: Citizen) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    contact = Contact(citizen.phone, verified=True)
    return await backend.visits.confirm(
        hold.id, contact=contact, language=Language.CS, citizen_id=citizen.id
    )


async def speak(backend: Backend, phone: str, about: str | None, speech: Speech = NEWS) -> Ring:
    return await backend.rings.speak(
        phone=phone,
        language=Language.CS,
        speech=speech,
        until=backend.clock.now() + timedelta(hours=4),
        about=about,
        key=f"message:{phone}/{about}",
    )


async def task(backend: Backend, phone: str, about: str | None, note: str = "Přesunuto.") -> Ring:
    return await backend.rings.request(
        phone=phone, dialog=MESSAGE, language=Language.CS, note=note, about=about
    )


async def prove(backend: Backend, citizen: Citizen, phone: str = NEW) -> None:
    proof = await backend.proofs.propose(citizen.id, ContactKind.PHONE, phone, by="citizen")
    code = await backend.proofs.code(proof.id)
    assert code is not None
    await backend.proofs.verify(proof.id, code, by="citizen")


async def ended(backend: Backend) -> list[tuple[int, RingOutcome]]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 500))
    events = [one.event for one in found if isinstance(one.event, RingEnded)]
    return [(one.ring_id, one.outcome) for one in events]


async def test_the_machine_does_not_ring_a_number_that_was_given_up(
    backend: Backend, citizen: Citizen, visit: Visit
) -> None:
    old = citizen.phone or ""
    says = Speech(Matter.REMINDER, visit.id, visit.start, visit.office)
    asked = await speak(backend, old, f"visit:{visit.id}", says)
    await prove(backend, citizen)
    assert await backend.rings.has_to_dial()
    assert await backend.rings.claim_to_dial("linka", most=2) == []
    assert await ended(backend) == [(asked.id, RingOutcome.NUMBER_GIVEN_UP)]
    assert not await backend.rings.has_to_dial()


async def test_what_tells_of_an_application_goes_to_its_citizens_number_only(
    backend: Backend,
) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    assert one.citizen_id is not None
    citizen = await backend.citizens.get(one.citizen_id)
    asked = await speak(backend, KEYED, f"application:{one.id}")
    right = await speak(backend, citizen.reachable_phone or "", f"application:{one.id}")
    assert [ring.id for ring in await backend.rings.claim_to_dial("linka", most=2)] == [right.id]
    assert await ended(backend) == [(asked.id, RingOutcome.NUMBER_GIVEN_UP)]


async def test_a_number_that_still_is_theirs_is_rung(
    backend: Backend, citizen: Citizen, visit: Visit
) -> None:
    says = Speech(Matter.REMINDER, visit.id, visit.start, visit.office)
    asked = await speak(backend, citizen.phone or "", f"visit:{visit.id}", says)
    assert [ring.id for ring in await backend.rings.claim_to_dial("linka", most=2)] == [asked.id]


async def test_what_is_true_no_more_is_stale_wherever_it_would_go(
    backend: Backend, citizen: Citizen, visit: Visit
) -> None:
    """The change that made it so tells the present number; nothing is to be told anew."""
    says = Speech(Matter.REMINDER, visit.id, visit.start, visit.office)
    asked = await speak(backend, citizen.phone or "", f"visit:{visit.id}", says)
    await prove(backend, citizen)
    await backend.visits.cancel(visit.id, by="operator")
    assert await backend.rings.claim_to_dial("linka", most=2) == []
    assert await ended(backend) == [(asked.id, RingOutcome.STALE)]


async def test_whoever_wants_no_messages_any_more_is_not_rung_by_the_machine(
    backend: Backend, citizen: Citizen
) -> None:
    theirs = await speak(backend, citizen.phone or "", None)
    other = await speak(backend, KEYED, None)
    await backend.database.write(lambda tx: opt_out(tx, citizen.phone or ""))
    assert [ring.id for ring in await backend.rings.claim_to_dial("linka", most=2)] == [other.id]
    assert await ended(backend) == [(theirs.id, RingOutcome.OPTED_OUT)]


async def test_a_number_that_nobody_knows_can_ask_for_silence_too(backend: Backend) -> None:
    asked = await speak(backend, KEYED, None)
    await backend.database.write(lambda tx: opt_out(tx, KEYED))
    await backend.database.write(lambda tx: opt_out(tx, KEYED))
    assert await backend.rings.claim_to_dial("linka", most=2) == []
    assert await ended(backend) == [(asked.id, RingOutcome.OPTED_OUT)]


async def test_what_rings_already_is_not_ended_by_an_opt_out(backend: Backend) -> None:
    await speak(backend, KEYED, None)
    [ring] = await backend.rings.claim_to_dial("linka", most=2)
    await backend.database.write(lambda tx: opt_out(tx, KEYED))
    over = await backend.rings.ended(ring.id, RingOutcome.CONFIRMED)
    assert over.outcome is RingOutcome.CONFIRMED


async def test_an_operators_task_shows_the_number_at_which_they_are_now(
    backend: Backend, citizen: Citizen, visit: Visit
) -> None:
    old = citizen.phone or ""
    asked = await task(backend, old, f"visit:{visit.id}")
    assert await backend.rings.open() == [asked]
    await prove(backend, citizen)
    assert await backend.rings.open() == [replace(asked, phone=NEW, former=old)]
    done = await backend.rings.settle(asked.id, by="novakova")
    assert (done.phone, done.former) == (old, None)


async def test_a_task_whose_number_was_given_up_without_another_shows_none(
    backend: Backend, citizen: Citizen, visit: Visit
) -> None:
    old = citizen.phone or ""
    asked = await task(backend, old, f"visit:{visit.id}")
    without = replace(citizen, phone=None, phone_verified=False)
    await backend.database.write(lambda tx: following.follow(tx, citizen, without))
    assert await backend.rings.open() == [replace(asked, phone="", former=old)]


async def test_a_call_back_that_was_keyed_stays_as_it_was_keyed(
    backend: Backend, citizen: Citizen
) -> None:
    asked = await backend.rings.request(
        phone=citizen.phone or "", dialog="callback", language=Language.CS, call_id="call-1"
    )
    await prove(backend, citizen)
    assert await backend.rings.open() == [asked]


async def test_one_line_tells_of_one_record(backend: Backend, citizen: Citizen) -> None:
    """What is told of one record must not be read out to a number that only another one has."""
    phone = citizen.phone or ""
    first = await task(backend, phone, "visit:1001", "Na pondělí.")
    again = await task(backend, phone, "visit:1001", "Na úterý.")
    other = await task(backend, phone, "visit:1002", "Na středu.")
    assert (again.id, again.note) == (first.id, "Na úterý.\nNa pondělí.")
    assert (other.id == first.id, other.note) == (False, "Na středu.")


@pytest.mark.parametrize("about", ["", " ", "v" * 61])
async def test_what_is_no_name_of_a_record_is_refused(backend: Backend, about: str) -> None:
    with pytest.raises(Refused):
        await speak(backend, KEYED, about)
    with pytest.raises(Refused):
        await task(backend, KEYED, about)
    assert await backend.rings.open() == []


async def test_a_record_that_is_none_of_ours_checks_nothing(backend: Backend) -> None:
    for about in ("citizen:1", "visit:", "visit:x", "visit:999999", "topic:passport", "visit"):
        await task(backend, KEYED, about)
    assert {one.phone for one in await backend.rings.open()} == {KEYED}
    assert REBOOKING_RING not in {one.dialog for one in await backend.rings.open()}
