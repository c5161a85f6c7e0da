"""What was written to the audit stays, and whoever changes it past the triggers is found out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from booking.api import AuditSeals, Backend, Database, Secret, SetClock, Transaction
from booking.audit.seals import MOST
from booking.audit.service import Audit
from booking.ground.audit import audit

KEY = Secret("the audit's key")


@pytest.fixture
def seals(database: Database) -> AuditSeals:
    return AuditSeals(database, KEY)


async def write(database: Database, count: int) -> None:
    for number in range(count):
        await Audit(database).look("vesely", f"visit:{number}", "the list")


def past_the_triggers(database: Database, act: Callable[[Connection], object]) -> None:
    """As somebody does who owns the database."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for table in ("audit", "audit_seals"):
                connection.execute(text(f"DROP TRIGGER {table}_is_not_changed"))
                connection.execute(text(f"DROP TRIGGER {table}_is_not_deleted"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        act(connection)


def run(database: Database, sql: str) -> None:
    past_the_triggers(database, lambda connection: connection.execute(text(sql)))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET who = 'nobody' WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit",
        "UPDATE audit_seals SET mark = ''",
        "DELETE FROM audit_seals",
    ],
)
async def test_nothing_in_the_audit_can_be_changed_or_deleted(
    database: Database, seals: AuditSeals, sql: str
) -> None:
    await write(database, 3)
    await seals.seal()
    with pytest.raises(DBAPIError, match="append-only"):
        await database.write(lambda tx: tx.execute(text(sql)))


async def test_the_audit_cannot_be_emptied_on_postgresql(database: Database) -> None:
    await write(database, 1)
    if database.is_sqlite:
        return  # has no such statement
    with pytest.raises(DBAPIError, match="append-only"):
        await database.write(lambda tx: tx.execute(text("TRUNCATE audit")))


async def test_an_audit_as_it_was_written_fits(database: Database, seals: AuditSeals) -> None:
    await write(database, 3)
    assert await seals.seal() == 3
    await write(database, 2)
    assert await seals.seal() == 2
    assert await seals.seal() == 0
    await write(database, 1)
    found = await seals.check_and_tell()
    assert (found.rows, found.seals, found.unsealed, found.misfit) == (5, 2, 1, None)


@pytest.mark.parametrize(
    ("sql", "row", "reason"),
    [
        ("UPDATE audit SET who = 'x' WHERE id >= 4", 4, "row 4 was changed"),
        ("UPDATE audit SET details = '{\"a\": 1}' WHERE id = 2", 2, "row 2 was changed"),
        ("DELETE FROM audit WHERE id = 5", 5, "row 5 is missing"),
        ("DELETE FROM audit_seals WHERE number = 1", None, "seal 1 is missing"),
        ("UPDATE audit_seals SET rows = '' WHERE number = 2", None, "seal 2 was changed"),
        ("UPDATE audit_seals SET rows = 'x y z' WHERE number = 2", None, "seal 2 was changed"),
    ],
)
async def test_the_first_row_that_was_changed_past_the_triggers_is_named(
    database: Database, seals: AuditSeals, sql: str, row: int | None, reason: str
) -> None:
    for _ in range(3):
        await write(database, 3)
        await seals.seal()
    run(database, sql)
    found = await seals.check()
    assert found.misfit is not None
    assert found.misfit.row == row
    assert found.misfit.reason.startswith(reason)


async def test_a_seal_made_without_the_key_is_found_out(
    database: Database, seals: AuditSeals
) -> None:
    await write(database, 3)
    await seals.seal()
    await write(database, 3)
    await AuditSeals(database, Secret("another")).seal()
    found = await seals.check()
    assert found.misfit is not None
    assert found.misfit.seal == 2


async def test_rows_that_were_cut_off_with_their_seals_are_missed_by_a_noted_seal(
    database: Database, seals: AuditSeals
) -> None:
    await write(database, 3)
    await seals.seal()
    first = (await seals.check()).last_seal
    await write(database, 3)
    await seals.seal()
    noted = (await seals.check()).last_seal
    assert (await seals.check(expected=first)).misfit is None
    run(database, "DELETE FROM audit WHERE id > 3")
    run_again = "DELETE FROM audit_seals WHERE number > 1"
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(run_again))
    assert (await seals.check()).misfit is None, "nothing inside the database can tell"
    cut = (await seals.check(expected=noted)).misfit
    assert cut is not None
    assert "cut off" in cut.reason


async def test_a_row_put_in_between_afterwards_is_named(
    database: Database, seals: AuditSeals, clock: SetClock
) -> None:
    await write(database, 3)
    run(database, "DELETE FROM audit WHERE id = 2")  # a gap, as a rolled back transaction leaves
    await seals.seal()
    clock.advance(timedelta(hours=3))
    await write(database, 1)
    await seals.seal()
    await database.write(
        lambda tx: tx.execute(
            audit.insert().values(
                id=2, at=tx.now - timedelta(hours=2), who="x", did="x", about="x", details={}
            )
        )
    )
    assert await seals.seal() == 0
    found = await seals.check()
    assert found.misfit is not None
    assert found.misfit.row == 2


async def test_a_row_that_becomes_visible_late_is_sealed_by_a_later_seal(
    database: Database, seals: AuditSeals
) -> None:
    if database.is_sqlite:
        return  # one writer at a time: rows become visible in the order of their numbers
    late = database.engine.connect()
    with late.begin():
        at = database.clock.now()
        late.execute(audit.insert().values(at=at, who="x", did="x", about="x", details={}))
        await write(database, 3)
        assert await seals.seal() == 3
    late.close()
    waiting = await seals.check()
    assert (waiting.misfit, waiting.unsealed) == (None, 1)
    assert await seals.seal() == 1
    await write(database, 2)
    assert await seals.seal() == 2
    found = await seals.check()
    assert (found.misfit, found.rows, found.unsealed) == (None, 6, 0)


async def test_retention_takes_whole_seals_and_the_rest_still_fits(
    database: Database, seals: AuditSeals, clock: SetClock
) -> None:
    await write(database, 3)
    await seals.seal()
    clock.advance(timedelta(days=2))
    for _ in range(2):
        await write(database, 2)
        await seals.seal()
    assert await seals.release(clock.now() - timedelta(days=1)) == 3
    found = await seals.check()
    assert (found.misfit, found.rows, found.unsealed) == (None, 4, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        await database.write(lambda tx: tx.execute(text("DELETE FROM audit WHERE id = 4")))
    run(database, "UPDATE audit_released SET row = 5, seal = 2")
    broken = (await seals.check()).misfit
    assert broken is not None
    assert "retention" in broken.reason


async def test_retention_never_takes_the_last_seal(
    database: Database, seals: AuditSeals, clock: SetClock
) -> None:
    await write(database, 3)
    await seals.seal()
    clock.advance(timedelta(days=2000))
    assert await seals.release(clock.now()) == 0


async def test_the_auditor_sees_what_the_last_check_found(backend: Backend, town: Database) -> None:
    assert await backend.audit.last_check() is None
    seals = AuditSeals(town, KEY)
    await seals.seal()
    found = await seals.check_and_tell()
    assert await backend.audit.last_check() == found
    await seals.check_and_tell()


async def test_nothing_is_lost_or_sealed_twice_while_many_write(
    database: Database, seals: AuditSeals
) -> None:
    """Transactions of several lengths, some rolled back, so that numbers come late and in gaps."""

    async def writer(name: int) -> None:
        for number in range(40):

            def act(tx: Transaction, number: int = number) -> None:
                tx.audit(f"writer-{name}", "looked", f"visit:{number}")
                if number % 3 == name % 3:
                    time.sleep(0.01)
                if number % 10 == 9:
                    raise LookupError

            with suppress(LookupError):
                await database.write(act)

    async def sealer(done: asyncio.Event) -> None:
        while not done.is_set():
            await seals.seal()
            await asyncio.sleep(0.01)

    done = asyncio.Event()
    sealing = asyncio.create_task(sealer(done))
    await asyncio.gather(*(writer(name) for name in range(6)))
    done.set()
    await sealing
    await seals.seal()
    found = await seals.check()
    assert (found.misfit, found.rows, found.unsealed) == (None, 6 * 36, 0)
    assert found.seals > 3


async def test_a_backlog_looks_once_for_rows_that_came_late(
    database: Database, seals: AuditSeals
) -> None:
    """To look at each batch is quadratic: 100,000 rows took 50 s on PostgreSQL."""
    looks: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith("SELECT audit.id") and "BETWEEN" in statement:
            looks.append(statement)

    def many(tx: Transaction) -> None:
        row = {"at": tx.now, "who": "vesely", "did": "looked", "about": "visit:1", "details": {}}
        tx.execute(audit.insert(), [row] * (MOST * 4 + 1))

    await write(database, 1)
    await seals.seal()
    await database.write(many)
    event.listen(database.engine, "before_cursor_execute", note)
    assert await seals.seal() == MOST * 4 + 1
    assert len(looks) == (0 if database.is_sqlite else 1)
    found = await seals.check()
    assert (found.misfit, found.rows, found.unsealed) == (None, MOST * 4 + 2, 0)
