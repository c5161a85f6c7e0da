"""Lípov with a counter whose calendar a ticket-calling machine owns."""

from __future__ import annotations

from sqlalchemy import update

from booking.api import Transaction
from booking.catalogue.tables import counters
from booking.catalogue.tables import town as town_table

ONE_COUNTER = "citizenship.certificate"
"""Done at the machine's counter only."""
COUNTER = "nadrazni-4"


def owned_by_the_machine(tx: Transaction) -> None:
    """Give the counter's calendar to the machine."""
    tx.execute(update(counters).where(counters.c.code == COUNTER).values(outside="machine"))
    tx.execute(update(town_table).values(revision=town_table.c.revision + 1))
