"""What earlier versions wrote to the audit names nobody any more."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from booking.api import AuditSeals, Backend, Database, Hashing, Secret, upgrade
from booking.ground.schema import MIGRATIONS

OLD = (
    ("vesely", "looked", "citizen:7", '{"reason": "the list: all, \'Novák\'"}'),
    ("citizen:7", "verified", "agreement:3", "{}"),
    ("vesely", "agreement-concluded", "agreement:3", '{"citizen": 7, "phone_verified": true}'),
    ("caller", "pin-refused", "agreement:3", '{"caller": "+420777654321", "tries_left": 2}'),
)


def _as_it_was(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.downgrade(config, "0012")
    insert = "INSERT INTO audit (at, who, did, about, details) VALUES (:at, :who, :did, :about, :d)"
    for who, did, about, details in OLD:
        values = {"at": "2026-11-20 10:00:00", "who": who, "did": did, "about": about}
        connection.execute(text(insert), {**values, "d": details})


async def test_an_older_audit_is_taken_over_without_persons_in_clear(
    database: Database, hashing: Hashing
) -> None:
    with database.engine.begin() as connection:
        _as_it_was(connection)
    upgrade(database)
    backend = Backend(database, database.clock, hashing)
    concluded, verified, looked = await backend.audit.about_person(7)
    assert verified.who == looked.about
    assert f"citizen:{concluded.details['citizen']}" == verified.who
    assert looked.details == {"reason": "the list: all, '…'"}
    said = str(await backend.audit.recent())
    assert "Novák" not in said
    assert "777654321" not in said
    seals = AuditSeals(database, Secret("key"))
    assert await seals.seal() == len(OLD)
    assert (await seals.check()).misfit is None
