"""The tables that limits are counted in, beside those of visits and holds."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from booking.ground.tables import Id, metadata

hold_callers = Table(
    "hold_callers",
    metadata,
    Column(
        "hold_id",
        Id,
        ForeignKey("holds.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("number", String(20), nullable=False),
)
"""From which number (E.164) a slot is kept; goes with the hold."""
Index("ix_hold_callers_number", hold_callers.c.number)

visit_callers = Table(
    "visit_callers",
    metadata,
    Column("visit_id", Id, primary_key=True, autoincrement=False),
    Column("number", String(20), nullable=False),
)
"""From which number a visit was booked, where messages about it do not go there."""
Index("ix_visit_callers_number", visit_callers.c.number)

number_uses = Table(
    "number_uses",
    metadata,
    Column("number", String(254), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("uses", Integer, nullable=False),
    CheckConstraint("uses > 0", name="some"),
)
"""How often a number was used for something in a day: messages to it, call-backs, filings.
`number` may be an e-mail address in lower case. 'hidden/13' stands for all of whom nothing is
known, in the hour from one o'clock in the afternoon."""
Index("ix_number_uses_day", number_uses.c.day)
