"""What follows a citizen to a new number or address: visits to come, places on the waiting list.

A number that was given up is somebody else's soon, who would hear of the visit, could accept an
offer, and would be believed to be the one who booked.
"""

from __future__ import annotations

from sqlalchemy import update

from booking.citizens.model import Citizen
from booking.ground.transaction import Transaction
from booking.visits.model import VisitState
from booking.visits.tables import visits
from booking.waitlist import store as waitlist
from booking.waitlist.tables import LIVE_STATES, entries


def lock(tx: Transaction) -> None:
    """Before the citizen is changed: the waiting list is always locked first."""
    waitlist.lock(tx)


def follow(tx: Transaction, before: Citizen, after: Citizen) -> None:
    """Send what is still to be told of the citizen's own matters to where they are now.

    What was booked for somebody else's number stays there, and so does what was not booked under
    the citizen's name: whose that is, nobody knows.
    """
    to_come = (visits.c.state == VisitState.BOOKED.value) & (visits.c.start > tx.now)
    live = entries.c.state.in_(LIVE_STATES)
    for old, new, name in (
        (before.phone, after.phone, "phone"),
        (before.email, after.email, "email"),
    ):
        if old is None or new is None or old == new:
            continue
        for table, where in ((visits, to_come), (entries, live)):
            theirs = (table.c.citizen_id == before.id) & (table.c[name] == old)
            tx.execute(update(table).where(theirs, where).values({name: new}))
