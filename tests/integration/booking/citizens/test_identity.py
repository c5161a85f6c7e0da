"""An operator is satisfied who calls: by what, for how long, and what is left of it."""

from datetime import timedelta

import pytest

from booking.api import Backend, IdentityMark, NotFound, Refused, SetClock

M = IdentityMark


async def check(backend: Backend, *marks: IdentityMark, citizen: int = 1) -> None:
    await backend.citizens.check_identity(citizen, talk="call-1", by="novakova", marks=marks)


@pytest.mark.parametrize(
    "marks", [(M.BORN, M.ADDRESS), (M.REFERENCE, M.VISIT_CODE), (M.PHONE_BACK,)]
)
async def test_two_answers_or_a_call_back_are_enough(
    backend: Backend, marks: tuple[IdentityMark, ...]
) -> None:
    await check(backend, *marks)
    known = await backend.citizens.identity_in("call-1")
    assert known is not None
    assert (known.citizen_id, known.by, known.marks) == (1, "novakova", marks)


@pytest.mark.parametrize("marks", [(), (M.BORN,), (M.BORN, M.BORN), (M.REFERENCE,)])
async def test_less_is_refused(backend: Backend, marks: tuple[IdentityMark, ...]) -> None:
    with pytest.raises(Refused, match="marks"):
        await check(backend, *marks)
    assert await backend.citizens.identity_in("call-1") is None


async def test_nobody_is_checked_who_does_not_exist(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await check(backend, M.PHONE_BACK, citizen=9999)


async def test_it_holds_for_an_hour_at_most(backend: Backend, clock: SetClock) -> None:
    await check(backend, M.PHONE_BACK)
    clock.advance(timedelta(minutes=59))
    assert await backend.citizens.identity_in("call-1")
    clock.advance(timedelta(minutes=1))
    assert await backend.citizens.identity_in("call-1") is None


async def test_another_citizen_in_the_same_talk_takes_the_place(backend: Backend) -> None:
    await check(backend, M.PHONE_BACK)
    await check(backend, M.PHONE_BACK, citizen=2)
    known = await backend.citizens.identity_in("call-1")
    assert known is not None
    assert known.citizen_id == 2


async def test_it_can_be_taken_back(backend: Backend) -> None:
    await check(backend, M.PHONE_BACK)
    await backend.citizens.forget_identity("call-1", by="novakova")
    assert await backend.citizens.identity_in("call-1") is None
    did = [one.did for one in await backend.audit.recent(who="novakova")]
    assert did == ["identity-withdrawn", "identity-checked"]


async def test_the_same_command_checks_once(backend: Backend) -> None:
    for _ in range(2):
        await backend.citizens.check_identity(
            1, talk="call-1", by="novakova", marks=[M.PHONE_BACK], key="k"
        )
    assert len(await backend.audit.recent(who="novakova")) == 1
