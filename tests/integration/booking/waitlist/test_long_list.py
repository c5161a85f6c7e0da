"""A long list holds up nobody who writes."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, event, select

from booking.api import (
    Backend,
    Contact,
    Entry,
    EntryState,
    Language,
    Offer,
    Transaction,
    WaitChannel,
    WaitlistDriver,
    Wants,
)
from booking.waitlist import store
from booking.waitlist.tables import offers
from tests.support.waitlist import CONSULTATION, People, number

LONG = 200
WEDNESDAY = date(2026, 11, 25)


def wait_in_line(tx: Transaction) -> None:
    for n in range(LONG):
        values = store.entry_values(
            Wants(CONSULTATION), Contact(number(n)), Language.CS, WaitChannel.SMS
        )
        until = tx.now + timedelta(days=30)
        store.add_entry(tx, **values, citizen_id=None, visit_id=None, valid_until=until)


def is_whole(statement: str) -> bool:
    """Whether it reads all who wait."""
    is_look = "waitlist_entries" in statement and "NOT IN" in statement
    return is_look and "waitlist_entries.id = " not in statement


async def declined(
    backend: Backend, driver: WaitlistDriver, people: People
) -> tuple[Offer, list[Entry]]:
    """An offer that the first has declined, and the others who wait."""
    (freed, *_) = await people.fill(WEDNESDAY)
    first, *others = [await people.wait(n, last=WEDNESDAY) for n in range(3)]
    await backend.visits.cancel(freed.id, by="caller")
    await driver.turn()
    (offer,) = await backend.waitlist.offers_to(number(0))
    assert offer.entry_id == first.id
    return await backend.waitlist.decline(offer.id, by="caller"), others


async def test_an_offer_is_made_without_reading_the_whole_list_while_others_wait_to_write(
    backend: Backend, driver: WaitlistDriver
) -> None:
    await backend.database.write(wait_in_line)
    whole: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if is_whole(statement):
            whole.append(statement)

    event.listen(backend.database.engine, "before_cursor_execute", note)
    await driver.turn()
    made = await backend.database.read(lambda tx: tx.all(select(offers.c.id)))
    assert len(made) >= LONG // 2
    assert len(whole) <= 10  # once a round, in transactions that only read


async def test_a_slot_is_passed_on_without_reading_the_whole_list_in_a_transaction_that_writes(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    offer, (second, _) = await declined(backend, driver, people)
    writing: set[int] = set()
    held_up: list[str] = []

    def begin(connection: Connection) -> None:
        writing.discard(id(connection))

    def note(connection: Connection, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            writing.add(id(connection))
        if is_whole(statement) and id(connection) in writing:
            held_up.append(statement)

    event.listen(backend.database.engine, "begin", begin)
    event.listen(backend.database.engine, "before_cursor_execute", note)
    await driver.turn()
    (passed,) = await backend.waitlist.offers_to(number(1))
    assert (passed.entry_id, passed.slot) == (second.id, offer.slot)
    assert held_up == []


async def test_who_leaves_while_the_list_is_read_is_passed_over(
    backend: Backend, driver: WaitlistDriver, people: People
) -> None:
    offer, (second, third) = await declined(backend, driver, people)
    looks: list[str] = []

    def leave(tx: Transaction) -> None:
        store.end_entry(tx, second.id, EntryState.LEFT)

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if is_whole(statement):
            looks.append(statement)
            if len(looks) == 1:
                backend.database.run(leave)

    event.listen(backend.database.engine, "after_cursor_execute", note)
    await driver.turn()
    assert await backend.waitlist.offers_to(number(1)) == []
    (passed,) = await backend.waitlist.offers_to(number(2))
    assert (passed.entry_id, passed.slot) == (third.id, offer.slot)
    assert len(looks) > 2
