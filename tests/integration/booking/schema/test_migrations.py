"""The schema that the migrations make is the one that the code describes, for all parts."""

from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, text
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from booking.errors import NewerSchema, Unavailable
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.schema import upgrade
from booking.ground.tables import metadata

ROOT = Path(__file__).parents[4]
PARTS = ("booking", "ivr", "notifier", "operator_console")


def describe_all() -> None:
    """Import every module that describes a table."""
    for file in (path for part in PARTS for path in (ROOT / part).rglob("*.py")):
        if "= Table(" in file.read_text(encoding="utf-8"):
            import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def test_the_migrations_make_exactly_the_tables_that_the_code_describes(
    database: Database,
) -> None:
    describe_all()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_upgrade_that_runs_again_changes_nothing(database: Database) -> None:
    upgrade(database)
    before = _schema(database)
    upgrade(database)
    assert _schema(database) == before


def _schema(database: Database) -> list[str]:
    described = MetaData()
    described.reflect(database.engine)
    made: list[ExecutableDDLElement] = []
    for table in described.sorted_tables:
        made += [CreateTable(table), *map(CreateIndex, table.indexes)]
    return sorted(str(one.compile(database.engine)) for one in made)


def test_data_of_a_newer_version_are_refused(database: Database) -> None:
    database.run(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(NewerSchema):
        upgrade(database)


def test_a_damaged_file_is_an_outage_and_not_an_accident(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "linka.db"
    path.write_bytes(b"no database " * 500)
    broken = Database.on_file(path, clock)
    with pytest.raises(Unavailable, match="not a database"):
        broken.run(lambda tx: tx.all(text("SELECT 1")))
    broken.close()
