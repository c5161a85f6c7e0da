"""Tries at the same moment, from one process and from several, never pass the lock."""

import asyncio
import multiprocessing
import time
from collections import Counter

from argon2 import PasswordHasher

from booking.agreements.model import Claim, PinCheck
from booking.agreements.service import Agreements
from booking.citizens import store as citizen_store
from booking.ground.clock import ShiftedClock
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from tests.support.agreements import adopt
from tests.support.people import some_citizen

LOGIN = Secret("47201533")
PIN = Secret("836104")


async def test_of_many_tries_at_once_three_are_looked_at(
    database: Database, hashing: Hashing
) -> None:
    agreements, claim = await _concluded(database, hashing)
    tries = [agreements.verify(claim, Secret(f"2957{n}"), caller=None) for n in range(10, 30)]
    kinds = Counter(said.kind for said in await asyncio.gather(*tries))
    assert kinds == {"wrong": 2, "locked": 18}


async def test_the_right_pin_among_guesses_at_once_is_let_in_only_within_the_first_three(
    database: Database, hashing: Hashing
) -> None:
    agreements, claim = await _concluded(database, hashing)
    wrong = [agreements.verify(claim, Secret(f"2957{n}"), caller=None) for n in range(10, 30)]
    said: list[PinCheck] = await asyncio.gather(*wrong, agreements.verify(claim, PIN, caller=None))
    assert "verified" not in {one.kind for one in said}


async def test_several_processes_count_together(database: Database, hashing: Hashing) -> None:
    _, claim = await _concluded(database, hashing)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        work = [(database.address, claim, start) for start in range(3)]
        kinds = Counter(kind for found in pool.starmap(_guess, work) for kind in found)
    assert kinds == {"wrong": 2, "locked": 13}


async def test_an_unknown_login_takes_the_same_time(database: Database) -> None:
    agreements, claim = await _concluded(database, Hashing())
    unknown = await agreements.check_login(Secret("51839262"))
    # in turns, so that what else runs on the machine slows both alike
    pairs = [(await _timed(agreements, claim), await _timed(agreements, unknown)) for _ in range(6)]
    known_time, unknown_time = (min(times) for times in zip(*pairs, strict=True))
    assert abs(known_time - unknown_time) < 0.5 * max(known_time, unknown_time)


def _guess(address: str, claim: Claim, start: int) -> list[str]:
    async def guess() -> list[str]:
        database = Database(address, ShiftedClock())
        agreements = Agreements(database, Hashing(PasswordHasher(1, 8, 1)))
        pins = [Secret(f"295{start}{n}0") for n in range(5)]
        said = [await agreements.verify(claim, pin, caller=None) for pin in pins]
        database.close()
        return [one.kind for one in said]

    return asyncio.run(guess())


async def _timed(agreements: Agreements, claim: Claim) -> float:
    begin = time.perf_counter()
    await agreements.verify(claim, Secret("295731"), caller=None)
    return time.perf_counter() - begin


async def _concluded(database: Database, hashing: Hashing) -> tuple[Agreements, Claim]:
    citizen = some_citizen(id=0, code="c01")
    number = await database.write(lambda tx: citizen_store.add(tx, citizen))
    agreements = Agreements(database, hashing)
    await adopt(database, number, LOGIN, PIN, hashing)
    return agreements, await agreements.check_login(LOGIN)
