"""How a database would carry out a prepared statement."""

from __future__ import annotations

from booking.api import Database, Prepared


def plan_of(database: Database, statement: Prepared, **given: object) -> str:
    """Its plan, in the database's own words; tables are empty, so PostgreSQL is kept from them."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.engine.begin() as connection:
        compiled = statement._for(connection)
        cursor = connection.connection.cursor()
        if not database.is_sqlite:
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(explain + compiled.sql, compiled.values(given))
        return " ".join(str(row) for row in cursor.fetchall())
