from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from booking.api import Database, metadata
from notifier.outbox.store import messages


def test_the_migration_makes_the_table_that_the_code_describes(database: Database) -> None:
    def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name == messages.name

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []
