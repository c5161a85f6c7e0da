"""Lípov with an outbox, empty or old, and what is booked there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import func, select, text

from booking.api import (
    PRAGUE,
    Backend,
    Budget,
    Database,
    Hashing,
    Language,
    MessageSettings,
    ShiftedClock,
    Transaction,
    VisitBooked,
    add_many,
    load_town,
    read_message_settings,
    upgrade,
)
from cli.layout import CHECKOUT
from notifier.outbox.tables import message_statuses, messages

NOW = datetime(2026, 11, 23, 10, tzinfo=PRAGUE)
"""A Monday morning: nothing is held back for the night."""

START = datetime(2026, 11, 25, 9, tzinfo=PRAGUE)
"""Of all visits: messages of the same form, so that they cost the same."""

TEXT = (
    "Objednano: streda 25. 11. 2026 v 9:00, Lidicka 5, zadost o cestovni pas. Kod objednavky"
    " 100000. Prineste obcansky prukaz a dosavadni pas, pokud jej mate. Zmena nebo zruseni na"
    " cisle 844121314. MeU Lipov"
)
"""As long as the message that a booking asks for."""

DAYS = 90
"""So far back the old messages go."""

_LIPOV = CHECKOUT / "towns" / "lipov"
_STATES = ("created", "sending", "sent")
_BATCH = 50_000


def clock() -> ShiftedClock:
    """A clock that begins on that morning; another process gets its shift."""
    return ShiftedClock.starting_at(NOW)


def backend(database: Database) -> Backend:
    """Of this town; nobody's password is ever checked here."""
    cheap = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return Backend(database, database.clock, cheap)


def settings() -> MessageSettings:
    """Lípov's, with a budget that is added up and never used up."""
    told = read_message_settings(_LIPOV)
    return MessageSettings(
        told.quiet, told.reminders, told.limits, told.prices, Budget(10**12), can_reply=True
    )


async def build(url: str, at: ShiftedClock) -> Database:
    """The town in a new database."""
    database = Database(url, at)
    upgrade(database)
    cheap = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    await load_town(database, at, cheap, _LIPOV)
    return database


def book(database: Database, numbers: range) -> None:
    """Visits by that many callers, each of whom gets one SMS; visible all at once."""
    events = [_booked(number) for number in numbers]
    database.run(lambda tx: [tx.append(one) for one in events])


def phone(number: int) -> str:
    """Whose it is: nobody gets two, so that no limit is reached."""
    return f"+420{730_000_000 + number}"


def waiting(database: Database) -> int:
    """Messages that are not with the provider yet, and events that are no messages yet."""
    unsent = select(func.count()).where(messages.c.state.in_(("created", "sending")))
    unheard = text("SELECT count(*) FROM events WHERE handled_at IS NULL")

    def look(tx: Transaction) -> int:
        return int(tx.execute(unsent).scalar_one()) + int(tx.execute(unheard).scalar_one())

    return database.run(look, immediate=False)


def grow_old(database: Database, many: int) -> None:
    """That many messages of the last ninety days, each with three states."""
    columns = list(_old(database, 1, 0))
    for begin in range(0, many, _BATCH):
        numbers = range(begin, min(many, begin + _BATCH))
        rows = (_old(database, many, number) for number in numbers)
        database.run(lambda tx, rows=rows: add_many(tx, messages, columns, rows))  # type: ignore[misc]  # bound at once
    ids = database.run(_numbers_of_old, immediate=False)
    names = ["message_id", "state", "provider", "at"]
    for begin in range(0, many, _BATCH):
        states = _states(database, many, ids, range(begin, min(many, begin + _BATCH)))
        database.run(lambda tx, states=states: add_many(tx, message_statuses, names, states))  # type: ignore[misc]  # bound at once


def _numbers_of_old(tx: Transaction) -> int:
    return int(tx.execute(select(func.min(messages.c.id)).where(_is_old())).scalar_one())


def _is_old() -> Any:  # noqa: ANN401  a condition
    return messages.c.about.like("old:%")


def _states(
    database: Database, many: int, first: int, numbers: range
) -> Iterator[dict[str, object]]:
    for number in numbers:
        at = _made_at(database, many, number)
        for state in _STATES:
            provider = None if state == "created" else "twilio"
            yield {"message_id": first + number, "state": state, "provider": provider, "at": at}


def _made_at(database: Database, many: int, number: int) -> datetime:
    before = timedelta(days=1) + timedelta(days=DAYS) * (1 - number / many)
    return database.clock.now() - before


def _old(database: Database, many: int, number: int) -> dict[str, object]:
    at = _made_at(database, many, number)
    return {
        "about": f"old:{number}",
        "channel": "sms",
        "template": "visit_booked",
        "template_version": 1,
        "priority": 0,
        "recipient": f"+420{720_000_000 + number}",
        "language": "cs",
        "text": TEXT,
        "segments": 2,
        "only_once": f"old:{number}/visit_booked",
        "state": "sent",
        "attempts": 1,
        "due_at": at,
        "provider": "twilio",
        "reference": f"SMold{number:029}",
        "price": 290,
        "created_at": at,
        "sent_at": at,
    }


def _booked(number: int) -> VisitBooked:
    return VisitBooked(
        visit_id=number + 1,
        code=f"{100_000 + number % 900_000}",
        activity="passport.new",
        office="lidicka",
        counter="lidicka-3",
        start=START,
        minutes=15,
        persons=1,
        language=Language.CS,
        citizen_id=None,
        phone=phone(number),
        email=None,
        verified=False,
    )
