"""A long list holds up nobody who writes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event, select

from booking.api import (
    Backend,
    Contact,
    Language,
    Transaction,
    WaitChannel,
    WaitlistDriver,
    Wants,
)
from booking.waitlist import store
from booking.waitlist.tables import offers
from tests.support.waitlist import CONSULTATION, number

LONG = 200


async def test_an_offer_is_made_without_reading_the_whole_list_while_others_wait_to_write(
    backend: Backend, driver: WaitlistDriver
) -> None:
    def fill(tx: Transaction) -> None:
        for n in range(LONG):
            values = store.entry_values(
                Wants(CONSULTATION), Contact(number(n)), Language.CS, WaitChannel.SMS
            )
            until = tx.now + timedelta(days=30)
            store.add_entry(tx, **values, citizen_id=None, visit_id=None, valid_until=until)

    await backend.database.write(fill)
    whole: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        is_look = "waitlist_entries" in statement and "NOT IN" in statement
        if is_look and "waitlist_entries.id = " not in statement:
            whole.append(statement)

    event.listen(backend.database.engine, "before_cursor_execute", note)
    await driver.turn()
    made = await backend.database.read(lambda tx: tx.all(select(offers.c.id)))
    assert len(made) >= LONG // 2
    assert len(whole) <= 10  # once a round, in transactions that only read
