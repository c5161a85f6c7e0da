"""What limits and the counters hold of persons, and how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from booking.attendance.tables import attendances
from booking.ground.rows import empty_rows, remove_rows
from booking.ground.transaction import Transaction
from booking.privacy.model import Person, Rows, Rule
from booking.privacy.people import told_rows
from booking.visits.limit_tables import hold_callers, number_uses, visit_callers
from booking.visits.tables import visits


def erase(tx: Transaction, who: Person) -> Mapping[str, int]:
    """Forget their numbers. That somebody came, or did not, stays, without whose visit it was."""
    booked = visit_callers.c.visit_id.in_(_visits(who)) | visit_callers.c.number.in_(who.phones)
    kept = hold_callers.c.number.in_(who.phones)
    return {
        "callers of visits": tx.execute(delete(visit_callers).where(booked)).rowcount,
        "callers of holds": tx.execute(delete(hold_callers).where(kept)).rowcount,
        "uses of numbers": tx.execute(
            delete(number_uses).where(number_uses.c.number.in_(_named(who)))
        ).rowcount,
    }


def export(tx: Transaction, who: Person) -> Mapping[str, Rows]:
    """Which visits they came to, and what is counted for their numbers."""
    theirs = _visits(who)
    return {
        "Docházka k přepážkám (attendances)": told_rows(
            tx, attendances, attendances.c.visit_id.in_(theirs)
        ),
        "Čísla, ze kterých se objednávalo (callers)": told_rows(
            tx,
            visit_callers,
            visit_callers.c.number.in_(who.phones) | visit_callers.c.visit_id.in_(theirs),
        ),
        "Použití čísel (uses)": told_rows(tx, number_uses, number_uses.c.number.in_(_named(who))),
    }


def _named(who: Person) -> list[str]:
    """Their numbers and addresses, as uses of them are counted."""
    return [*who.phones, *(one.lower() for one in who.emails)]


def _visits(who: Person) -> Select[tuple[int]]:
    return select(visits.c.id).where(
        (visits.c.citizen_id == who.citizen_id)
        | visits.c.phone.in_(who.phones)
        | func.lower(visits.c.email).in_([one.lower() for one in who.emails])
    )


def _old_callers(tx: Transaction, before: datetime, limit: int) -> int:
    old = select(visits.c.id).where(visits.c.start < before)
    return remove_rows(tx, visit_callers.c.visit_id, visit_callers.c.visit_id.in_(old), limit)


def _old_uses(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, number_uses.c.number, number_uses.c.day < before.date(), limit)


def _old_clerks(tx: Transaction, before: datetime, limit: int) -> int:
    old = attendances.c.start < before
    return empty_rows(tx, attendances.c.visit_id, old, limit, clerk=None)


RULES = (
    Rule(
        "visit-callers",
        30,
        "as for visits: from which number one was booked counts until it is over",
        _old_callers,
    ),
    Rule("number-uses", 2, "a day's limit is over with the day", _old_uses),
    Rule(
        "clerks-at-counters",
        90,
        "who served whom is asked within a complaint's time; later only numbers count",
        _old_clerks,
    ),
)
