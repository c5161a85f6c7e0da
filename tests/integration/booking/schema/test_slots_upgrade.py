"""Visits, holds and taken cells of an earlier version are taken over as they were."""

import re

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from booking.api import Database, VisitPart, upgrade
from booking.ground.clock import PRAGUE
from booking.ground.schema import MIGRATIONS
from booking.visits import slots, store

BEFORE = "0018"
OLD = """
INSERT INTO offices (code, position, name, address, short_address, written_address, active)
    VALUES ('lidicka', 0, '{}', '{}', '{}', 'Lidická 5', TRUE);
INSERT INTO counters (code, office, position, name, number, grid, serves, active)
    VALUES ('lidicka-1', 'lidicka', 0, '{}', 1, 15, '[]', TRUE);
INSERT INTO visits (id, code, activity, office, counter, start, minutes, persons, state,
        language, verified, channel, created_at)
    VALUES (7, '472015', 'passport.new', 'lidicka', 'lidicka-1', '@08:00', 40, 2, 'booked',
            'cs', FALSE, 'phone', '@07:00'),
        (8, '472023', 'passport.new', 'lidicka', 'gone', '@08:15', 15, 3, 'cancelled',
            'cs', FALSE, 'phone', '@07:00');
INSERT INTO holds (id, counter, office, start, minutes, cells, activity, persons, owner,
        expires_at)
    VALUES (3, 'lidicka-1', 'lidicka', '@08:15', 30, 2, 'passport.new', 2, 'call', '@07:10');
INSERT INTO taken_slots (counter, start, day, cell, hold_id, visit_id, expires_at)
    VALUES ('lidicka-1', '@08:00', '2026-11-24', 36, NULL, 7, NULL),
        ('lidicka-1', '@08:15', '2026-11-24', 37, 3, NULL, '@07:10')
"""
"""`@` stands for the day; times are in UTC, as each database keeps them."""


def _as_it_was(connection: Connection, *, sqlite: bool) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.downgrade(config, BEFORE)
    kept = r"2026-11-24 \1:00.000000" if sqlite else r"2026-11-24 \1:00+00"
    for statement in re.sub(r"@(\d\d:\d\d)", kept, OLD).split(";"):
        connection.exec_driver_sql(statement)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.engine.begin() as connection:
        _as_it_was(connection, sqlite=database.is_sqlite)
    upgrade(database)
    return database


async def test_visits_and_holds_get_their_only_part_and_their_cells(filled: Database) -> None:
    visit = await filled.read(lambda tx: store.find(tx, 7, PRAGUE))
    assert visit is not None
    assert (visit.parts, visit.minutes) == ((VisitPart("passport.new", 2),), 40)
    assert await filled.read(lambda tx: store.cells_of(tx, 7)) == 4
    assert await filled.read(lambda tx: store.cells_of(tx, 8)) == 3
    row = await filled.read(lambda tx: slots.hold_row(tx, 3))
    assert slots.hold_of(row, PRAGUE).parts == (VisitPart("passport.new", 2),)
    parts = "SELECT visit_id, position, activity, persons FROM visit_parts ORDER BY visit_id"
    rows = await filled.read(lambda tx: tx.all(text(parts)))
    assert [tuple(row) for row in rows] == [(7, 0, "passport.new", 2), (8, 0, "passport.new", 3)]


async def test_cells_stay_whose_they_were(filled: Database) -> None:
    whose = "SELECT cell, hold_id, visit_id, freed_by FROM taken_slots ORDER BY cell"
    rows = await filled.read(lambda tx: tx.all(text(whose)))
    assert [tuple(row) for row in rows] == [(36, None, 7, None), (37, 3, None, None)]


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE taken_slots SET hold_id = 3 WHERE visit_id = 7",
        "UPDATE taken_slots SET visit_id = NULL WHERE visit_id = 7",
        "UPDATE taken_slots SET expires_at = NULL WHERE hold_id = 3",
        "UPDATE visits SET minutes = 0 WHERE id = 7",
        "UPDATE visits SET persons = 0 WHERE id = 7",
        "UPDATE visits SET code = '47' WHERE id = 7",
        "UPDATE visits SET state = 'perhaps' WHERE id = 7",
        "UPDATE holds SET persons = 0",
        "UPDATE holds SET cells = 0",
        "UPDATE visit_parts SET persons = 0",
        "DELETE FROM visits WHERE id = 7",
    ],
)
async def test_the_constraints_hold_on_a_database_that_was_upgraded(
    filled: Database, wrong: str
) -> None:
    with pytest.raises(IntegrityError):
        await filled.write(lambda tx: tx.execute(text(wrong)))
