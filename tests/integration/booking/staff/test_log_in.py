"""Who gets in, how wrong passwords are counted, and what is written down of it."""

from datetime import timedelta

import pytest

from booking.api import Backend, LoggedIn, LogInLocked, LogInRefused, Secret, SetClock
from booking.staff.store import staff
from tests.support.console import CLERK, PASSWORDS

RIGHT = Secret(PASSWORDS[CLERK])
WRONG = Secret("not the password")


async def test_the_right_password_lets_its_owner_in(backend: Backend) -> None:
    outcome = await backend.logins.log_in(CLERK, RIGHT)
    assert isinstance(outcome, LoggedIn)
    assert outcome.member.username == CLERK


async def test_who_has_left_cannot_log_in(backend: Backend) -> None:
    await backend.database.write(lambda tx: tx.execute(staff.update().values(active=False)))
    assert await backend.logins.log_in(CLERK, RIGHT) == LogInRefused(2)


@pytest.mark.parametrize("username", [CLERK, "nobody"])
async def test_the_third_wrong_password_locks_whether_or_not_there_is_such_a_username(
    backend: Backend, username: str
) -> None:
    outcomes = [await backend.logins.log_in(username, WRONG) for _ in range(4)]
    assert outcomes == [LogInRefused(2), LogInRefused(1), LogInLocked(30), LogInLocked(30)]


async def test_the_right_password_does_not_open_a_lock(backend: Backend, clock: SetClock) -> None:
    for _ in range(3):
        await backend.logins.log_in(CLERK, WRONG)
    assert await backend.logins.log_in(CLERK, RIGHT) == LogInLocked(30)
    clock.advance(timedelta(minutes=30))
    assert isinstance(await backend.logins.log_in(CLERK, RIGHT), LoggedIn)


async def test_the_second_lock_is_longer(backend: Backend, clock: SetClock) -> None:
    for _ in range(3):
        await backend.logins.log_in(CLERK, WRONG)
    clock.advance(timedelta(minutes=30))
    outcomes = [await backend.logins.log_in(CLERK, WRONG) for _ in range(3)]
    assert outcomes[-1] == LogInLocked(60)


async def test_a_right_password_forgives_the_wrong_ones_before_it(backend: Backend) -> None:
    for _ in range(2):
        await backend.logins.log_in(CLERK, WRONG)
    await backend.logins.log_in(CLERK, RIGHT)
    assert await backend.logins.log_in(CLERK, WRONG) == LogInRefused(2)


async def test_the_audit_knows_log_ins_but_nothing_that_was_typed(backend: Backend) -> None:
    await backend.logins.log_in(CLERK, WRONG)
    await backend.logins.log_in(CLERK, RIGHT)
    await backend.logins.log_in("papir-lipa-91", WRONG)
    entries = await backend.audit.recent(2)
    assert [(one.who, one.did) for one in entries] == [
        (CLERK, "logged-in"),
        (CLERK, "log-in-refused"),
    ]
    assert "papir-lipa-91" not in str(await backend.audit.recent(1000))
