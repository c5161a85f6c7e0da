"""Alembic's entry: runs the revisions on the connection that `schema.upgrade` hands over."""

from alembic import context

from booking.ground.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by making a new one
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
