"""Two records of one person become one, and two again."""

from datetime import timedelta

import pytest

from booking.agreements import store as agreement_store
from booking.agreements.rules import login_from
from booking.api import (
    AgreementConcluded,
    AgreementEnded,
    Backend,
    GivenBy,
    Holdings,
    Mandate,
    Merge,
    NotFound,
    Privacy,
    Purpose,
    Refused,
    Scope,
    Secret,
    SetClock,
    Transaction,
    unhandled,
)
from booking.citizens import store as citizens
from booking.ground.tables import metadata
from booking.merging.store import FOLLOWS, MOVED, STAYS
from tests.support.agreements import adopt
from tests.support.people import some_citizen

PIN = Secret("926183")


async def twin(backend: Backend, of: int = 1, **differences: object) -> int:
    """A second record of a citizen, as a slip at the counter makes it."""
    known = await backend.citizens.get(of)
    values = {"name": known.name, "born": known.born, "phone": known.phone} | differences
    return await backend.database.write(
        lambda tx: citizens.add(tx, some_citizen(code=f"twin-{of}", **values))
    )


async def holdings(backend: Backend, citizen: int) -> Holdings:
    return await backend.merging.holdings(citizen)


async def merge(
    backend: Backend, kept: int, gone: int, *, agreement_id: int | None = None
) -> Merge:
    return await backend.merging.merge(kept, gone, agreement_id=agreement_id, by="kralova")


async def test_the_pair_is_found_and_told_apart_for_good(backend: Backend) -> None:
    second = await twin(backend)
    found = await backend.merging.candidates()
    assert [(one.first.id, one.second.id) for one in found] == [(1, second)]
    await backend.merging.say_distinct(second, 1, by="kralova")
    assert await backend.merging.candidates() == []


async def test_everything_of_the_second_hangs_on_the_first(backend: Backend) -> None:
    kept = await twin(backend, phone=None)
    await backend.wishes.consent(1, Purpose.NEWS, given=True, channel=GivenBy.COUNTER, by="vesely")
    await backend.representations.add(
        1,
        2,
        scope=Scope.ALL,
        mandate=Mandate.POWER_OF_ATTORNEY,
        since=backend.clock.today(),
        until=None,
        by="vesely",
    )
    before, gone = await holdings(backend, 1), await backend.citizens.get(1)
    assert before.counts["applications"]
    done = await merge(backend, kept, 1)
    assert (await holdings(backend, kept)).counts == before.counts
    after = await backend.citizens.get(kept)
    assert (after.phone, after.phone_verified) == (gone.phone, gone.phone_verified)
    assert "phone" in done.filled
    agreement = await backend.agreements.of(kept)
    assert agreement is not None
    assert agreement.id == before.agreement_id


async def test_the_old_number_leads_to_the_one_who_stays(backend: Backend) -> None:
    second = await twin(backend)
    await merge(backend, 1, second)
    third = await twin(backend, of=2)
    await merge(backend, third, 1)
    assert (await backend.citizens.get(second)).id == third
    assert (await backend.citizens.many([second]))[second].id == third
    assert {one.citizen.id for one in await backend.citizens.search("Dvořáková Marie")} & {
        1,
        second,
    } == set()
    with pytest.raises(NotFound):
        await merge(backend, 3, second)


async def test_of_two_agreements_one_must_be_chosen_and_the_other_ends(backend: Backend) -> None:
    second = await twin(backend)
    other = await adopt(backend.database, second, login_from(7_654_321), PIN)
    mine = await backend.agreements.of(1)
    assert mine is not None
    with pytest.raises(Refused, match="agreement"):
        await merge(backend, 1, second)
    assert (await backend.citizens.get(second)).id == second
    done = await merge(backend, 1, second, agreement_id=other.id)
    assert done.ended_agreement == mine.id
    now = await backend.agreements.of(1)
    assert now is not None
    assert now.id == other.id
    assert (
        await backend.database.read(lambda tx: agreement_store.hash_in(tx, mine.id, "pin_hash"))
        is None
    )
    recorded = await backend.database.read(lambda tx: unhandled(tx.connection, 500))
    assert any(isinstance(one.event, AgreementEnded) for one in recorded)


async def test_undone_they_are_two_again(backend: Backend) -> None:
    kept = await twin(backend, phone=None)
    before = await holdings(backend, 1)
    done = await merge(backend, kept, 1)
    await backend.merging.undo(done.id, by="kralova")
    assert (await holdings(backend, 1)) == before
    assert sum((await holdings(backend, kept)).counts.values()) == 0
    assert (await backend.citizens.get(kept)).phone is None
    with pytest.raises(Refused, match="undone"):
        await backend.merging.undo(done.id, by="kralova")


async def test_after_a_month_it_is_final_and_the_second_record_is_empty(
    backend: Backend, clock: SetClock
) -> None:
    second = await twin(backend)
    done = await merge(backend, 1, second)
    clock.advance(timedelta(days=31))
    with pytest.raises(Refused, match="too-late"):
        await backend.merging.undo(done.id, by="kralova")
    rule = next(
        one for one in Privacy(backend.database, ())._rules if one.kind == "merged-citizens"
    )
    before = clock.now() - timedelta(days=30)
    assert await backend.database.write(lambda tx: rule.sweep(tx, before, 10)) == 1
    record = await backend.database.read(lambda tx: citizens.find_merged(tx, second))
    assert record is not None
    assert (record.name, record.phone) == ("", None)
    assert (await backend.citizens.get(second)).id == 1


async def test_the_audit_tells_of_the_person_under_both_numbers(backend: Backend) -> None:
    second = await twin(backend)
    await backend.audit.look("vesely", f"citizen:{second}", "the test")
    await merge(backend, 1, second)
    entries = await backend.audit.about_person(1)
    assert {"looked", "citizens-merged"} <= {one.did for one in entries}


async def test_an_erasure_takes_both_records(backend: Backend) -> None:
    second = await twin(backend, phone="+420777000998")
    await merge(backend, 1, second)
    await Privacy(backend.database, ()).erase(second, by="spravce")

    def left(tx: Transaction) -> tuple[object, object]:
        one, other = citizens.find(tx, 1), citizens.find_merged(tx, second)
        assert one is not None
        assert other is not None
        return one.phone, other.phone

    assert await backend.database.read(left) == (None, None)
    assert await backend.audit.about_person(1) == []


async def test_what_cannot_be_merged_is_refused(backend: Backend) -> None:
    with pytest.raises(Refused, match="same"):
        await merge(backend, 1, 1)
    with pytest.raises(NotFound):
        await merge(backend, 1, 9999)


def test_every_table_about_citizens_says_what_a_merge_does_with_it() -> None:
    told = {name for name, _ in MOVED} | STAYS | FOLLOWS
    columns = {"citizen_id", "represented_id", "representative_id"}
    there = {name for name, table in metadata.tables.items() if columns & set(table.columns.keys())}
    assert there <= told


async def test_a_login_that_comes_to_a_record_is_told_to_those_who_did_not_have_it(
    backend: Backend,
) -> None:
    """Else a clerk could merge somebody with an agreement into anybody, unseen."""
    kept = await twin(backend, phone="+420777000888", phone_verified=True)
    agreement = (await holdings(backend, 1)).agreement_id
    await merge(backend, kept, 1)
    assert [(one.agreement_id, one.citizen_id, one.phones) for one in await told(backend)] == [
        (agreement, kept, ("+420777000888",))
    ]


async def test_nobody_is_told_of_a_login_that_was_theirs_before(backend: Backend) -> None:
    known = await backend.citizens.get(1)
    kept = await twin(backend, phone_verified=True)
    await merge(backend, kept, 1)
    without = await twin(backend, 3, phone="+420777000888", phone_verified=True)
    await merge(backend, kept, without)
    assert await told(backend) == []
    assert (await backend.citizens.get(kept)).phone == known.phone


async def told(backend: Backend) -> list[AgreementConcluded]:
    """Of agreements, where anybody is to hear of it: the import of a town tells nobody."""
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 500))
    events = [one.event for one in found if isinstance(one.event, AgreementConcluded)]
    return [one for one in events if one.phones or one.emails]
