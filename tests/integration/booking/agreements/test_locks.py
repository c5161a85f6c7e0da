"""A supervisor ends locks before their time."""

import pytest

from booking.agreements.rules import login_from
from booking.api import (
    Backend,
    Locked,
    LockKind,
    LockReleased,
    NotFound,
    ReleaseReason,
    Secret,
    Verified,
    Wrong,
    unhandled,
)
from tests.support.agreements import adopt

LOGIN, PIN, BAD = login_from(7_654_321), Secret("926183"), Secret("111222")
CALLER = "+420777000999"
WHY = ReleaseReason.RUNG_BACK


async def locked_out(backend: Backend) -> None:
    claim = await backend.agreements.check_login(LOGIN)
    for _ in range(3):
        await backend.agreements.verify(claim, BAD, caller=CALLER)


@pytest.fixture
async def agreement(backend: Backend) -> int:

    free = [n for n in range(1, 30) if await backend.agreements.of(n) is None]
    citizen = free[0]
    return (await adopt(backend.database, citizen, LOGIN, PIN)).id


async def test_a_released_agreement_and_number_open_again(backend: Backend, agreement: int) -> None:
    await locked_out(backend)
    found = await backend.locks.list()
    assert {(one.agreement_id, one.caller) for one in found} == {
        (agreement, None),
        (None, CALLER),
    }
    for one in found:
        await backend.locks.release(one.subject, WHY, by="kralova")
    assert await backend.locks.list() == []
    claim = await backend.agreements.check_login(LOGIN)
    outcome = await backend.agreements.verify(claim, PIN, caller=CALLER)
    assert isinstance(outcome, Verified)
    recorded = await backend.database.read(lambda tx: unhandled(tx.connection, 500))
    assert sum(isinstance(one.event, LockReleased) for one in recorded) == 2
    entries = await backend.audit.recent(who="kralova")
    assert [one.did for one in entries] == ["lock-released"] * 2
    assert all(CALLER not in one.about for one in entries)


async def test_whoever_goes_on_guessing_after_a_release_is_locked_for_longer(
    backend: Backend, agreement: int
) -> None:
    await locked_out(backend)
    for one in await backend.locks.list():
        await backend.locks.release(one.subject, WHY, by="kralova")
    claim = await backend.agreements.check_login(LOGIN)
    outcomes = [await backend.agreements.verify(claim, BAD, caller=CALLER) for _ in range(3)]
    assert outcomes == [Wrong(2), Wrong(1), Locked(60)]
    assert agreement in {one.agreement_id for one in await backend.locks.list()}


async def test_numbers_locked_by_codes_of_visits_and_receipts_are_shown_and_released(
    backend: Backend,
) -> None:
    code = Secret("472009")
    for n in range(3):
        assert await backend.visits.named_by("472009", caller=CALLER, call_id=f"call-{n}") is None
        for caller in (CALLER, "+420777000998", None):
            who = {"caller": caller, "call_id": "call-1"}
            await backend.applications.by_receipt(999_999, 2026, code, **who)
    found = await backend.locks.list()
    assert {(one.kind, one.caller, one.receipt) for one in found} == {
        (LockKind.CODE, CALLER, None),
        (LockKind.RECEIPT_CALLER, CALLER, None),
        (LockKind.RECEIPT_CALLER, "+420777000998", None),
        (LockKind.RECEIPT, None, "999999/2026"),
    }
    for one in found:
        await backend.locks.release(one.subject, WHY, by="kralova")
    assert await backend.locks.list() == []


async def test_nothing_is_released_that_is_not_locked(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.locks.release("agreement:1", WHY, by="kralova")
    with pytest.raises(NotFound):
        await backend.locks.release("nonsense", WHY, by="kralova")
