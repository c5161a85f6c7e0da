from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from booking.api import Database, metadata
from notifier.consent.tables import blocked_recipients
from notifier.outbox.tables import message_statuses, messages, receipts
from notifier.providers.tables import provider_minutes
from notifier.received.tables import inbound_messages
from notifier.templates.tables import template_revisions

OURS = {
    table.name
    for table in (
        blocked_recipients,
        inbound_messages,
        message_statuses,
        messages,
        provider_minutes,
        receipts,
        template_revisions,
    )
}


def test_the_migrations_make_the_tables_that_the_code_describes(database: Database) -> None:
    def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name in OURS

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []
