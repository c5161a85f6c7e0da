from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from booking.agreements.counts import pin_counts
from booking.agreements.model import (
    AgreementConcluded,
    AgreementLockedOut,
    Claim,
    Locked,
    Verified,
    Wrong,
)
from booking.agreements.service import Agreements
from booking.agreements.store import agreements as agreements_table
from booking.citizens import store as citizen_store
from booking.errors import NotFound, Refused
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.events import unhandled
from booking.ground.secrets import Hashing, Secret
from booking.ground.transaction import Transaction
from tests.support.agreements import adopt
from tests.support.people import some_citizen

PIN = Secret("836104")
WRONG = Secret("295731")
LOGIN = Secret("47201533")
UNKNOWN = Secret("51839262")
CALLER = "+420777000321"
OTHER = "+420777000999"


class Killed(Exception):
    """Stands for the end of the process."""


class Dying(Hashing):
    """Ends the process in the middle of a check."""

    def __init__(self) -> None:
        pass  # no hash is made for one that never answers

    def matches(self, secret: Secret, stored: str | None) -> bool:  # noqa: ARG002  the real one's signature
        raise Killed


@pytest.fixture
def agreements(database: Database, hashing: Hashing) -> Agreements:
    return Agreements(database, hashing)


@pytest.fixture
def citizen(database: Database) -> int:
    return _add_citizen(database, "c01")


@pytest.fixture
async def claim(agreements: Agreements, citizen: int, database: Database) -> Claim:
    await adopt(database, citizen, LOGIN, PIN)
    return await agreements.check_login(LOGIN)


async def test_the_right_pin_tells_who_it_is(
    agreements: Agreements, claim: Claim, citizen: int
) -> None:
    found = await agreements.verify(claim, PIN, caller=CALLER)
    assert found == Verified(citizen, claim.agreement_id or 0)


async def test_three_wrong_pins_lock_for_thirty_minutes(
    agreements: Agreements, claim: Claim, clock: SetClock, database: Database
) -> None:
    said = [await agreements.verify(claim, WRONG, caller=CALLER) for _ in range(4)]
    assert said == [Wrong(2), Wrong(1), Locked(30), Locked(30)]
    clock.advance(timedelta(minutes=29, seconds=30))
    assert await agreements.verify(claim, PIN, caller=CALLER) == Locked(1)
    clock.advance(timedelta(seconds=30))
    assert isinstance(await agreements.verify(claim, PIN, caller=CALLER), Verified)
    told = [event for event in _events(database) if isinstance(event, AgreementLockedOut)]
    assert [(event.agreement_id, event.caller) for event in told] == [(claim.agreement_id, CALLER)]


async def test_the_lock_of_an_agreement_holds_for_every_caller(
    agreements: Agreements, claim: Claim
) -> None:
    for caller in (CALLER, OTHER, None):
        await agreements.verify(claim, WRONG, caller=caller)
    assert await agreements.verify(claim, PIN, caller="+420777000555") == Locked(30)


async def test_the_lock_of_a_calling_number_holds_for_every_agreement(
    agreements: Agreements, claim: Claim
) -> None:
    unknown = await agreements.check_login(UNKNOWN)
    other = await agreements.check_login(Secret("64027182"))
    await agreements.verify(unknown, WRONG, caller=CALLER)
    await agreements.verify(unknown, WRONG, caller=CALLER)
    await agreements.verify(other, WRONG, caller=CALLER)
    assert await agreements.verify(claim, PIN, caller=CALLER) == Locked(30)
    assert isinstance(await agreements.verify(claim, PIN, caller=OTHER), Verified)


async def test_the_next_lock_is_longer(
    agreements: Agreements, claim: Claim, clock: SetClock
) -> None:
    for _ in range(3):
        await agreements.verify(claim, WRONG, caller=None)
    clock.advance(timedelta(minutes=31))
    said = [await agreements.verify(claim, WRONG, caller=None) for _ in range(3)]
    assert said == [Wrong(2), Wrong(1), Locked(60)]


async def test_a_right_pin_forgives_the_slips_before_it(
    agreements: Agreements, claim: Claim
) -> None:
    for _ in range(4):
        assert await agreements.verify(claim, WRONG, caller=CALLER) == Wrong(2)
        assert await agreements.verify(claim, WRONG, caller=CALLER) == Wrong(1)
        assert isinstance(await agreements.verify(claim, PIN, caller=CALLER), Verified)


async def test_ones_own_right_pin_does_not_clear_guesses_at_others(
    agreements: Agreements, claim: Claim
) -> None:
    victim = await agreements.check_login(UNKNOWN)
    await agreements.verify(victim, WRONG, caller=CALLER)
    await agreements.verify(claim, PIN, caller=CALLER)
    await agreements.verify(victim, WRONG, caller=CALLER)
    await agreements.verify(claim, PIN, caller=CALLER)
    assert await agreements.verify(victim, WRONG, caller=CALLER) == Locked(30)


@pytest.mark.parametrize("caller", [CALLER, None])
async def test_an_unknown_login_hears_the_same(agreements: Agreements, caller: str | None) -> None:
    unknown = await agreements.check_login(UNKNOWN)
    assert unknown.agreement_id is None
    hears = [await agreements.verify(unknown, WRONG, caller=caller) for _ in range(4)]
    assert hears == [Wrong(2), Wrong(1), Locked(30), Locked(30)]
    again = await agreements.check_login(UNKNOWN)
    assert await agreements.verify(again, WRONG, caller="+420777000556") == Locked(30)


async def test_the_same_key_counts_once_and_returns_the_first_result(
    agreements: Agreements, claim: Claim
) -> None:
    first = await agreements.verify(claim, WRONG, caller=None, key="call-1/pin#1")
    again = await agreements.verify(claim, WRONG, caller=None, key="call-1/pin#1")
    assert (first, again) == (Wrong(2), Wrong(2))
    assert await agreements.verify(claim, WRONG, caller=None, key="call-1/pin#2") == Wrong(1)


async def test_a_crash_between_counting_and_checking_counts_one_try(
    claim: Claim, database: Database, hashing: Hashing
) -> None:
    with pytest.raises(Killed):
        await Agreements(database, Dying()).verify(claim, PIN, caller=None, key="call-1/pin")
    restarted = Agreements(database, hashing)
    assert isinstance(await restarted.verify(claim, PIN, caller=None, key="call-1/pin"), Verified)
    assert await restarted.verify(claim, WRONG, caller=None) == Wrong(2)


async def test_a_crash_does_not_give_a_try_back(
    claim: Claim, database: Database, hashing: Hashing
) -> None:
    with pytest.raises(Killed):
        await Agreements(database, Dying()).verify(claim, WRONG, caller=None, key="one")
    assert await Agreements(database, hashing).verify(claim, WRONG, caller=None) == Wrong(1)


async def test_an_ended_agreement_opens_nothing(
    agreements: Agreements, claim: Claim, database: Database, clock: SetClock
) -> None:
    ended = agreements_table.update().values(ended_at=clock.now())
    await database.write(lambda tx: tx.execute(ended))
    assert await agreements.verify(claim, PIN, caller=None) == Wrong(2)
    assert (await agreements.check_login(LOGIN)).agreement_id is None


async def test_old_counts_are_tidied_away(
    agreements: Agreements, clock: SetClock, database: Database
) -> None:
    unknown = await agreements.check_login(UNKNOWN)
    await agreements.verify(unknown, WRONG, caller=OTHER)
    clock.advance(timedelta(days=3))
    await agreements.verify(await agreements.check_login(LOGIN), WRONG, caller=None)
    rows = await database.read(lambda tx: tx.all(select(pin_counts.c.subject)))
    assert [row.subject.split(":")[0] for row in rows] == ["unknown"]


async def test_an_agreement_is_taken_over_and_nobody_is_told(
    agreements: Agreements, citizen: int, database: Database
) -> None:
    made = await adopt(database, citizen, LOGIN, PIN)
    assert await agreements.of(citizen) == made
    assert AgreementConcluded(made.id, citizen, "vesely", phones=(), emails=()) in _events(database)


async def test_trivial_pins_and_used_logins_are_refused(citizen: int, database: Database) -> None:
    with pytest.raises(Refused, match="too easy"):
        await adopt(database, citizen, LOGIN, Secret("121212"))
    with pytest.raises(Refused, match="six digits"):
        await adopt(database, citizen, LOGIN, Secret("83610"))
    with pytest.raises(Refused, match="eight digits"):
        await adopt(database, citizen, Secret("47201534"), PIN)
    with pytest.raises(NotFound):
        await adopt(database, 99, LOGIN, PIN)
    await adopt(database, citizen, LOGIN, PIN)
    with pytest.raises(Refused, match="in force"):
        await adopt(database, citizen, UNKNOWN, PIN)
    with pytest.raises(Refused, match="given out before"):
        await adopt(database, _add_citizen(database, "c02"), LOGIN, PIN)


async def test_an_error_of_the_database_shows_no_digit(database: Database, citizen: int) -> None:
    login, pin_hash = LOGIN.reveal(), "$argon2id$secret"
    row = {"citizen_id": citizen, "login": login, "pin_hash": pin_hash}

    def twice(tx: Transaction) -> None:
        tx.insert(agreements_table, **row, concluded_at=tx.now)
        tx.insert(agreements_table, **row, concluded_at=tx.now)

    with pytest.raises(IntegrityError) as caught:
        await database.write(twice)
    told = f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r}"
    assert login not in told
    assert pin_hash not in told


def _events(database: Database) -> list[object]:
    return [recorded.event for recorded in database.run(lambda tx: unhandled(tx.connection, 100))]


def _add_citizen(database: Database, code: str) -> int:
    citizen = some_citizen(id=0, code=code, phone=CALLER, phone_verified=True)
    return database.run(lambda tx: citizen_store.add(tx, citizen))
