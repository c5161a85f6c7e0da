"""A number becomes the citizen's by the code that was sent to it, and by nothing else."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.api import (
    Backend,
    Contact,
    ContactChanged,
    ContactKind,
    ContactProof,
    ContactProposed,
    Event,
    Language,
    NotFound,
    NotProven,
    ProofOver,
    Proven,
    Refused,
    Secret,
    SetClock,
    Visit,
    WaitChannel,
    Wants,
    unhandled,
)
from booking.ground.audit import audit
from booking.ground.steps import steps
from booking.proofs.store import contact_proofs

NEW = "+420602123456"


async def propose(backend: Backend, value: str = NEW, **more: str) -> ContactProof:
    return await backend.proofs.propose(1, ContactKind.PHONE, value, by="citizen", **more)


async def code(backend: Backend, proof: ContactProof) -> Secret:
    found = await backend.proofs.code(proof.id)
    assert found is not None
    return found


async def wrong(backend: Backend, proof: ContactProof) -> Secret:
    right = (await code(backend, proof)).reveal()
    return Secret(f"{(int(right) + 1) % 1_000_000:06d}")


async def events(backend: Backend) -> list[Event]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 500))
    return [one.event for one in found]


async def test_the_right_code_makes_the_number_verified_and_tells_the_old_one(
    backend: Backend,
) -> None:
    before = await backend.citizens.get(1)
    proof = await propose(backend)
    assert (await backend.citizens.get(1)).phone == before.phone
    done = await backend.proofs.verify(proof.id, await code(backend, proof), by="citizen")
    assert done == Proven(1, NEW)
    after = await backend.citizens.get(1)
    assert (after.phone, after.phone_verified) == (NEW, True)
    changed = [one for one in await events(backend) if isinstance(one, ContactChanged)]
    assert [(one.phones, one.ending) for one in changed] == [((before.phone,), "456")]


async def test_three_wrong_codes_end_it_and_a_right_one_comes_too_late(backend: Backend) -> None:
    proof = await propose(backend)
    right, bad = await code(backend, proof), await wrong(backend, proof)
    outcomes = [await backend.proofs.verify(proof.id, bad, by="citizen") for _ in range(3)]
    assert outcomes == [NotProven(2), NotProven(1), ProofOver()]
    assert await backend.proofs.verify(proof.id, right, by="citizen") == ProofOver()
    assert (await backend.citizens.get(1)).phone != NEW


async def test_tries_at_the_same_moment_cannot_pass_each_other(backend: Backend) -> None:
    proof = await propose(backend)
    bad = await wrong(backend, proof)
    tries = (backend.proofs.verify(proof.id, bad, by="citizen") for _ in range(8))
    outcomes = await asyncio.gather(*tries)
    assert sum(isinstance(one, NotProven) for one in outcomes) == 2


async def test_a_code_lasts_ten_minutes(backend: Backend, clock: SetClock) -> None:
    proof = await propose(backend)
    right = await code(backend, proof)
    clock.advance(timedelta(minutes=10))
    assert await backend.proofs.code(proof.id) is None
    assert await backend.proofs.verify(proof.id, right, by="citizen") == ProofOver()


async def test_a_newer_code_ends_the_one_before(backend: Backend) -> None:
    first = await propose(backend)
    right = await code(backend, first)
    await propose(backend, "+420602123457")
    assert await backend.proofs.verify(first.id, right, by="citizen") == ProofOver()


async def test_the_same_command_tries_and_asks_once(backend: Backend) -> None:
    one, same = await propose(backend, key="k"), await propose(backend, key="k")
    assert one == same
    assert sum(isinstance(e, ContactProposed) for e in await events(backend)) == 1
    bad = await wrong(backend, one)
    for _ in range(4):
        assert await backend.proofs.verify(one.id, bad, by="c", key="t") == NotProven(2)


async def test_nobody_is_pestered_with_codes(backend: Backend, clock: SetClock) -> None:
    for number in range(5):
        await propose(backend, f"+42060212345{number}")
    with pytest.raises(Refused, match="tries"):
        await propose(backend, "+420602123459")
    await backend.proofs.propose(2, ContactKind.PHONE, "+420602123450", by="citizen")
    clock.advance(timedelta(hours=25))
    await propose(backend)


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [
        (ContactKind.PHONE, "12", "phone"),
        (ContactKind.PHONE, "+420584306041", "phone"),
        (ContactKind.PHONE, "+420900123456", "phone"),
        (ContactKind.EMAIL, "nobody", "email"),
    ],
)
async def test_where_nothing_can_be_sent_is_refused(
    backend: Backend, kind: ContactKind, value: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await backend.proofs.propose(1, kind, value, by="vesely")
    assert refused.value.field == field
    assert await backend.proofs.open_of(1) == []


async def test_a_stranger_and_a_verified_number_are_refused(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.proofs.propose(9999, ContactKind.PHONE, NEW, by="vesely")
    proof = await propose(backend)
    await backend.proofs.verify(proof.id, await code(backend, proof), by="citizen")
    with pytest.raises(Refused, match="verified"):
        await propose(backend)


async def test_the_code_lies_nowhere(backend: Backend) -> None:
    proof = await propose(backend)
    right = (await code(backend, proof)).reveal()
    await backend.proofs.verify(proof.id, await wrong(backend, proof), by="citizen", key="w")
    await backend.proofs.verify(proof.id, Secret(right), by="citizen", key="r")

    def everything(tx: object) -> str:
        rows = [*tx.all(select(audit)), *tx.all(select(steps)), *tx.all(select(contact_proofs))]  # type: ignore[attr-defined]  # a transaction
        return "\n".join(str(tuple(row)) for row in rows)

    written = await backend.database.read(everything) + str(await events(backend))
    assert right not in written


async def test_visits_and_places_on_the_list_follow_to_the_new_number(backend: Backend) -> None:
    old = (await backend.citizens.get(1)).phone
    assert old is not None
    mine = await booked(backend, "passport.new", old, 1)
    anothers = await booked(backend, "passport.new", "+420777000999", 1)
    strangers = await booked(backend, "passport.collection", old, None)
    over = await booked(backend, "passport.collection", old, 1)
    await backend.visits.cancel(over.id, by="caller")
    entry = await backend.waitlist.join(
        Wants("passport.new"),
        contact=Contact(old),
        language=Language.CS,
        channel=WaitChannel.SMS,
        by="caller",
        citizen_id=1,
        visit_id=mine.id,
    )
    proof = await propose(backend)
    await backend.proofs.verify(proof.id, await code(backend, proof), by="citizen")
    told = [(await backend.visits.get(one.id)).phone for one in (mine, anothers, strangers, over)]
    assert told == [NEW, "+420777000999", old, NEW]
    assert (await backend.waitlist.get(entry.id)).contact.phone == NEW
    assert await backend.waitlist.of_phone(old) == []


async def booked(backend: Backend, activity: str, phone: str, citizen: int | None) -> Visit:
    hold = await backend.visits.hold_nearest(activity, owner="call-1")
    assert hold is not None
    return await backend.visits.confirm(
        hold.id, contact=Contact(phone), language=Language.CS, citizen_id=citizen
    )
